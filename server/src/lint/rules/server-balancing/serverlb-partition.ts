import { type Item, valueOf } from '../../../config/item';
import { askPccPartitions, type PccPartition } from '../../../network/questions/pcc-partitions';
import { askSteeringRules } from '../../../network/questions/steering';
import { insertBelowItem, placeOf } from '../../edit-item';
import { quoteValue } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

const MARK = (n: number) =>
  `add chain=prerouting action=mark-connection connection-mark=no-mark in-interface=ether1 per-connection-classifier=src-address:2/${n - 1} new-connection-mark=s${n}`;
const NAT = (n: number) =>
  `add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 connection-mark=s${n} to-addresses=192.168.10.1${n}`;

export const serverlbPartition: LintRule = {
  id: 'serverlb-partition',
  severity: 'warning',
  needs: 'owned',
  speaksBefore: ['mark-never-used', 'pcc-incomplete-partition'],
  summary: 'A share of the visitors for which there is no server.',
  why: 'Every mark of the classifier needs a dst-nat rule. The visitors of a mark without one are not translated: they end at the router itself and get no answer. Where a rule without a mark takes what is left, they all go to the server of that rule, which then bears two shares.',
  source: 'Per Connection Classifier manual.',
  valid: [
    { code: `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n/ip firewall nat\n${NAT(1)}\n${NAT(2)}` },
    {
      code: `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n/ip firewall nat\n${NAT(1)}\nadd chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 to-addresses=192.168.10.12`,
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n/ip firewall nat\n${NAT(1)}`,
      fixed: `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n/ip firewall nat\n${NAT(1)}\n${NAT(1).replace('connection-mark=s1', 'connection-mark=s2')}`,
    },
    {
      code: `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n/ip firewall nat\n${NAT(1)}\n${NAT(1).replace('connection-mark=s1 ', '')}`,
    },
    {
      code: `/ip firewall mangle\n${MARK(1)}\n/ip firewall nat\n${NAT(1)}\n${NAT(1).replace('connection-mark=s1 ', '')}`,
    },
  ],
  check(context) {
    const { network, configuration, text, report } = context;
    if (['mangle', 'nat'].some((table) => configuration.menu(`/ip/firewall/${table}`).uncertain)) return;
    const rules = network.allRules('nat').filter((rule) => rule.action === 'dst-nat' || rule.action === 'redirect');
    const steered = new Set(askSteeringRules(network).map(({ connectionMark }) => connectionMark));
    // Switched-off rules may be switched on by a script: their marks have a server.
    const items = configuration.menu('/ip/firewall/nat').items;
    const hasServer = (mark: string | undefined) =>
      items.some((item) => item.properties.get('connection-mark')?.value === mark);
    for (const partition of askPccPartitions(network)) {
      const { table, action, members } = partition;
      if (table !== 'mangle' || action !== 'mark-connection') continue;
      const served = members.filter(({ target }) => hasServer(target));
      const without = members.find(({ target }) => !hasServer(target) && !steered.has(target));
      const gap = without ? undefined : gapOf(partition);
      if (served.length === 0 || (!without?.target && !gap)) continue;
      // A rule without a mark takes what is left: for a server of its own that is its share.
      const servers = rules.filter((rule) => served.some(({ target }) => target === rule.value('connection-mark')));
      const rest = rules.find((rule) => !rule.item.properties.has('connection-mark'));
      const restServer = rest?.value('to-addresses');
      if (rest && !servers.some((rule) => rule.value('to-addresses') === restServer)) continue;
      const model = servers.at(-1);
      if (gap || !without?.target) {
        if (gap) reportGap(context, partition, gap, rest && restServer);
        continue;
      }
      report({
        range: placeOf(without.rule.item, 'new-connection-mark'),
        message: rest
          ? `No dst-nat rule asks for “${without.target}”: the visitors of this share all go to ${restServer}, which has a share of its own. Add a rule for the mark.`
          : `No dst-nat rule asks for “${without.target}”: the visitors of this share reach no server. Add a rule for the mark, or one without a mark at the end.`,
        fixes: model ? [addRuleLike(text, model.item, without.target)] : [],
        related: served
          .slice(0, 1)
          .map(({ rule }) => ({ range: rule.origin.range, message: 'A share that has a server.' })),
      });
    }
  },
};

/** The remainders of which no rule takes care. */
function gapOf({ members, missing, denominator, catchAll, uncertain }: PccPartition): readonly number[] | undefined {
  const isOff = uncertain || catchAll !== undefined || members.some(({ remainder }) => remainder >= denominator);
  return isOff || missing.length === 0 ? undefined : missing;
}

function reportGap(
  { text, report }: RuleContext,
  { members, fields, denominator }: PccPartition,
  missing: readonly number[],
  restServer: string | undefined,
): void {
  const last = members.at(-1)?.rule.item;
  const value = last && valueOf(last, 'per-connection-classifier');
  if (!last || !value) return;
  const { start, end } = last.origin.range;
  const statement = text
    .slice(start, end)
    .trim()
    .replace(/^\/ip[\s/]+firewall[\s/]+mangle[\s/]+/, '');
  const list = missing.map((remainder) => `${fields}:${denominator}/${remainder}`);
  const fate = restServer === undefined ? 'reach no server' : `all go to ${restServer}, which has a share of its own`;
  report({
    range: placeOf(last, 'per-connection-classifier'),
    message: `No rule marks ${list.slice(0, 4).join(', ')}: the visitors of this share ${fate}. Add a mark and a server for it.`,
    fixes:
      missing.length > 16
        ? []
        : [
            {
              title: 'Give the rest the mark of this rule',
              safe: false,
              edits: [insertBelowItem(text, last, ...list.map((rest) => statement.replace(value, rest)))],
            },
          ],
  });
}

/** A rule for the mark like one that another share has: to the same server, until someone names another. */
function addRuleLike(text: string, item: Item, mark: string): Fix {
  const { start, end } = item.origin.range;
  const asked = item.properties.get('connection-mark')?.origin.range ?? { start: end, end };
  const statement = `${text.slice(start, asked.start)}connection-mark=${quoteValue(mark)}${text.slice(asked.end, end)}`
    .trim()
    .replace(/^\/ip[\s/]+firewall[\s/]+nat[\s/]+/, '');
  return {
    title: `Add a rule for “${mark}” (then name its server)`,
    safe: false,
    edits: [insertBelowItem(text, item, statement)],
  };
}
