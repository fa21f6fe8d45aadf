import type { Severity } from './lint-rule';
import { ALL_RULES } from './rules/all-rules';
import { RULE_GROUPS } from './rules/rule-groups';

/** The severity of rules by their id or that of a group; `off` switches them off. */
export type RuleSeverities = Readonly<Record<string, Severity | 'off'>>;

const groups = new Map<string, string[]>();
for (const [group, ids] of Object.entries(RULE_GROUPS))
  for (const id of ids) groups.set(id, [...(groups.get(id) ?? []), group]);

/** The groups that a rule is in, the most special first. */
export function groupsOf(rule: string): readonly string[] {
  return groups.get(rule) ?? [];
}

/** What is set for a rule: for itself, else for the most special of its groups that anything is set for. */
export function severityOf(rule: string, severities: RuleSeverities = {}): Severity | 'off' | undefined {
  if (severities[rule] !== undefined) return severities[rule];
  const group = groupsOf(rule).find((each) => severities[each] !== undefined);
  return group === undefined ? undefined : severities[group];
}

export function isRuleOrGroup(id: string): boolean {
  return Object.hasOwn(RULE_GROUPS, id) || ALL_RULES.some((rule) => rule.id === id);
}
