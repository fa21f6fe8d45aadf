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

/** All kinds of tokens: the index of a kind is its number in an {@link EventBuffer}. */
export const TOKEN_KINDS: readonly TokenKind[] = [
  'blank',
  'newline',
  'continuation',
  'comment',
  'word',
  'bare',
  'name',
  'operator',
  '/',
  ':',
  ';',
  '=',
  '!',
  '.',
  '..',
  '$',
  '"',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  'string-text',
  'escape',
  'skipped',
];

/** All kinds of nodes; their numbers follow those of the tokens. */
export const NODE_KINDS: readonly NodeKind[] = [
  'script',
  'block',
  'command',
  'path',
  'call',
  'expression-statement',
  'argument',
  'filter',
  'string',
  'variable',
  'parenthesized',
  'substitution',
  'array',
  'binary',
  'unary',
  'juxtaposition',
  'bare-value',
  'error',
];
