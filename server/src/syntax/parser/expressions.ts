import { Kind } from '../syntax-kind';
import { Code, TABLE_SIZE } from './characters';
import type { Parser } from './parser';
import { parseArray, parseParenthesized, parseString, parseSubstitution, parseVariable } from './strings';
import { parseBlanks, parseBlanksAndLines } from './trivia';

/**
 * Where an expression stands. `plain`: between parentheses, over several lines, operands side by side allowed.
 * `array`: one member of `{…}`, ends at a blank. `filter`: behind `find` or `where`: names may hold `-`, and the right
 * side of a comparison may be an unquoted value; `filter-parenthesized` is the same between parentheses.
 */
export type ExpressionContext = 'plain' | 'array' | 'filter' | 'filter-parenthesized';

/** Binary operators from the loosest to the tightest (grammar facts, section 5, probed on three versions). */
const LEVELS: readonly (readonly string[])[] = [
  [','],
  ['or', '||'],
  ['and', '&&'],
  ['in'],
  ['!=', '<=', '>=', '=', '<', '>', '~'],
  ['.'],
  ['<<', '>>'],
  ['|'],
  ['^'],
  ['&'],
  ['+', '-'],
  ['*', '/', '%'],
  ['<%%'],
  ['->'],
];
const RIGHT_ASSOCIATIVE = new Set(['<<', '>>', '<%%']);
const COMPARISONS = new Set(['=', '!=', '<', '>', '<=', '>=', '~']);
const WORD_OPERATORS = new Set(['or', 'and', 'in']);
/** Longest first, so that `->` is not read as `-` and `>`. */
const BY_LENGTH = LEVELS.flatMap((operators, level) => operators.map((operator) => ({ operator, level }))).sort(
  (a, b) => b.operator.length - a.operator.length,
);
const BY_FIRST_CHARACTER = new Map(
  BY_LENGTH.map(({ operator: { [0]: first = '' } }) => [
    first.charCodeAt(0),
    BY_LENGTH.filter(({ operator }) => operator.startsWith(first)),
  ]),
);
const WORD_CHARACTER = /[A-Za-z0-9]/;

const LITERAL =
  /0x[0-9A-Fa-f]+|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:\/\d+)?(?![0-9:.])|\d+(?:\.\d+){3}(?:\/\d+|-\d+(?:\.\d+){3})?|\d+:\d+(?::\d+(?:\.\d+)?)?|\d+(?:\.\d+)+(?:\/\d+)?|(?:\d+(?:w|d|h|ms|us|m|s))+(?:\d+:\d+(?::\d+(?:\.\d+)?)?)?|\d+|\.\d+|\*[0-9A-Fa-f]+/y;
const WORD = /[A-Za-z0-9][A-Za-z0-9.]*/y;
/** Behind `find` and `where` property names hold `-`, and a sub-property its dot; a slash in front is read as well. */
const FILTER_WORD = /(?:\/+(?=[A-Za-z0-9]))?[A-Za-z0-9.][A-Za-z0-9._-]*/y;
const FILTER_VALUE = /[^\s;\]})"$([{]+/y;

/** One expression, as far as it goes. Stops, without a problem, where nothing more fits. */
export function parseExpression(p: Parser, context: ExpressionContext): void {
  p.withinExpression(() => parseBinary(p, context, 0));
}

/** An expression that is too long to be held: it is passed over to its end. */
function tooLong(p: Parser): void {
  p.problem(p.position, p.position + 1, 'syntax error', 'This expression has too many operators to be read: split it.');
  p.start();
  p.token(Kind.skipped, p.match(REST_OF_EXPRESSION) || 1);
  p.finish(Kind.error);
}
const REST_OF_EXPRESSION = /[^\n)\]};]+/y;

function parseGap(p: Parser, context: ExpressionContext): void {
  if (context === 'filter') parseBlanks(p);
  else parseBlanksAndLines(p);
}

/** The operator at the position, if one may stand there. In an array a blank ends the member: nothing is looked for behind it. */
function operatorAt(p: Parser): { operator: string; level: number } | undefined {
  for (const candidate of BY_FIRST_CHARACTER.get(p.code()) ?? []) {
    if (!p.startsWith(candidate.operator)) continue;
    if (WORD_OPERATORS.has(candidate.operator)) {
      const behind = p.peek(candidate.operator.length);
      if (WORD_CHARACTER.test(behind) || behind === '-' || behind === '=') continue;
    }
    return candidate;
  }
  return undefined;
}

