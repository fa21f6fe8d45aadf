/** Text between the meaningful tokens. The tree keeps all of it: the text of a tree is the text that was parsed. */
export type TriviaKind =
  /** Spaces, tabs, carriage returns. */
  | 'blank'
  | 'newline'
  /** `\` and the line break behind it, with the blanks (and blank lines) that follow: one blank to the router. */
  | 'continuation'
  /** From a `#` where a statement may start to the end of the line; the line break is not in it. */
  | 'comment';

export type TokenKind =
  | TriviaKind
  /** A word of a menu path, a command, an argument's name or a keyword. */
  | 'word'
  /** An unquoted value, as in `gateway=192.0.2.1`, or a literal in an expression. */
  | 'bare'
  /** The name of a variable behind its `$`, without quotes. */
  | 'name'
  | 'operator'
  | '/'
  | ':'
  | ';'
  | '='
  | '!'
  | '.'
  | '..'
  | '$'
  | '"'
  | '{'
  | '}'
  | '['
  | ']'
  | '('
  | ')'
  /** Literal text in a string. */
  | 'string-text'
  /** `\n`, `\"`, `\4A`, a line continuation in a string. */
  | 'escape'
  /** Text that the parser could not use; a problem tells why. */
  | 'skipped';

export type NodeKind =
  | 'script'
  /** `{ … }` that holds statements. */
  | 'block'
  /** A command with its path and arguments, or a change of menu: only the catalogue can tell which. */
  | 'command'
  /** The sigil, words and slashes that a command begins with. */
  | 'path'
  /** `$name arguments` as a statement: a call of a function. */
  | 'call'
  /** `( … )` or `[ … ]` as a statement, with what follows it. */
  | 'expression-statement'
  /** `name=value`, `.name=value`, `!name`. */
  | 'argument'
  /** The condition behind `find` or `where`. */
  | 'filter'
  | 'string'
  /** `$name`, `$"name"`, `$(…)`, `$[…]`. */
  | 'variable'
  | 'parenthesized'
  /** `[ … ]`: a command substitution. */
  | 'substitution'
  | 'array'
  | 'binary'
  | 'unary'
  /** Operands side by side without an operator: `(1 2 3)`, `where a=1 b=2`. */
  | 'juxtaposition'
  /** An unquoted word or literal used as a value. */
  | 'bare-value'
  | 'error';

export type SyntaxKind = TokenKind | NodeKind;

/** Whether a token carries no meaning of its own. */
export function isTrivia(kind: SyntaxKind): kind is TriviaKind {
  return kind === 'blank' || kind === 'newline' || kind === 'continuation' || kind === 'comment';
}

/** The numbers of the kinds, as an {@link EventBuffer} holds them. First the tokens, then the nodes. */
export const Kind = {
  blank: 0,
  newline: 1,
  continuation: 2,
  comment: 3,
  word: 4,
  bare: 5,
  name: 6,
  operator: 7,
  '/': 8,
  ':': 9,
  ';': 10,
  '=': 11,
  '!': 12,
  '.': 13,
  '..': 14,
  $: 15,
  '"': 16,
  '{': 17,
  '}': 18,
  '[': 19,
  ']': 20,
  '(': 21,
  ')': 22,
  'string-text': 23,
  escape: 24,
  skipped: 25,
  script: 26,
  block: 27,
  command: 28,
  path: 29,
  call: 30,
  'expression-statement': 31,
  argument: 32,
  filter: 33,
  string: 34,
  variable: 35,
  parenthesized: 36,
  substitution: 37,
  array: 38,
  binary: 39,
  unary: 40,
  juxtaposition: 41,
  'bare-value': 42,
  error: 43,
} as const satisfies Record<TokenKind | NodeKind, number>;

/** The kinds by their number. */
export const KINDS = Object.keys(Kind) as readonly (TokenKind | NodeKind)[];
/** Nodes have this number and higher ones. */
export const FIRST_NODE_KIND = Kind.script;
