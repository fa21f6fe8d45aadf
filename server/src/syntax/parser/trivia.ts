import type { Parser } from './parser';

const LINE_BREAK = /\r?\n/y;
/** The backslash, blanks that editors leave behind it, the line break, blank lines and the indentation behind them. */
const CONTINUATION = /\\[ \t]*\r?\n(?:[ \t\r]*\n)*[ \t\r]*/y;
const ESCAPED_BLANK = /\\[ \t]/y;
const COMMENT = /#[^\n]*?(?=\r?\n|$)/y;
const COMMENT_LINE = /#[^\n]*\n?[ \t]*/y;

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\r';
}

/** Consumes a continuation; a comment line at column 0 behind it belongs to it and does not end the statement. */
function parseContinuation(p: Parser): boolean {
  const length = p.match(CONTINUATION) || p.match(ESCAPED_BLANK);
  if (length === 0) return false;
  p.token('continuation', length);
  while (p.peek() === '#' && p.text.charAt(p.position - 1) === '\n') p.token('comment', p.match(COMMENT_LINE));
  return true;
}

/** Blanks and continuations: what may stand between the words of one statement. Tells whether there was any. */
export function parseBlanks(p: Parser): boolean {
  const before = p.position;
  for (;;) {
    const char = p.peek();
    if (char === '\r' && p.peek(1) === '\n') break;
    if (isBlank(char)) p.token('blank', p.match(BLANKS_BUT_LINE_BREAK) || 1);
    else if (char !== '\\' || !parseContinuation(p)) break;
  }
  return p.position > before;
}
const BLANKS_BUT_LINE_BREAK = /(?:[ \t]|\r(?!\n))+/y;

/**
 * Blanks, continuations, line breaks, and comments at the very start of a line: what may stand between the parts of an
 * expression or an array. A comment that is indented may not.
 */
export function parseBlanksAndLines(p: Parser): boolean {
  const before = p.position;
  for (;;) {
    if (parseBlanks(p)) continue;
    const length = p.match(LINE_BREAK);
    if (length > 0) p.token('newline', length);
    else if (p.peek() === '#' && p.text.charAt(p.position - 1) === '\n') p.token('comment', p.match(COMMENT));
    else break;
  }
  return p.position > before;
}

/** What may stand before a statement: all of the above, `;`, and comments, which may stand nowhere else. */
export function parseStatementGap(p: Parser): void {
  while (parseGapStep(p)) {
    // One token after the other.
  }
}

/** One token of what may stand before a statement; false where there is none. */
export function parseGapStep(p: Parser): boolean {
  const before = p.position;
  const lineBreak = p.match(LINE_BREAK);
  if (lineBreak > 0) p.token('newline', lineBreak);
  else if (p.peek() === ';') p.token(';', 1);
  else if (p.peek() === '#') p.token('comment', p.match(COMMENT));
  else parseBlanks(p);
  return p.position > before;
}

/** Whether the parser stands where a word or a value of a statement may end. */
export function atDelimiter(p: Parser): boolean {
  switch (p.peek()) {
    case '':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ';':
    case ']':
    case '}':
    case ')':
      return true;
    case '\\':
      return p.match(CONTINUATION) > 0 || p.match(ESCAPED_BLANK) > 0;
    default:
      return false;
  }
}

/** Whether a statement ends here: at a line break, `;`, a closing bracket, or the end of the text. */
export function atStatementEnd(p: Parser): boolean {
  switch (p.peek()) {
    case '':
    case '\n':
    case ';':
    case ']':
    case '}':
    case ')':
      return true;
    case '\r':
      return p.peek(1) === '\n';
    default:
      return false;
  }
}

const REST_OF_LINE = /(?:\\[ \t]*\r?\n|[^\n;])+/y;
const REST_TO_CLOSER = /(?:\\[ \t]*\r?\n|[^\n;\]})])+/y;

/**
 * Passes over what can't be understood: to the end of the statement, or to a bracket that closes one that is open. A
 * `{` at the end of the line is left for the caller, so that the block behind it is still read.
 */
export function parseSkipped(p: Parser): void {
  if (atStatementEnd(p) && p.peek() !== ']' && p.peek() !== '}' && p.peek() !== ')') return;
  const rest = p.closers.length > 0 ? REST_TO_CLOSER : REST_OF_LINE;
  let length = p.match(rest);
  if (length === 0) length = p.closer === p.peek() ? 0 : 1;
  const skipped = p.text.slice(p.position, p.position + length);
  const brace = /\{[ \t\r]*$/.exec(skipped);
  if (brace) length = brace.index;
  if (length === 0) return;
  p.start();
  p.token('skipped', length);
  p.finish('error');
}
