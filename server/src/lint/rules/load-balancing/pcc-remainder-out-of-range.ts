import { valueOf } from '../../../config/item';
import { parsePcc } from '../../../network/questions/pcc-partitions';
import type { LintRule } from '../../lint-rule';

export const pccRemainderOutOfRange: LintRule = {
  id: 'pcc-remainder-out-of-range',
  severity: 'error',
  needs: 'local',
  summary: 'A per-connection classifier whose remainder is not smaller than its denominator.',
  why: 'The remainder of a division by 2 is 0 or 1. A rule that waits for 2 never matches, and its share of the connections stays unmarked.',
  source: 'Per Connection Classifier manual.',
  valid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-mark=no-mark per-connection-classifier=src-address:2/0 new-connection-mark=a\nadd chain=prerouting action=mark-connection connection-mark=no-mark per-connection-classifier=src-address:2/1 new-connection-mark=b',
    },
  ],
  invalid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-mark=no-mark per-connection-classifier=src-address:2/2 new-connection-mark=a',
    },
  ],
  check(context) {
    for (const menu of ['/ip/firewall/mangle', '/ip/firewall/nat', '/ip/firewall/filter', '/ip/firewall/raw']) {
      for (const item of context.configuration.menu(menu).items) {
        const property = item.properties.get('per-connection-classifier');
        const classifier = parsePcc(valueOf(item, 'per-connection-classifier') ?? '');
        // A negated one that can't fit is a rule without a classifier: odd, but it matches.
        if (!property || !classifier || classifier.negated || classifier.remainder < classifier.denominator) continue;
        const { denominator, remainder } = classifier;
        context.report({
          range: property.origin.range,
          message:
            denominator === 0
              ? 'Nothing can be divided by 0: this rule never matches.'
              : `A division by ${denominator} leaves 0 to ${denominator - 1}, never ${remainder}: this rule never matches. Count the remainders from 0.`,
        });
      }
    }
  },
};
