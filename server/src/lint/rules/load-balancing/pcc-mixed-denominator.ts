import { askPccPartitions } from '../../../network/questions/pcc-partitions';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { mixedSiblings } from '../../pcc-faults';

const RULE = 'add chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark';

export const pccMixedDenominator: LintRule = {
  id: 'pcc-mixed-denominator',
  severity: 'warning',
  needs: 'owned',
  summary: 'Rules of one per-connection classifier that divide by different numbers or hash different fields.',
  why: 'Every rule computes its own hash. Shares of different divisions overlap and leave gaps: some connections get the wrong mark, others none.',
  source: 'Per Connection Classifier manual.',
  valid: [
    {
      code: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:3/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses:3/1 new-connection-mark=b\n${RULE} per-connection-classifier=both-addresses:3/2 new-connection-mark=b`,
    },
    {
      // One after the other, and the rest to the last: every connection gets a mark.
      code: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:3/0 new-connection-mark=a\n${RULE} per-connection-classifier=src-address:2/0 new-connection-mark=b\n${RULE} new-connection-mark=c`,
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:2/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses:3/1 new-connection-mark=b`,
    },
  ],
  check(context) {
    const all = askPccPartitions(context.network);
    all.forEach((partition, index) => {
      const before = mixedSiblings(partition, all).find((sibling) => all.indexOf(sibling) < index);
      const member = partition.members[0]?.rule.item;
      const other = before?.members[0]?.rule.item;
      if (!before || !member || !other) return;
      const how = (each: typeof partition) => `${each.fields}, divided by ${each.denominator}`;
      context.report({
        range: placeOf(member, 'per-connection-classifier'),
        message: `This rule hashes ${how(partition)}; the rule before it ${how(before)}. Such shares overlap and leave gaps: use the same fields and the same denominator in all of them.`,
        related: [{ range: other.origin.range, message: 'The rule that divides otherwise.' }],
      });
    });
  },
};
