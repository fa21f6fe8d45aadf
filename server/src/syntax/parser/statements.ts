import { Kind } from '../syntax-kind';
import { parseArguments } from './arguments';
import { Char, Code, endOfRun, hasClass } from './characters';
import type { Parser } from './parser';
import { parseParenthesized, parseSubstitution, parseVariable } from './strings';
import { atDelimiter, atStatementEnd, parseBlanks, parseSkipped, parseStatementGap } from './trivia';

/** A further word of the path is taken as one only where it is plain to its end; anything else is an argument. */
const PLAIN_WORD = /(?:\.\.|[a-z0-9][a-z0-9.-]*)(?:\/(?:\.\.|[a-z0-9][a-z0-9.-]*))*\/?(?=[\s;\]})"$([{]|\\\s|$)/y;

/** Statements up to the bracket that closes them, or to the end of the text. */
export function parseStatements(p: Parser): void {
  for (;;) {
    parseStatementGap(p);
    if (p.atEnd) return;
    const char = p.peek();
    if (char === p.closer) return;
    if (char === ']' || char === '}' || char === ')') {
      if (p.closers.includes(char)) return;
      parseStrayCloser(p, char);
      continue;
    }
    const before = p.position;
    parseStatement(p);
    if (p.position === before) parseSkipped(p);
    if (p.position === before) {
      p.start();
      p.token(Kind.skipped, 1);
      p.finish(Kind.error);
    }
  }
}

/** A bracket that closes nothing. */
export function parseStrayCloser(p: Parser, char: string): void {
  const opener = char === ']' ? '[' : char === '}' ? '{' : '(';
  // RouterOS ends silently at a `}` that closes nothing (one case in the facts): whatever follows never runs.
  const silent = char === '}' && p.closers.length === 0;
  const consequence = silent ? ' RouterOS stops here without a word and never runs what follows.' : '';
  p.problem(
    p.position,
    p.position + 1,
    'expected command name',
    `This ${char} closes nothing: remove it, or open it with ${opener}.${consequence}`,
    { rule: 'unbalanced-block', ...(silent ? { tolerated: true } : {}) },
  );
  p.start();
  p.token(Kind.skipped, 1);
  p.finish(Kind.error);
}

/** One statement; the parser stands on its first character. */
export function parseStatement(p: Parser): void {
  switch (p.peek()) {
    case '{': {
      parseBlock(p);
      parseBlanks(p);
      expectStatementEnd(p);
      return;
    }
    case '$':
      p.start();
      parseVariable(p);
      parseArguments(p, { blockVerb: false, valueVerb: true });
      p.finish(Kind.call);
      return;
    case '(':
      p.start();
      parseParenthesized(p);
      parseArguments(p, { blockVerb: false, valueVerb: true });
      p.finish(Kind['expression-statement']);
      return;
    case '[':
      p.start();
      parseSubstitution(p);
      parseArguments(p, { blockVerb: false, valueVerb: true });
      p.finish(Kind['expression-statement']);
      return;
    default:
      parseCommand(p);
  }
}

/** `{ … }` that holds statements. */
export function parseBlock(p: Parser): void {
  const start = p.position;
  p.start();
  p.token(Kind['{'], 1);
  if (p.enter('}')) {
    parseStatements(p);
    p.leave();
  } else {
    p.problem(p.position, p.position + 1, 'syntax error', 'Brackets nest too deep here to be read.');
    p.token(Kind.skipped, p.text.length - p.position);
  }
  if (p.peek() === '}') p.token(Kind['}'], 1);
  else
    p.problem(p.position, p.position, 'expected closing brace', 'A { is not closed: put a } where its block ends.', {
      openedAt: start,
      rule: 'unbalanced-block',
    });
  p.finish(Kind.block);
}

function expectStatementEnd(p: Parser): void {
  if (atStatementEnd(p)) return;
  p.problem(
    p.position,
    endOfWord(p),
    'expected end of command',
    'The statement should have ended here: start a new line, or put ; before this.',
  );
  parseSkipped(p);
}

/** Commands whose braces hold statements. */
const BLOCK_VERBS = new Set('do while if retry onerror execute time else on-error command'.split(' '));
/** Commands of the script language that take values, so that their braces hold an array. */
const VALUE_VERBS = new Set(
  (
    'local global set put return for foreach len typeof tostr tonum toarray tobool toid toip toip6 totime pick find error ' +
    'log serialize deserialize convert delay resolve parse environment terminal nothing range tocrlf tolf tonsec'
  ).split(' '),
);

