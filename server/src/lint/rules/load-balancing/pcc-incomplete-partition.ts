import type { Item } from '../../../config/item';
import { askPccPartitions, type PccPartition } from '../../../network/questions/pcc-partitions';
import { askSteeringRules } from '../../../network/questions/steering';
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
    {
      // Two servers share the visitors, and a third one gets those that are left over.
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface=ether1 connection-mark=no-mark per-connection-classifier=src-address:3/0 new-connection-mark=s1\nadd chain=prerouting action=mark-connection in-interface=ether1 connection-mark=no-mark per-connection-classifier=src-address:3/1 new-connection-mark=s2\n/ip firewall nat\nadd chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 connection-mark=s1 to-addresses=192.168.10.11\nadd chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 connection-mark=s2 to-addresses=192.168.10.12\nadd chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 to-addresses=192.168.10.13',
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
      const missing = partition.missing.filter((remainder) => !isCaughtBeside(partition, remainder, all));
      if (missing.length === 0 || hasOutOfRange(partition) || partition.catchAll) continue;
      if (restHasServer(context, partition)) continue;
      // Two rules for one remainder, or rules that divide by different numbers, explain the gap better.
      if (contestedRemainders(partition).length > 0 || mixedSiblings(partition, all).length > 0) continue;
      reportPartition(context, { ...partition, missing });
    }
  },
};

/** Whether a rule that hashes the same way, but asks for more or less besides, catches a remainder of the same packets. */
function isCaughtBeside(partition: PccPartition, remainder: number, all: readonly PccPartition[]): boolean {
  const [first] = partition.members;
  const packets = first?.rule.matchWithout('per-connection-classifier').may;
  return all.some(
    (other) =>
      other !== partition &&
      SAME.every((name) => other[name] === partition[name]) &&
      other.members.some(
        (member) =>
          member.remainder === remainder &&
          !packets?.intersect(member.rule.matchWithout('per-connection-classifier').may).isEmpty,
      ),
  );
}
const SAME = ['table', 'chain', 'action', 'fields', 'denominator'] as const;

/** Marks that only choose servers: a dst-nat without a mark takes the visitors that are left over. */
function restHasServer({ network }: RuleContext, { table, action, members }: PccPartition): boolean {
  if (table !== 'mangle' || action !== 'mark-connection') return false;
  const marks = new Set(members.map(({ target }) => target));
  if (askSteeringRules(network).some(({ connectionMark }) => marks.has(connectionMark))) return false;
  const forwards = network.allRules('nat').filter((rule) => rule.action === 'dst-nat' || rule.action === 'redirect');
  return (
    forwards.some((rule) => marks.has(rule.value('connection-mark'))) &&
    forwards.some((rule) => !rule.item.properties.has('connection-mark'))
  );
}

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
