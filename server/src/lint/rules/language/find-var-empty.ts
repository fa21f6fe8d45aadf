import { bodyOf, type Variable, type VariableReference } from '../../../resolve/variable-scopes';
import { comparisonsIn, hasProperty } from '../../filter-conditions';
import { findSelectors } from '../../find-selectors';
import type { LintRule, RuleContext, Severity } from '../../lint-rule';
import { isProvidedVariable } from '../../provided-variables';

export const findVarEmpty: LintRule = {
  id: 'find-var-empty',
  severity: 'warning',
  needs: 'local',
  summary: 'A remove or disable by a comment or a pattern that comes from a variable which may be empty.',
  why: 'With an empty variable `comment=$x` names every item without a comment, and `name~$x` every item there is. One forgotten value, and the script removes what it was never meant for.',
  source: 'Scripting tips and tricks.',
  valid: [
    { code: ':local tag "guest"\n/ip firewall filter remove [find comment=$tag]' },
    {
      code: ':global clean do={ :if ([:len $1] > 0) do={ /ip firewall filter remove [find comment=$1] } }',
    },
  ],
  invalid: [
    { code: ':local tag\n/ip firewall filter remove [find comment=$tag]' },
    { code: '/ip firewall address-list remove [find comment~$tag]' },
    { code: ':global clean do={ /ip firewall filter remove [find comment=$1] }' },
  ],
  check(context) {
    const byName = referencesByName(context);
    for (const { use, find } of findSelectors(context)) {
      const command = use.command?.name ?? '';
      if (command !== 'remove' && command !== 'disable') continue;
      const comparisons = comparisonsIn(find.filter);
      // Another condition keeps the harm small.
      const [comparison] = comparisons;
      if (!comparison || comparisons.length > 1 || comparison.right.kind !== 'variable') continue;
      const { property, operator, right } = comparison;
      const isWide = operator === '~' || (operator === '=' && property.text === 'comment');
      const reference = context.variables.referenceAt(right);
      if (!isWide || !reference || reference.name === property.text || hasProperty(find.menu, reference.name)) continue;
      const severity = doubtOf(reference, byName.get(reference.name) ?? []);
      if (!severity) continue;
      const hit = operator === '~' ? 'every item' : 'every item without a comment';
      context.report({
        range: comparison.node,
        severity,
        message: `If “$${reference.name}” is empty this ${command}s ${hit} of ${use.menu.path}. Test it first: :if ([:len $${reference.name}] > 0) do={…}.`,
      });
    }
  },
};

function referencesByName({ variables }: RuleContext): ReadonlyMap<string, readonly VariableReference[]> {
  const byName = new Map<string, VariableReference[]>();
  for (const reference of variables.references) {
    const same = byName.get(reference.name);
    if (same) same.push(reference);
    else byName.set(reference.name, [reference]);
  }
  return byName;
}

/** How sure it is that a variable may be empty here; undefined where something speaks against it. */
function doubtOf(reference: VariableReference, same: readonly VariableReference[]): Severity | undefined {
  const { name, variable, scope } = reference;
  if (variable) return isNeverSet(variable, reference) ? (variable.kind === 'local' ? 'warning' : 'hint') : undefined;
  if (isProvidedVariable(name)) return undefined;
  const body = bodyOf(scope);
  // A parameter that is looked at elsewhere in its function was probably tested there.
  const isTested = same.some(
    (other) => other !== reference && bodyOf(other.scope) === body && other.range.start < reference.range.start,
  );
  if (isTested) return undefined;
  return body?.kind === 'function' || /^\d+$/.test(name) ? 'hint' : 'warning';
}

function isNeverSet({ declarations, references, kind }: Variable, { range }: VariableReference): boolean {
  if (kind !== 'local' && kind !== 'global') return false;
  const hasValue = declarations.some(({ use }) =>
    use.arguments.some((argument) => argument.name === 'value' && argument.text !== ''),
  );
  const isFunction = declarations.some(({ use }) => use.arguments.some(({ form }) => form === 'named'));
  return !hasValue && !isFunction && !references.some((other) => other.range.start < range.start);
}