function parseCommand(p: Parser): void {
  const start = p.position;
  p.start();
  const verb = parsePlainPath(p) ?? parsePath(p);
  if (verb === undefined) {
    if (p.position === start) {
      p.problem(start, endOfWord(p), 'expected command name', describeNoCommand(p));
      parseSkipped(p);
    }
    p.finish(Kind.command);
    if (p.peek() === '{') parseStatement(p);
    return;
  }
  parseArguments(p, verb);
  p.finish(Kind.command);
  // What was skipped up to a brace: the block behind it is read as one of its own.
  if (p.peek() === '{') parseStatement(p);
}

function describeNoCommand(p: Parser): string {
  const char = p.peek();
  const word = p.text.slice(p.position, endOfWord(p));
  if (char === '\uFEFF')
    return 'The file begins with a byte order mark, which RouterOS does not take: save it as UTF-8 without BOM.';
  if (/[A-Z]/.test(char)) {
    const lower = word.toLowerCase();
    return `A command begins with a lower-case letter, but here is ${JSON.stringify(word)}. If it is a command write ${JSON.stringify(lower)}; if it is text, put # before it.`;
  }
  return `Expected a command here, not ${JSON.stringify(word)}. If this line is not code, put # before it.`;
}

const END_OF_WORD = /[\s;\]})]/;

/** The end of the run of characters that a reader would call a word. */
export function endOfWord(p: Parser): number {
  let end = p.position;
  while (end < p.text.length && !END_OF_WORD.test(p.text.charAt(end))) end++;
  return Math.max(end, Math.min(p.position + 1, p.text.length));
}

/** What the words of a path tell about the braces behind them. */
export interface Verb {
  /** A brace behind the words holds statements. */
  readonly blockVerb: boolean;
  /** A brace behind the words holds an array; where neither is true the words may be a menu, and the brace is its block. */
  readonly valueVerb: boolean;
  /** `:onerror`, whose `in=` holds statements; `:foreach`'s holds values. */
  readonly name?: string;
  /** The words end in `find` without a colon: a condition follows. */
  readonly filter?: boolean;
}

/** The quick lane of {@link parsePath}: one word, with `name=` behind a blank, as in every line of an export. */
function parsePlainPath(p: Parser): Verb | undefined {
  const { text, position } = p;
  const end = endOfRun(text, position, Char.word);
  const next = endOfRun(text, end, Char.blank);
  if (next === end || !hasClass(text.charCodeAt(position), Char.alphanumeric)) return undefined;
  const nameEnd = endOfRun(text, next, Char.name);
  if (nameEnd === next || text.charCodeAt(nameEnd) !== Code.equals) return undefined;
  const word = text.slice(position, end);
  if (word === 'find') return undefined;
  p.start();
  p.token(Kind.word, end - position);
  p.finish(Kind.path);
  return new WordsVerb('', [word]);
}

/**
 * The sigil and all plain words that follow: `/ip firewall nat add`, `:put`, `set winbox`. Which of them are menus, which
 * is the command and which are values, only the catalogue can tell. Returns undefined after a problem.
 */
function parsePath(p: Parser): Verb | undefined {
  p.start();
  let sigil = '';
  if (p.peek() === ':' || p.peek() === '/') {
    sigil = p.peek();
    p.token(sigil === ':' ? Kind[':'] : Kind['/'], 1);
    if (p.peek() === '/' || p.peek() === ':') {
      p.problem(
        p.position,
        p.position + 1,
        'expected command name',
        `Expected a command or a menu after the ${sigil}: remove one of the two.`,
      );
      parseSkipped(p);
      p.finish(Kind.path);
      return undefined;
    }
    if (sigil === ':') parseBlanks(p);
    else if (atDelimiter(p)) {
      // `/` alone goes to the root; `/ ip address` is read the same way.
      parseBlanks(p);
      if (atStatementEnd(p)) {
        p.finish(Kind.path);
        return { blockVerb: false, valueVerb: false };
      }
    }
  }
  const words: string[] = [];
  if (!parsePathWord(p, words)) {
    if (sigil) p.problem(p.position, endOfWord(p), 'expected command name', describeNoCommand(p));
    if (sigil) parseSkipped(p);
    p.finish(Kind.path);
    return undefined;
  }
  while (p.peek() === '/') {
    p.token(Kind['/'], 1);
    if (!parsePathWord(p, words)) break;
  }
  if (!atDelimiter(p) && !OPENERS.has(p.code())) {
    glued(p, words);
    p.finish(Kind.path);
    return undefined;
  }
  parseFurtherWords(p, words);
  p.finish(Kind.path);
  return new WordsVerb(sigil, words);
}

