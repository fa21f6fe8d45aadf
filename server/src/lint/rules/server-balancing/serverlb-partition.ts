import { askPccPartitions } from '../../../network/questions/pcc-partitions';
import { askSteeringRules } from '../../../network/questions/steering';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const MARK = (n: number) =>
  `add chain=prerouting action=mark-connection connection-mark=no-mark in-interface=ether1 per-connection-classifier=src-address:2/${n - 1} new-connection-mark=s${n}`;
const NAT = (n: number) =>
  `add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 connection-mark=s${n} to-addresses=192.168.10.1${n}`;

export const serverlbPartition: LintRule = {
  id: 'serverlb-partition',
  severity: 'warning',
  needs: 'owned',
  summary: 'A share of the visitors for which there is no server.',
  why: 'Every mark of the classifier needs a dst-nat rule. The visitors of a mark without one are not translated: they end at the router itself and get no answer.',
  source: 'Per Connection Classifier manual.',
  valid: [
    { code: `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n/ip firewall nat\n${NAT(1)}\n${NAT(2)}` },
    {
      code: `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n/ip firewall nat\n${NAT(1)}\nadd chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 to-addresses=192.168.10.12`,
    },
  ],
  invalid: [{ code: `/ip firewall mangle\n${MARK(1)}\n${MARK(2)}\n/ip firewall nat\n${NAT(1)}` }],
  check({ network, configuration, report }) {
    if (['mangle', 'nat'].some((table) => configuration.menu(`/ip/firewall/${table}`).uncertain)) return;
    const rules = network.allRules('nat').filter((rule) => rule.action === 'dst-nat' || rule.action === 'redirect');
    const steered = new Set(askSteeringRules(network).map(({ connectionMark }) => connectionMark));
    // Switched-off rules may be switched on by a script: their marks have a server.
    const items = configuration.menu('/ip/firewall/nat').items;
    const hasServer = (mark: string | undefined) =>
      items.some((item) => item.properties.get('connection-mark')?.value === mark);
    for (const { table, action, members } of askPccPartitions(network)) {
      if (table !== 'mangle' || action !== 'mark-connection') continue;
      const served = members.filter(({ target }) => hasServer(target));
      const without = members.find(({ target }) => !hasServer(target) && !steered.has(target));
      if (served.length === 0 || !without?.target) continue;
      // A rule without a mark takes what is left.
      if (rules.some((rule) => !rule.item.properties.has('connection-mark'))) continue;
      report({
        range: placeOf(without.rule.item, 'new-connection-mark'),
        message: `No dst-nat rule asks for “${without.target}”: the visitors of this share reach no server. Add a rule for the mark, or one without a mark at the end.`,
        related: served
          .slice(0, 1)
          .map(({ rule }) => ({ range: rule.origin.range, message: 'A share that has a server.' })),
      });
    }
  },
};