/** How many blanks, continuations, line breaks and comments in the first column lie ahead, without taking them. */
const GAP = /(?:\\[ \t]*\r?\n|[ \t\r\n]|(?<=\n)#[^\n]*)+/y;
const GAP_IN_LINE = /(?:\\[ \t]*\r?\n[ \t]*|[ \t]|\r(?!\n))+/y;

function gapLength(p: Parser, context: ExpressionContext): number {
  const code = p.code();
  if (code > Code.space && code < TABLE_SIZE && code !== Code.backslash && code !== Code.hash) return 0;
  return p.match(context === 'filter' ? GAP_IN_LINE : GAP);
}

function parseBinary(p: Parser, context: ExpressionContext, level: number): void {
  const mark = p.mark;
  const operands = level === 0 ? 'juxtaposed' : 'single';
  parseUnary(p, context);
  let wrapped = false;
  for (;;) {
    const before = p.position;
    const gap = gapLength(p, context);
    p.position += gap;
    const next = operatorAt(p);
    const char = p.peek();
    p.position = before;
    const isMember = context === 'array' && gap > 0;
    if (next && next.level >= level && !(isMember && !looksBinary(p, gap, next.operator))) {
      if (!p.countOperator()) {
        parseGap(p, context);
        tooLong(p);
        break;
      }
      if (next.operator === '/' && gap > 0 && context === 'plain') checkDividend(p);
      parseGap(p, context);
      p.token(Kind.operator, next.operator.length);
      parseGap(p, context);
      parseRightSide(p, context, next);
      p.wrap(mark, Kind.binary);
      continue;
    }
    if (operands === 'juxtaposed' && context !== 'array' && startsOperand(p, char, gap, context)) {
      parseGap(p, context);
      parseBinary(p, context, 1);
      wrapped = true;
      if (p.position === before) break;
      continue;
    }
    break;
  }
  if (wrapped) p.wrap(mark, Kind.juxtaposition);
}

const PLAIN_WORD_BEFORE = /(?:^|[\s(])[A-Za-z][A-Za-z0-9]*$/;

/** Behind a plain word and a blank the router reads no `/` as a division: `(evl /put …)` is refused behind the word. */
function checkDividend(p: Parser): void {
  if (PLAIN_WORD_BEFORE.test(p.text.slice(Math.max(0, p.position - 64), p.position)))
    p.problem(p.position, p.position + 1, 'syntax error', 'To divide a variable write $ before its name.');
}

/** In an array a blank separates members, unless an operator stands in blanks on both sides, or is glued to the left. */
function looksBinary(p: Parser, gap: number, operator: string): boolean {
  const behind = p.peek(gap + operator.length);
  return operator !== '-' && operator !== '~' && operator !== '>' ? true : /\s/.test(behind);
}

function startsOperand(p: Parser, char: string, gap: number, context: ExpressionContext): boolean {
  if (char === '' || char === ')' || char === ']' || char === '}' || char === ';' || char === '#') return false;
  if (context === 'filter' && (char === '\n' || (char === '\r' && p.peek(gap + 1) === '\n'))) return false;
  return /["$([{!~A-Za-z0-9.*:-]/.test(char);
}

function parseRightSide(
  p: Parser,
  context: ExpressionContext,
  { operator, level }: { operator: string; level: number },
): void {
  const isFilter = context === 'filter' || context === 'filter-parenthesized';
  if (isFilter && COMPARISONS.has(operator) && !/["$([{]/.test(p.peek())) {
    const length = p.match(FILTER_VALUE);
    if (length > 0) bareValue(p, length);
    return;
  }
  parseBinary(p, context, RIGHT_ASSOCIATIVE.has(operator) ? level : level + 1);
}

function bareValue(p: Parser, length: number): void {
  p.start();
  p.token(Kind.bare, length);
  p.finish(Kind['bare-value']);
}

const PREFIX = /any(?![A-Za-z0-9-])|[!~>-]/y;
const MAY_BE_PREFIX = new Set([...'a!~>-'].map((char) => char.charCodeAt(0)));

function parseUnary(p: Parser, context: ExpressionContext): void {
  const length = MAY_BE_PREFIX.has(p.code()) ? p.match(PREFIX) : 0;
  if (length === 0) {
    parsePrimary(p, context);
    return;
  }
  if (!p.countOperator()) {
    tooLong(p);
    return;
  }
  p.start();
  p.token(Kind.operator, length);
  parseGap(p, context);
  parseUnary(p, context);
  p.finish(Kind.unary);
}

function parsePrimary(p: Parser, context: ExpressionContext): void {
  const isFilter = context === 'filter' || context === 'filter-parenthesized';
  switch (p.peek()) {
    case '"':
      parseString(p);
      return;
    case '$':
      parseVariable(p);
      return;
    case '(':
      if (isFilter) parseFilterParentheses(p);
      else parseParenthesized(p);
      return;
    case '[':
      parseSubstitution(p);
      return;
    case '{':
      parseArray(p);
      return;
    case ':':
      if (p.match(LITERAL) === 0) break;
  }
  const length = isFilter ? p.match(FILTER_WORD) : Math.max(p.match(LITERAL), p.match(WORD));
  if (length > 0) {
    bareValue(p, length);
    return;
  }
  const char = p.peek();
  const what = char === '' ? 'the script ends' : `there is ${JSON.stringify(char)}`;
  const hint = char === '#' ? ' A comment may stand only where a statement may start.' : '';
  p.problem(p.position, p.position + (char ? 1 : 0), 'syntax error', `Expected a value, but ${what} here.${hint}`);
  // An operator without its operand is passed over, so that what follows is still read.
  if (char !== '' && !/[ \t\r\n;\]})]/.test(char)) {
    p.start();
    p.token(Kind.skipped, 1);
    p.finish(Kind.error);
  }
}

function parseFilterParentheses(p: Parser): void {
  const start = p.position;
  p.start();
  p.token(Kind['('], 1);
  if (p.enter(')')) {
    parseBlanksAndLines(p);
    parseExpression(p, 'filter-parenthesized');
    parseBlanksAndLines(p);
    p.leave();
  }
  if (p.peek() === ')') p.token(Kind[')'], 1);
  else
    p.problem(p.position, p.position + 1, 'syntax error', 'Expected ) to close the condition.', {
      openedAt: start,
      rule: 'unbalanced-block',
    });
  p.finish(Kind.parenthesized);
}