/** What may stand directly behind the words of a path: a quote, `$`, a bracket. */
const OPENERS = new Set([...'"$([{'].map((char) => char.charCodeAt(0)));

function glued(p: Parser, words: readonly string[]): void {
  const char = p.peek();
  const last = words[words.length - 1] ?? '';
  let advice = `put a blank before it, or # before the line if this is not code.`;
  if (char === '=') advice = `a property needs a command before it, as in "set ${last}=…".`;
  else if (char === ':')
    advice = 'a : may stand only before a command. If this line is output of the router, put # before it.';
  else if (char === '@') advice = 'this looks like a prompt that was copied with the command. Remove it.';
  p.problem(
    p.position,
    p.position + 1,
    'syntax error',
    `${JSON.stringify(char)} can't follow ${JSON.stringify(last)} directly: ${advice}`,
  );
  parseSkipped(p);
}

function parsePathWord(p: Parser, words: string[]): boolean {
  if (p.code() === Code.dot && p.startsWith('..') && !/[a-z0-9.]/.test(p.peek(2))) {
    p.token(Kind['..'], 2);
    words.push('..');
    return true;
  }
  // Lower case only: `Add` is no command. Digits, dots and hyphens occur in names such as `6to4` and `802.1x`.
  const length = endOfRun(p.text, p.position, Char.word) - p.position;
  if (length === 0) return false;
  words.push(p.text.slice(p.position, p.position + length));
  p.token(Kind.word, length);
  return true;
}

/** Takes blank-separated plain words as long as there are any; `where` begins a condition and is none of them. */
function parseFurtherWords(p: Parser, words: string[]): void {
  // Behind `find` a condition begins; `:find`, with its colon, is the global command and takes values.
  if (words[words.length - 1] === 'find' && p.text.charAt(p.position - 5) !== ':') return;
  for (;;) {
    const before = p.position;
    const ahead = lookPastBlanks(p);
    p.position = ahead;
    const length = plainWordLength(p);
    const word = p.text.slice(ahead, ahead + length);
    p.position = before;
    if (length === 0 || word === 'where') return;
    parseBlanks(p);
    let at = 0;
    for (const part of word.includes('/') ? word.split(/(\/)/) : [word]) {
      if (part === '') continue;
      if (part === '/') p.token(Kind['/'], 1);
      else {
        p.token(part === '..' ? Kind['..'] : Kind.word, part.length);
        words.push(part);
      }
      at += part.length;
    }
    if (at === 0 || word === 'find') return;
  }
}

const BLANK_AHEAD = /(?:[ \t]|\r(?!\n)|\\[ \t]*\r?\n(?:[ \t\r]*\n)*)+(?!#)/y;
function lookPastBlanks(p: Parser): number {
  const end = endOfRun(p.text, p.position, Char.blank);
  const code = p.text.charCodeAt(end);
  const isPlain = end > p.position && code !== Code.backslash && code !== Code.carriageReturn && code !== Code.hash;
  return isPlain ? end : p.position + p.match(BLANK_AHEAD);
}

/** Nearly all are letters up to a blank or the end of the line; what is not goes by the whole pattern. */
function plainWordLength(p: Parser): number {
  if (!hasClass(p.code(), Char.word)) return 0;
  const end = endOfRun(p.text, p.position, Char.word);
  const code = p.text.charCodeAt(end);
  if (p.peek() !== '.' && p.peek() !== '-' && (code === Code.lineFeed || code === Code.space)) return end - p.position;
  return code === Code.equals ? 0 : p.match(PLAIN_WORD);
}

/** Works out what it is asked for: most statements have no brace that asks. */
class WordsVerb implements Verb {
  readonly filter: boolean;
  readonly #first: string;
  readonly #last: string;

  constructor(
    private readonly sigil: string,
    words: readonly string[],
  ) {
    this.#first = words[0] ?? '';
    this.#last = words[words.length - 1] ?? '';
    this.filter = this.#last === 'find' && (words.length > 1 || sigil === '');
  }

  get blockVerb(): boolean {
    return BLOCK_VERBS.has(this.#first) || BLOCK_VERBS.has(this.#last);
  }
  get valueVerb(): boolean {
    return this.#isGlobal && !BLOCK_VERBS.has(this.#first);
  }
  get name(): string {
    return this.#isGlobal || BLOCK_VERBS.has(this.#first) ? this.#first : this.#last;
  }
  get #isGlobal(): boolean {
    return this.sigil === ':' || (this.sigil === '' && VALUE_VERBS.has(this.#first));
  }
}
