import type { RouterOsVersion } from '../base/routeros-version';
import type { TextRange } from '../base/text-range';
import type { Catalogue } from '../catalogue/catalogue';
import type { Configuration } from '../config/configuration';
import { lineInWords } from '../config/line-in-words';
import type { Project } from '../config/project';
import { networkModel } from '../network/network-model';
import type { ResolvedScript } from '../resolve/command-use';
import type { VariableScopes } from '../resolve/variable-scopes';
import type { SyntaxNode } from '../syntax/syntax-node';
import type { SyntaxTree } from '../syntax/syntax-tree';
import { type AllowEntry, allowedBy } from './allow-list';
import type { Finding, LintRule, Report, RuleContext, Severity } from './lint-rule';
import { type RuleSeverities, severityOf } from './rule-severities';
import { ALL_RULES } from './rules/all-rules';
import { readSuppressions } from './suppressions';
import { syntaxReport } from './syntax-report';

/** A script with all that was found out about it. */
export interface LintInput {
  readonly uri: string;
  readonly text: string;
  readonly tree: SyntaxTree;
  /** The top of the tree, without the plain entries of long address lists; nor does the script have these. */
  readonly root: SyntaxNode;
  readonly script: ResolvedScript;
  readonly variables: VariableScopes;
  readonly catalogue: Catalogue;
  readonly version: RouterOsVersion | undefined;
  readonly configuration: Configuration;
  /** The files that the text is put together from; undefined for one script. */
  readonly project?: Project | undefined;
}

export interface LintOptions {
  readonly severities?: RuleSeverities;
  /** What is right as it is: these findings are left out. */
  readonly allow?: readonly AllowEntry[];
  /** Is told each entry that left a finding out. */
  readonly onAllowed?: (entry: AllowEntry) => void;
  /** What to do with an error inside a rule: it costs this rule's findings, nothing else. */
  readonly onError?: (rule: string, error: unknown) => void;
}

/** The id under which errors of the syntax are reported. */
const SYNTAX_ERROR = 'syntax-error';
/** Where the documentation of a rule is read. */
export const ruleUrl = (rule: string): string => `https://github.com/rscope/rscope/blob/main/docs/rules/${rule}.md`;

/** Runs every rule that may speak, and returns what they found in the order of the text. */
export function lint(input: LintInput, options: LintOptions = {}): Finding[] {
  const suppressions = readSuppressions(input.tree);
  const findings: Finding[] = syntaxFindings(input.tree);
  for (const rule of ALL_RULES) {
    const wanted = severityOf(rule.id, options.severities);
    if (wanted === 'off' || !appliesTo(rule, input.version)) continue;
    const found: Finding[] = [];
    try {
      rule.check(contextFor(rule, input, wanted, found));
    } catch (error) {
      options.onError?.(rule.id, error);
    }
    // One by one: spread as arguments, a hundred thousand findings overflow the stack.
    for (const finding of found) findings.push(finding);
  }
  const { allow = [] } = options;
  const isAllowed = (finding: Finding): boolean => {
    const entry = allowedBy(allow, finding, input.tree, uriAt(input, finding.range.start));
    if (entry) options.onAllowed?.(entry);
    return entry !== undefined;
  };
  return withoutEchoes(findings)
    .filter((finding) => !suppressions.has(finding.rule, finding.range.start) && !isAllowed(finding))
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end || a.rule.localeCompare(b.rule));
}

function uriAt({ uri, project }: LintInput, offset: number): string {
  return project ? project.placeOf(offset).script.uri : uri;
}

/** Of two findings about the same words the one of the more special rule is left. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const special = ALL_RULES.flatMap(({ id, speaksBefore }) => {
    const ranges = speaksBefore ? findings.filter(({ rule }) => rule === id).map(({ range }) => range) : [];
    return speaksBefore && ranges.length > 0 ? [{ speaksBefore, covers: coverage(ranges) }] : [];
  });
  return findings.filter(
    ({ rule, range }) => !special.some(({ speaksBefore, covers }) => speaksBefore.includes(rule) && covers(range)),
  );
}

/** Tells whether one of many ranges holds another; takes time in proportion to the logarithm of their number. */
function coverage(ranges: readonly TextRange[]): (inner: TextRange) => boolean {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  let furthest = 0;
  const ends = sorted.map(({ end }) => {
    furthest = Math.max(furthest, end);
    return furthest;
  });
  return ({ start, end }) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.start ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] ?? 0) >= end;
  };
}

function appliesTo(rule: LintRule, version: RouterOsVersion | undefined): boolean {
  if (rule.major === undefined) return true;
  if (!version) return false;
  return rule.major === 6 ? version.major < 7 : version.major >= 7;
}

function contextFor(rule: LintRule, input: LintInput, wanted: Severity | undefined, found: Finding[]): RuleContext {
  const completeness = (menu: string) => input.configuration.menu(menu).completeness;
  return {
    ...input,
    lineInWords: (offset, from) => lineInWords(input, offset, from),
    network: networkModel(input.configuration),
    completeness,
    report: (report: Report) => {
      let severity = report.severity ?? rule.severity;
      let message = report.message;
      if (report.menu !== undefined && completeness(report.menu) === 'in-file') {
        severity = lower(severity);
        message += ` (Judged by what is in this ${input.project ? 'project' : 'file'}.)`;
      }
      found.push({
        rule: rule.id,
        severity: wanted ?? severity,
        range: { start: report.range.start, end: report.range.end },
        message,
        fixes: report.fixes ?? [],
        related: report.related ?? [],
      });
    },
  };
}

function lower(severity: Severity): Severity {
  return severity === 'error' ? 'warning' : severity === 'warning' ? 'info' : 'hint';
}

/** The syntax errors that no rule with a documentation of its own speaks of. */
export function syntaxFindings(tree: SyntaxTree): Finding[] {
  return tree.problems
    .filter((problem) => problem.rule === undefined)
    .map((problem) => ({ rule: SYNTAX_ERROR, fixes: [], ...syntaxReport(problem) }));
}
