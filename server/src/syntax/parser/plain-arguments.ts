import { MAX_LENGTH } from '../event-buffer';
import { Char, Code, endOfRun, endOfStringText, hasClass } from './characters';
import type { Parser } from './parser';

/**
 * The quick lane of {@link parseArguments}: blanks and `name=value` with a bare value or a string without escapes, as
 * long as nothing else comes. That is what exports and address lists are made of. It reads them just as the grammar does,
 * by one look at each character; where anything else stands it leaves the parser before the blanks in front of it.
 *
 * Returns the name of the last argument it took, undefined if there was none.
 */
export function parsePlainArguments(p: Parser): string | undefined {
  const { text, events } = p;
  let nameStart = -1;
  let nameEnd = -1;
  for (;;) {
    const start = p.position;
    const name = endOfRun(text, start, Char.blank);
    if (name === start) break;
    const nameStop = endOfRun(text, name, Char.name);
    if (
      nameStop === name ||
      text.charCodeAt(nameStop) !== Code.equals ||
      !hasClass(text.charCodeAt(name), Char.alphanumeric)
    )
      break;
    const value = nameStop + 1;
    const isString = text.charCodeAt(value) === Code.doubleQuote;
    // A string without an escape or a variable, from quote to quote.
    const stop = isString ? endOfStringText(text, value + 1) : endOfRun(text, value, Char.bare);
    if (isString && text.charCodeAt(stop) !== Code.doubleQuote) break;
    const end = isString ? stop + 1 : stop;
    if (!endsArgument(text, end)) break;
    if (end - start > MAX_LENGTH) break;
    events.plainArgument(name - start, nameStop - name, isString ? stop - value - 1 : end - value, isString);
    p.position = end;
    nameStart = name;
    nameEnd = nameStop;
  }
  return nameStart < 0 ? undefined : text.slice(nameStart, nameEnd);
}

/** Whether what follows plainly ends an argument. The other ways to end one are left to the grammar. */
function endsArgument(text: string, at: number): boolean {
  if (at === text.length) return true;
  const code = text.charCodeAt(at);
  return code === Code.lineFeed || code === Code.space || code === Code.tab || code === Code.semicolon;
}
