import { type Item, valueOf } from '../../../config/item';
import { defaultRoutes } from '../../../network/default-routes';
import type { NetworkModel } from '../../../network/network-model';
import { askPccPartitions, type PccMember } from '../../../network/questions/pcc-partitions';
import { askSteeringRules } from '../../../network/questions/steering';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const PORTS =
  '/interface ethernet\nset [find default-name=ether1] comment="ISP 1, 100M"\nset [find default-name=ether2] comment="ISP 2, 50M"\n';
const MARK = (remainder: string, n: number) =>
  `add chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark dst-address-type=!local per-connection-classifier=both-addresses:${remainder} new-connection-mark=c${n}\n`;
const REST =
  'add chain=prerouting action=mark-routing in-interface-list=LAN connection-mark=c1 new-routing-mark=t1\nadd chain=prerouting action=mark-routing in-interface-list=LAN connection-mark=c2 new-routing-mark=t2\n/ip route\nadd gateway=192.0.2.1%ether1 routing-mark=t1 check-gateway=ping\nadd gateway=203.0.113.1%ether2 routing-mark=t2 check-gateway=ping';

export const pccWeightsMismatch: LintRule = {
  id: 'pcc-weights-mismatch',
  severity: 'hint',
  needs: 'owned',
  summary: 'Shares of a classifier that don’t fit the bandwidths that the comments state.',
  why: 'An uplink’s weight is the number of remainders that its mark gets. With equal shares over unequal lines the slow one is full while the fast one idles.',
  source: 'Per Connection Classifier manual.',
  valid: [
    {
      code: `${PORTS}/ip firewall mangle\n${MARK('3/0', 1)}${MARK('3/1', 1)}${MARK('3/2', 2)}${REST}`,
      routeros: '6.49',
    },
  ],
  invalid: [{ code: `${PORTS}/ip firewall mangle\n${MARK('2/0', 1)}${MARK('2/1', 2)}${REST}`, routeros: '6.49' }],
  check({ network, report }) {
    for (const { table, denominator, members, missing, uncertain } of askPccPartitions(network)) {
      if (table !== 'mangle' || uncertain || missing.length > 0) continue;
      const targets = [...new Set(members.map(({ target }) => target))];
      const lines = targets.map((target) => ({
        target,
        share: members.filter((member) => member.target === target).length / denominator,
        bandwidth: bandwidthOf(network, target, members),
      }));
      const total = lines.reduce((sum, { bandwidth }) => sum + (bandwidth ?? Number.NaN), 0);
      if (lines.length < 2 || !(total > 0)) continue;
      const off = lines.find(({ share, bandwidth }) => Math.abs(share / ((bandwidth ?? 0) / total) - 1) > 0.25);
      const member = off && members.find(({ target }) => target === off.target);
      if (!off || !member) continue;
      const percent = (part: number) => Math.round(100 * part);
      report({
        range: placeOf(member.rule.item, 'per-connection-classifier'),
        message: `“${off.target}” gets ${percent(off.share)} % of the connections, and has ${percent((off.bandwidth ?? 0) / total)} % of the bandwidth that the comments state. The number of remainders is the weight.`,
      });
    }
  },
};

/** The bandwidth in Mbit/s that a comment on the way of a mark states: of its rules, its route or its interface. */
function bandwidthOf(
  network: NetworkModel,
  target: string | undefined,
  members: readonly PccMember[],
): number | undefined {
  if (target === undefined) return undefined;
  const table = askSteeringRules(network).find(({ connectionMark }) => connectionMark === target)?.table ?? target;
  const route = defaultRoutes(network).find((each) => each.table === table);
  const [name] = route?.interfaces ?? [];
  const items: (Item | undefined)[] = [
    ...members.filter((member) => member.target === target).map(({ rule }) => rule.item),
    route?.item,
    name === undefined ? undefined : network.interfaces.itemOf(network.interfaces.canonical(name)),
    ...network.addresses.filter((address) => address.interface === name).map(({ item }) => item),
  ];
  for (const item of items) {
    const match = /\b(\d+(?:\.\d+)?)\s*([MG])(?:bit|bps|b)?(?:\/s|ps)?\b/i.exec(
      (item && valueOf(item, 'comment')) ?? '',
    );
    if (match) return Number(match[1]) * (match[2]?.toUpperCase() === 'G' ? 1000 : 1);
  }
  return undefined;
}
