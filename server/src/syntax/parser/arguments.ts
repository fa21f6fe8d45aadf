import { Kind } from '../syntax-kind';
import { Char, endOfRun, hasClass, TABLE_SIZE } from './characters';
import { parseExpression } from './expressions';
import type { Parser } from './parser';
import { parsePlainArguments } from './plain-arguments';
import { endOfWord, parseBlock, type Verb } from './statements';
import { parseArray, parseParenthesized, parseString, parseSubstitution, parseVariable } from './strings';
import { atDelimiter, atStatementEnd, endOfLine, parseBlanks, parseSkipped } from './trivia';

/** `name=`, `.sub-name=` (short for the scope of the argument before), `!name=`; digits and letters of either case. */
const ARGUMENT_NAME = /[!.]?[A-Za-z0-9][A-Za-z0-9.-]*(?==)/y;
const UNSET_FLAG = /![A-Za-z][A-Za-z0-9.-]*(?=[\s;\]})]|\\\s|$)/y;
const BARE_VALUE = /[^\s;\]})"$([{\\]+/y;
const WHERE = /where(?=[\s;\]})"$([{!]|$)/y;
const NAMED_WHERE = /where=/y;

/** Arguments whose braces hold statements, whatever the command. */
export const BLOCK_ARGUMENTS: ReadonlySet<string> = new Set(['do', 'else', 'on-error', 'command']);
/** Arguments that hold a script; its braces must balance, its text is kept as it is. */
export const SCRIPT_ARGUMENTS: ReadonlySet<string> = new Set(
  (
    'source script on-event up-script down-script test-script on-up on-down on-master on-backup on-login on-logout on-error ' +
    'lease-script on-fail on-match on-connect on-disconnect'
  ).split(' '),
);

/** All arguments of a statement, to its end. */
export function parseArguments(p: Parser, verb: Verb): void {
  // Directly behind the words; `do` if their brace holds statements.
  let previous: string | undefined;
  let isFilter = verb.filter === true;
  for (;;) {
    if (!isFilter) previous = parsePlainArguments(p) ?? previous;
    const blanks = parseBlanks(p);
    if (atStatementEnd(p)) {
      // A `}` that closes nothing ends the script where no bracket is open: whoever reads statements says so.
      if (atForeignCloser(p) && !(p.peek() === '}' && p.closers.length === 0)) unexpected(p);
      else return;
      continue;
    }
    if (p.peek() === '#') {
      parseTrailingComment(p);
      return;
    }
    if (!blanks && p.position > 0 && !startsGluedValue(p) && (previous ?? ofWords(verb)) !== 'do') {
      unexpected(p);
      return;
    }
    if ((isFilter && p.match(NAMED_WHERE) === 0) || atWhere(p)) {
      parseFilter(p);
      isFilter = false;
      previous = 'filter';
      continue;
    }
    const before = p.position;
    previous = parseArgument(p, verb, previous ?? ofWords(verb));
    if (p.position === before || !atDelimiter(p)) {
      unexpected(p);
      return;
    }
  }
}

/** What the words of a path are to a brace behind them. */
function ofWords(verb: Verb): string {
  return verb.blockVerb ? 'do' : '';
}

/** A `#` behind a command begins no comment: the router reads it as an argument, and refuses the line. */
function parseTrailingComment(p: Parser): void {
  const length = endOfLine(p) - p.position;
  p.problem(
    p.position,
    p.position + length,
    'expected end of command',
    'RouterOS takes this # as an argument, not as a comment, and refuses the line: an import stops here. Put the comment on a line of its own.',
    { rule: 'trailing-comment' },
  );
  p.start();
  p.token(Kind.skipped, length);
  p.finish(Kind.error);
}

