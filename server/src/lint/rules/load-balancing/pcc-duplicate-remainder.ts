import { askPccPartitions } from '../../../network/questions/pcc-partitions';
import { setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { contestedRemainders } from '../../pcc-faults';

const RULE = 'add chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark';

export const pccDuplicateRemainder: LintRule = {
  id: 'pcc-duplicate-remainder',
  severity: 'warning',
  needs: 'owned',
  summary: 'Two rules of a per-connection classifier that wait for the same remainder.',
  why: 'Both rules see the same connections: with connection-mark=no-mark the second one never matches, without it the second mark replaces the first. One uplink gets no share at all.',
  source: 'Per Connection Classifier manual.',
  valid: [
    {
      code: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:2/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses:2/1 new-connection-mark=b`,
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:2/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses:2/0 new-connection-mark=b`,
      fixed: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:2/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses:2/1 new-connection-mark=b`,
    },
  ],
  check(context) {
    for (const partition of askPccPartitions(context.network)) {
      const { uncertain, action, members, missing, fields, denominator } = partition;
      if (uncertain || (action !== 'mark-connection' && action !== 'mark-routing')) continue;
      const free = [...missing];
      for (const remainder of contestedRemainders(partition)) {
        const [first, ...others] = members.filter((member) => member.remainder === remainder);
        for (const { rule, target } of others) {
          const property = rule.item.properties.get('per-connection-classifier');
          if (!first || !property || target === first.target) continue;
          const next = free.shift();
          const value = `${fields}:${denominator}/${next}`;
          context.report({
            range: property.origin.range,
            message: `Another rule already gives ${fields}:${denominator}/${remainder} the mark “${first.target}”: this one ${rule.value('connection-mark') === 'no-mark' ? 'never matches' : 'takes its connections away'}.${next === undefined ? '' : ` No rule waits for ${denominator}/${next}.`}`,
            fixes:
              next === undefined
                ? []
                : [
                    {
                      title: `Wait for ${denominator}/${next}, which is free`,
                      safe: false,
                      edits: [setProperty(context.text, rule.item, 'per-connection-classifier', value)],
                    },
                  ],
            related: [{ range: first.rule.origin.range, message: 'The rule with the same remainder.' }],
          });
        }
      }
    }
  },
};
