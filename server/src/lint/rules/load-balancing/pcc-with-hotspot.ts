import { valueOf } from '../../../config/item';
import { askPccPartitions } from '../../../network/questions/pcc-partitions';
import type { LintRule } from '../../lint-rule';

const RULE =
  'add chain=prerouting action=mark-connection in-interface=bridge1 connection-mark=no-mark dst-address-type=!local';
const MANGLE = `/ip firewall mangle\n${RULE} per-connection-classifier=both-addresses:2/0 new-connection-mark=a\n${RULE} per-connection-classifier=both-addresses:2/1 new-connection-mark=b`;

export const pccWithHotspot: LintRule = {
  id: 'pcc-with-hotspot',
  severity: 'warning',
  needs: 'owned',
  summary: 'A per-connection classifier on the interface of a HotSpot.',
  why: 'A HotSpot sends its users’ web traffic through its own proxy, and what the proxy sends is looked up in the main table whatever the marks say: those connections are not shared.',
  source: 'Per Connection Classifier manual.',
  valid: [{ code: `${MANGLE}\n/ip hotspot add name=hotspot1 interface=bridge-guests disabled=no` }],
  invalid: [{ code: `${MANGLE}\n/ip hotspot add name=hotspot1 interface=bridge1 disabled=no` }],
  check({ network, report }) {
    const partitions = askPccPartitions(network).filter(({ table, uncertain }) => table === 'mangle' && !uncertain);
    for (const hotspot of network.items('/ip/hotspot')) {
      const name = network.interfaces.canonical(valueOf(hotspot, 'interface'));
      if (name === undefined) continue;
      const rule = partitions
        .flatMap(({ members }) => members[0]?.rule ?? [])
        // A rule that looks at HotSpot's own states was written with it in mind.
        .filter(
          (each) =>
            !each.item.properties.has('hotspot') &&
            each.matchWithout('per-connection-classifier').must.project('inInterface')?.has(name),
        )
        .find((each) => each.item.properties.has('in-interface') || each.item.properties.has('in-interface-list'));
      if (!rule) continue;
      report({
        range: hotspot.origin.range,
        message: `The HotSpot on ${name} sends web traffic through its proxy, which knows only the main table: the classifier that shares the traffic of ${name} does not reach it.`,
        related: [{ range: rule.origin.range, message: 'A rule of the classifier.' }],
      });
    }
  },
};
