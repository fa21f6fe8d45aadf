import { Kind } from '../syntax-kind';
import { Char, Code, endOfRun } from './characters';
import type { Parser } from './parser';

/** The backslash, blanks that editors leave behind it, the line break, blank lines and the indentation behind them. */
const CONTINUATION = /\\[ \t]*\r?\n(?:[ \t\r]*\n)*[ \t\r]*/y;
const ESCAPED_BLANK = /\\[ \t]/y;
const COMMENT_LINE = /#[^\n]*\n?[ \t]*/y;

/** The length of the line break at the position, 0 where there is none. */
function lineBreakLength(p: Parser): number {
  const code = p.code();
  if (code === Code.lineFeed) return 1;
  return code === Code.carriageReturn && p.code(1) === Code.lineFeed ? 2 : 0;
}

/** Consumes a continuation; a comment line at column 0 behind it belongs to it and does not end the statement. */
function parseContinuation(p: Parser): boolean {
  const length = p.match(CONTINUATION) || p.match(ESCAPED_BLANK);
  if (length === 0) return false;
  p.token(Kind.continuation, length);
  while (p.peek() === '#' && p.text.charAt(p.position - 1) === '\n') p.token(Kind.comment, p.match(COMMENT_LINE));
  return true;
}

/** Blanks and continuations: what may stand between the words of one statement. Tells whether there was any. */
export function parseBlanks(p: Parser): boolean {
  const before = p.position;
  for (;;) {
    const end = endOfRun(p.text, p.position, Char.blank);
    const code = p.text.charCodeAt(end);
    if (code === Code.carriageReturn && p.text.charCodeAt(end + 1) !== Code.lineFeed) {
      p.token(Kind.blank, p.match(BLANKS_BUT_LINE_BREAK));
      continue;
    }
    p.token(Kind.blank, end - p.position);
    if (code !== Code.backslash || !parseContinuation(p)) break;
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
    const length = lineBreakLength(p);
    if (length > 0) p.token(Kind.newline, length);
    else if (p.code() === Code.hash && p.text.charCodeAt(p.position - 1) === Code.lineFeed)
      p.token(Kind.comment, endOfLine(p) - p.position);
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

/** Where the line ends that the parser stands in, before its line break. */
export function endOfLine(p: Parser): number {
  const found = p.text.indexOf('\n', p.position);
  if (found < 0) return p.text.length;
  return found > p.position && p.text.charCodeAt(found - 1) === Code.carriageReturn ? found - 1 : found;
}

/** One token of what may stand before a statement; false where there is none. */
export function parseGapStep(p: Parser): boolean {
  const before = p.position;
  const lineBreak = lineBreakLength(p);
  const code = p.code();
  if (lineBreak > 0) p.token(Kind.newline, lineBreak);
  else if (code === Code.semicolon) p.token(Kind[';'], 1);
  else if (code === Code.hash) p.token(Kind.comment, endOfLine(p) - p.position);
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
  p.token(Kind.skipped, length);
  p.finish(Kind.error);
}
