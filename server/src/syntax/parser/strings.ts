import { Kind } from '../syntax-kind';
import { Char, endOfRun, endOfStringText, hasClass } from './characters';
import { parseExpression } from './expressions';
import type { Parser } from './parser';
import { parseStatements } from './statements';
import { parseBlanksAndLines } from './trivia';

/** Two upper-case digits for a byte; a line break and the blanks before the text that goes on. */
const ESCAPE = /\\(?:["\\nrt_$?abfv]|[0-9A-F]{2}|[ \t]*\r?\n[ \t]*|[ \t])/y;
/** In a string `$"` is a variable where a name in quotes follows and the text goes on behind it; else the string ends. */
const QUOTED_NAME = /"[^"\\$\n]+"(?![\s;\])}]|$)/y;

/** A string from its opening to its closing quote. Code in `$[…]` and `$(…)` is parsed as code. */
export function parseString(p: Parser): void {
  const start = p.position;
  p.start();
  p.token(Kind['"'], 1);
  for (;;) {
    const char = p.peek();
    if (char === '') {
      p.problem(p.position, p.position, 'syntax error', 'This string is not closed: put a " where it ends.', {
        openedAt: start,
        rule: 'unbalanced-block',
      });
      break;
    }
    if (char === '"') {
      p.token(Kind['"'], 1);
      break;
    }
    if (char === '\\') parseEscape(p);
    else if (char === '$') parseInterpolation(p);
    else p.token(Kind['string-text'], endOfStringText(p.text, p.position) - p.position);
  }
  p.finish(Kind.string);
}

function parseEscape(p: Parser): void {
  const length = p.match(ESCAPE);
  if (length > 0) {
    p.token(Kind.escape, length);
    return;
  }
  p.problem(
    p.position + 1,
    p.position + 2,
    'syntax error',
    `\\${p.peek(1)} is not an escape that RouterOS knows. Write \\\\ for a backslash; the others are \\" \\n \\r \\t \\_ \\$ \\? and \\ with two upper-case hex digits.`,
  );
  p.token(Kind.skipped, p.peek(1) === '"' || p.peek(1) === '' ? 1 : 2);
}

/** In a string: a `$` that names nothing is plain text. */
function parseInterpolation(p: Parser): void {
  const next = p.peek(1);
  if (hasClass(p.code(1), Char.alphanumeric) || next === '(' || next === '[') {
    parseVariable(p);
    return;
  }
  p.position++;
  const quoted = next === '"' ? p.match(QUOTED_NAME) : 0;
  p.position--;
  if (quoted > 0) parseVariable(p);
  else p.token(Kind['string-text'], 1);
}

/** `$name`, `$"name"`, `$(expression)`, `$[command]`. */
export function parseVariable(p: Parser): void {
  p.start();
  p.token(Kind['$'], 1);
  const char = p.peek();
  if (char === '(') parseParenthesized(p);
  else if (char === '[') parseSubstitution(p);
  else if (char === '"') parseString(p);
  else {
    const length = endOfRun(p.text, p.position, Char.alphanumeric) - p.position;
    if (length > 0) p.token(Kind.name, length);
    else
      p.problem(
        p.position,
        p.position + 1,
        'syntax error',
        'A variable name must follow $: letters and digits, or any text in quotes, as in $"my-name".',
      );
  }
  p.finish(Kind.variable);
}

/** `[ … ]`: the statements inside run and their value takes the place of the brackets. */
export function parseSubstitution(p: Parser): void {
  const start = p.position;
  p.start();
  p.token(Kind['['], 1);
  if (p.enter(']')) {
    parseStatements(p);
    p.leave();
  } else tooDeep(p);
  if (p.peek() === ']') p.token(Kind[']'], 1);
  else unclosed(p, start, '[', ']');
  p.finish(Kind.substitution);
}

/** `( … )`. */
export function parseParenthesized(p: Parser): void {
  const start = p.position;
  p.start();
  p.token(Kind['('], 1);
  if (p.enter(')')) {
    parseBlanksAndLines(p);
    if (p.peek() === ')')
      p.problem(
        p.position,
        p.position + 1,
        'syntax error',
        'There is nothing between these parentheses: write a value.',
      );
    else parseExpression(p, 'plain');
    parseBlanksAndLines(p);
    p.leave();
  } else tooDeep(p);
  if (p.peek() === ')') p.token(Kind[')'], 1);
  else unclosed(p, start, '(', ')');
  p.finish(Kind.parenthesized);
}

/** `{ … }` that holds values: members one beside the other or with `;` between them. */
export function parseArray(p: Parser): void {
  const start = p.position;
  p.start();
  p.token(Kind['{'], 1);
  if (p.enter('}')) {
    parseArrayMembers(p);
    p.leave();
  } else tooDeep(p);
  if (p.peek() === '}') p.token(Kind['}'], 1);
  else unclosed(p, start, '{', '}');
  p.finish(Kind.array);
}

function parseArrayMembers(p: Parser): void {
  // A `;` needs a member before it: `{;}` and `{1;;2}` are refused, one at the end is not.
  let hasMember = false;
  for (;;) {
    parseBlanksAndLines(p);
    const char = p.peek();
    if (char === '' || char === '}') return;
    if (char === ';') {
      if (!hasMember)
        p.problem(p.position, p.position + 1, 'syntax error', 'A value is missing before this ; of the array.');
      p.token(Kind[';'], 1);
      hasMember = false;
      continue;
    }
    const before = p.position;
    parseExpression(p, 'array');
    hasMember = true;
    if (p.position === before) return;
  }
}

function tooDeep(p: Parser): void {
  p.problem(p.position, p.position + 1, 'syntax error', 'Brackets nest too deep here to be read.');
  p.start();
  p.token(Kind.skipped, p.text.length - p.position);
  p.finish(Kind.error);
}

function unclosed(p: Parser, start: number, opener: string, closer: string): void {
  const found = p.atEnd ? 'the script ends' : `there is ${JSON.stringify(p.peek())}`;
  p.problem(
    p.position,
    p.position + (p.atEnd ? 0 : 1),
    'syntax error',
    `Expected ${closer} to close the ${opener}, but ${found} here.`,
    { openedAt: start, rule: 'unbalanced-block' },
  );
}