/** Directly behind the words of a command a value may begin without a blank: `:put"x"`. */
function startsGluedValue(p: Parser): boolean {
  const before = p.text.charAt(p.position - 1);
  return /["$([{]/.test(p.peek()) && /[a-z0-9\s]/.test(before);
}

/** A closing bracket that is not the one which is open. */
function atForeignCloser(p: Parser): boolean {
  const char = p.peek();
  if (char !== ']' && char !== '}' && char !== ')') return false;
  return char !== p.closer && !p.closers.includes(char);
}

function unexpected(p: Parser): void {
  const char = p.peek();
  const word = p.text.slice(p.position, endOfWord(p));
  const isCloser = char === ')' || char === ']' || char === '}';
  let advice = 'start a new line, or put ; before this.';
  if (/["$([{]/.test(char)) advice = 'put a blank before it, or join the parts with . between parentheses.';
  else if (isCloser) advice = `this ${char} closes nothing. Remove it.`;
  else if (/[\u00a0\u2000-\u200f\u202f\u3000\ufeff]/.test(char))
    advice = 'this is not a plain blank but one that web pages and word processors put in. Type it again.';
  else if (char === '\\') advice = 'a \\ may stand only at the very end of a line.';
  p.problem(
    p.position,
    Math.max(p.position + 1, p.position + word.length),
    'expected end of command',
    `The command should have ended before ${JSON.stringify(word)}: ${advice}`,
    isCloser ? { rule: 'unbalanced-block' } : {},
  );
  parseSkipped(p);
}

function atWhere(p: Parser): boolean {
  return p.code() === LOWER_W && p.match(WHERE) > 0;
}
const LOWER_W = 119;

function parseFilter(p: Parser): void {
  p.start();
  const where = p.match(WHERE);
  if (where > 0) {
    p.token(Kind.word, where);
    parseBlanks(p);
  }
  if (!atStatementEnd(p)) parseExpression(p, 'filter');
  p.finish(Kind.filter);
}

/** One argument; returns its name, or the text of a plain word, which may say what a brace behind it holds. */
function parseArgument(p: Parser, verb: Verb, previous: string): string {
  const nameLength = p.match(ARGUMENT_NAME);
  if (nameLength > 0) return parseNamed(p, verb, nameLength);
  const flag = p.peek() === '!' ? p.match(UNSET_FLAG) : 0;
  if (flag > 0) {
    p.start();
    p.token(Kind['!'], 1);
    p.token(Kind.word, flag - 1);
    p.finish(Kind.argument);
    return '';
  }
  if (p.peek() === '{') {
    if (holdsStatements(verb, previous)) parseBlock(p);
    else parseArray(p);
    return '';
  }
  const start = p.position;
  parseValue(p);
  const endsPlainly = hasClass(p.text.charCodeAt(p.position - 1), Char.word);
  return endsPlainly ? p.text.slice(start, p.position) : '';
}

function holdsStatements(verb: Verb, previous: string): boolean {
  if (BLOCK_ARGUMENTS.has(previous)) return true;
  if (previous === 'in') return verb.name === 'onerror';
  return verb.blockVerb || !verb.valueVerb;
}

function parseNamed(p: Parser, verb: Verb, length: number): string {
  p.start();
  const first = p.peek();
  let rest = length;
  if (first === '!' || first === '.') {
    p.token(first === '!' ? Kind['!'] : Kind['.'], 1);
    rest--;
  }
  const name = p.text.slice(p.position, p.position + rest);
  p.token(Kind.word, rest);
  p.token(Kind['='], 1);
  // A continuation may stand between the = and its value; a blank means that the value is empty.
  if (p.peek() === '\\') parseBlanks(p);
  if (p.peek() === '{') {
    const isBlock =
      BLOCK_ARGUMENTS.has(name) || SCRIPT_ARGUMENTS.has(name) || (name === 'in' && verb.name === 'onerror');
    if (isBlock) parseBlock(p);
    else parseArray(p);
  } else if (!atDelimiter(p)) parseValue(p);
  p.finish(Kind.argument);
  return name;
}

function bareLength(p: Parser): number {
  const end = endOfRun(p.text, p.position, Char.bare);
  // Beyond the table there is white space of many kinds, too.
  return p.text.charCodeAt(end) >= TABLE_SIZE ? p.match(BARE_VALUE) : end - p.position;
}

/** A value: quoted, computed, or a bare word. */
function parseValue(p: Parser): void {
  switch (p.peek()) {
    case '"':
      parseString(p);
      return;
    case '$':
      parseVariable(p);
      return;
    case '(':
      parseParenthesized(p);
      return;
    case '[':
      parseSubstitution(p);
      return;
    case '{':
      parseArray(p);
      return;
    default: {
      const length = bareLength(p);
      if (length === 0) return;
      p.start();
      p.token(Kind.bare, length);
      p.finish(Kind['bare-value']);
    }
  }
}
