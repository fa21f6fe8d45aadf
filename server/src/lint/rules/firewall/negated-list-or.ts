import type { FirewallRule } from '../../../network/firewall-rule';
import { isMatcher } from '../../../network/lower-match';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

export const negatedListOr: LintRule = {
  id: 'negated-list-or',
  severity: 'info',
  needs: 'local',
  summary: 'Two rules that each drop everything but one list: together they drop everything.',
  why: 'Whoever is in list A is not in list B, so the second rule drops him. To let both through, accept both lists first and drop the rest, or put both into one list.',
  source: 'Building Advanced Firewall.',
  valid: [
    {
      code: '/ip firewall filter\nadd chain=input action=accept src-address-list=A\nadd chain=input action=drop src-address-list=!B',
    },
    {
      code: '/ip firewall filter\nadd chain=input action=drop protocol=tcp dst-port=22 src-address-list=!A\nadd chain=input action=drop protocol=tcp dst-port=80 src-address-list=!B',
    },
  ],
  invalid: [
    {
      code: '/ip firewall filter\nadd chain=input action=drop src-address-list=!A\nadd chain=input action=drop src-address-list=!B',
    },
  ],
  check({ network, report }) {
    for (const chain of new Set(network.allRules('filter').map((rule) => rule.chain))) {
      if (chain === undefined) continue;
      const rules = network.rules('filter', chain);
      rules.forEach((rule, index) => {
        const before = rules[index - 1];
        if (before?.action !== 'drop' || rule.action !== 'drop') return;
        const field = FIELDS.find((name) => isNegatedPair(name, before, rule));
        if (field === undefined) return;
        report({
          range: placeOf(rule.item, field),
          message: `The rule before this one drops all but ${before.value(field)?.slice(1)}, this one all but ${rule.value(field)?.slice(1)}: nobody is in both unless the two overlap, so together they drop everything.`,
          related: [{ range: before.origin.range, message: 'The rule before it.' }],
        });
      });
    }
  },
};

const FIELDS = [
  'src-address',
  'src-address-list',
  'dst-address',
  'dst-address-list',
  'in-interface',
  'in-interface-list',
  'out-interface',
  'out-interface-list',
  'protocol',
  'dst-port',
];

/** Whether two rules ask for the same but for one matcher, which both negate with different values. */
function isNegatedPair(field: string, a: FirewallRule, b: FirewallRule): boolean {
  const [left, right] = [a.value(field), b.value(field)];
  if (!left?.startsWith('!') || !right?.startsWith('!') || left === right) return false;
  const others = (rule: FirewallRule): string =>
    [...rule.item.properties.values()]
      .filter(({ name, value }) => isMatcher(name) && name !== field && value !== '')
      .map(({ name, value, origin }) => `${name}=${value ?? origin.range.start}`)
      .sort()
      .join('\n');
  return others(a) === others(b);
}
