import type { Item } from '../../../config/item';
import { askPccPartitions, type PccPartition } from '../../../network/questions/pcc-partitions';
import { insertLinesBelow } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { contestedRemainders, mixedSiblings } from '../../pcc-faults';

export const pccIncompletePartition: LintRule = {
  id: 'pcc-incomplete-partition',
  severity: 'warning',
  needs: 'owned',
  summary: 'A per-connection classifier some of whose remainders no rule catches.',
  why: 'The connections of a remainder that no rule catches stay unmarked: they all leave by the main table, through one uplink, and fail when that one does.',
  source: 'Per Connection Classifier manual.',
  valid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark per-connection-classifier=both-addresses:2/0 new-connection-mark=a\nadd chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark per-connection-classifier=both-addresses:2/1 new-connection-mark=b',
    },
  ],
  invalid: [
    {
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark per-connection-classifier=both-addresses:3/0 new-connection-mark=a\nadd chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark per-connection-classifier=both-addresses:3/1 new-connection-mark=b',
      fixed:
        '/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark per-connection-classifier=both-addresses:3/0 new-connection-mark=a\nadd chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark per-connection-classifier=both-addresses:3/1 new-connection-mark=b\nadd chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark per-connection-classifier=both-addresses:3/2 new-connection-mark=b',
    },
  ],
  check(context) {
    const all = askPccPartitions(context.network);
    for (const partition of all) {
      if (partition.uncertain || context.configuration.menu(`/ip/firewall/${partition.table}`).uncertain) continue;
      if (partition.missing.length === 0 || hasOutOfRange(partition) || partition.catchAll) continue;
      // Two rules for one remainder, or rules that divide by different numbers, explain the gap better.
      if (contestedRemainders(partition).length > 0 || mixedSiblings(partition, all).length > 0) continue;
      reportPartition(context, partition);
    }
  },
};

/** A remainder that can't occur is the better explanation, and another rule gives it. */
function hasOutOfRange({ members, denominator }: PccPartition): boolean {
  return members.some(({ remainder }) => remainder >= denominator);
}

function reportPartition(context: RuleContext, partition: PccPartition): void {
  const { members, missing, fields, denominator } = partition;
  const last = members[members.length - 1]?.rule.item;
  const property = last?.properties.get('per-connection-classifier');
  if (!last || !property) return;
  const { table } = partition;
  const share = Math.round((100 * missing.length) / denominator);
  const list = missing.map((remainder) => `${denominator}/${remainder}`).join(', ');
  // One rule alone may take a share out on purpose and leave the rest to main.
  const severity = members.length > 1 ? 'warning' : 'hint';
  context.report({
    range: property.origin.range,
    severity,
    message: `No rule catches ${fields}:${list}: about ${share} % of the connections ${table === 'mangle' ? 'stay unmarked and take the main table' : 'pass these rules untranslated'}. Add the missing remainder${missing.length > 1 ? 's' : ''}.`,
    fixes: missing.length <= 16 ? [addMissing(context, partition, last, property.value ?? '')] : [],
    related: members.slice(0, -1).map(({ rule, remainder }) => ({
      range: rule.origin.range,
      message: `This rule catches ${fields}:${denominator}/${remainder}.`,
    })),
  });
}

function addMissing(
  context: RuleContext,
  { missing, fields, denominator }: PccPartition,
  last: Item,
  value: string,
): Fix {
  const { range } = last.origin;
  const statement = context.text.slice(range.start, range.end).trimEnd();
  const lines = missing.map((remainder) => statement.replace(value, `${fields}:${denominator}/${remainder}`));
  return {
    title: `Catch the missing remainder${missing.length > 1 ? 's' : ''} with the mark of this rule`,
    safe: false,
    edits: [insertLinesBelow(context.text, range, lines)],
  };
}
