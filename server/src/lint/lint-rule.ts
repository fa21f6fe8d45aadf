import type { RouterOsVersion } from '../base/routeros-version';
import type { TextRange } from '../base/text-range';
import type { Catalogue } from '../catalogue/catalogue';
import type { Completeness, Configuration } from '../config/configuration';
import type { NetworkModel } from '../network/network-model';
import type { ResolvedScript } from '../resolve/command-use';
import type { VariableScopes } from '../resolve/variable-scopes';
import type { SyntaxNode } from '../syntax/syntax-node';
import type { SyntaxTree, TextEdit } from '../syntax/syntax-tree';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/**
 * What a rule must know before it may speak (rule facts, part B, "Context classes"): `local` the statement alone is
 * proof; `owned` the file defines the other half itself; `menu-complete` the menu is complete; `full` the menu is
 * complete and the WAN side is known.
 */
export type Needs = 'local' | 'owned' | 'menu-complete' | 'full';

/** A change that ends a finding. */
export interface Fix {
  /** What it does, as a command to the editor: "Move the comment above the line". */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** True where it can't change what the router does but for the better; only such fixes run in "fix all". */
  readonly safe: boolean;
}

/** Another place that explains a finding. */
export interface RelatedPlace {
  readonly range: TextRange;
  readonly message: string;
}

/** What a rule reports. */
export interface Report {
  readonly range: TextRange;
  readonly message: string;
  /** The severity as the rule's own where absent. */
  readonly severity?: Severity;
  /** The menu whose completeness the verdict hangs on: a file that is complete only in itself lowers the severity by one. */
  readonly menu?: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
}

/** What a rule sees. */
export interface RuleContext {
  readonly text: string;
  readonly tree: SyntaxTree;
  /** The statements of the script but for the plain entries of long address lists, which no rule has to look at. */
  readonly root: SyntaxNode;
  readonly script: ResolvedScript;
  readonly variables: VariableScopes;
  readonly catalogue: Catalogue;
  readonly version: RouterOsVersion | undefined;
  readonly configuration: Configuration;
  readonly network: NetworkModel;
  /** `line 12` for a person who looks at `from`; `line 12 of 10-wan.rsc` where the offset lies in another file. */
  lineInWords(offset: number, from: number): string;
  /** How much the file says about a menu. */
  completeness(menu: string): Completeness;
  report(report: Report): void;
}

/** An example for the documentation and the test of the rule. */
export interface RuleExample {
  readonly code: string;
  /** The version that it is read for, `6.49` or `7.20` where not given. */
  readonly routeros?: string;
}

/** One rule, with all that is known about it: the documentation, the settings and the tests are made from this. */
export interface LintRule {
  /** Names the problem: `pcc-incomplete-partition`. */
  readonly id: string;
  readonly severity: Severity;
  readonly needs: Needs;
  /** The major version that it is about; both where absent. */
  readonly major?: 6 | 7;
  /** Rules that see the same fault in general terms: where this one speaks, they are silent about the same words. */
  readonly speaksBefore?: readonly string[];
  /** What it finds, in one sentence. */
  readonly summary: string;
  /** Why that matters, in plain words. */
  readonly why: string;
  /** Where the fact comes from. */
  readonly source: string;
  readonly valid: readonly RuleExample[];
  readonly invalid: readonly (RuleExample & { readonly fixed?: string })[];
  check(context: RuleContext): void;
}

/** One finding, ready to be shown. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly range: TextRange;
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedPlace[];
}
