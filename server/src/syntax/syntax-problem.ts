import type { TextRange } from '../base/text-range';

/** The words that RouterOS itself uses when it refuses a script (`:parse`, versions 7.20 to 7.23). */
export type RouterVerdict =
  | 'syntax error'
  | 'expected command name'
  | 'expected end of command'
  | 'missing closing brace'
  | 'expected closing brace'
  | 'expected input value'
  | 'missing value for where';

/** Something in the text that the router does not accept. `start` is the place where the router stops reading. */
export interface SyntaxProblem extends TextRange {
  /** What is wrong and what to do, for people. */
  readonly message: string;
  /** What the router says. */
  readonly verdict: RouterVerdict;
  /** True where RouterOS reads on without a word although the text can't mean what was intended. */
  readonly tolerated?: boolean;
  /** Where the bracket or string begins that is not closed. */
  readonly openedAt?: number;
  /** Set where a rule with a documentation and a fix of its own speaks of this problem. */
  readonly rule?: 'trailing-comment' | 'unbalanced-block';
}
