import { IntervalSet } from '../../../base/interval-set';
import { formatIpv4 } from '../../../base/ip-address';
import { formatIpv4Set } from '../../../base/ip-set';
import { SymbolSet } from '../../../base/symbol-set';
import { PacketSet } from '../../../network/packet-set';
import { askPortForwards } from '../../../network/questions/port-forwards';
import { insertBelowItem } from '../../edit-item';
import { quoteValue } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

const LAN = '/ip address add address=192.168.88.1/24 interface=bridge1\n/ip firewall nat\n';
const FORWARD =
  'add chain=dstnat action=dst-nat dst-address=198.51.100.2 protocol=tcp dst-port=443 to-addresses=192.168.88.10';
const HAIRPIN =
  'add chain=srcnat action=masquerade src-address=192.168.88.0/24 dst-address=192.168.88.10 out-interface=bridge1';

export const hairpinMissing: LintRule = {
  id: 'hairpin-missing',
  severity: 'info',
  needs: 'owned',
  summary: 'A port forward by the public address that does not work from the inside.',
  why: 'A client in the server’s own network asks the public address, the router forwards it, and the server answers the client directly, from an address that was never asked. The client throws the answer away. Masquerading such connections brings the answer back to the router.',
  source: 'NAT manual, hairpin NAT.',
  valid: [
    { code: `${LAN}${FORWARD}\n${HAIRPIN}` },
    { code: `${LAN}${FORWARD} in-interface=ether1` },
    { code: `${LAN}${FORWARD}`.replace('192.168.88.1/24', '192.168.88.9/30') },
  ],
  invalid: [
    { code: `${LAN}${FORWARD}`, fixed: `${LAN}${FORWARD}\n${HAIRPIN}` },
    { code: `${LAN}${FORWARD.replace('dst-address=198.51.100.2', 'dst-address-type=local')}` },
  ],
  check({ network, configuration, text, report }) {
    if (configuration.menu('/ip/firewall/nat').uncertain) return;
    const reported = new Set<number>();
    for (const { rule, server, inside } of askPortForwards(network)) {
      // Only a rule that names the public address, or any of the router's, is meant to work from everywhere.
      const isByAddress = rule.item.properties.has('dst-address') || rule.value('dst-address-type') === 'local';
      const isForAll = isByAddress && !NARROWING.some((name) => rule.item.properties.has(name));
      // In a network of two hosts the server has no neighbours but the router.
      if (!inside || inside.networks.size <= 4 || !isForAll || reported.has(server)) continue;
      const client = PacketSet.of({
        outInterface: SymbolSet.of(inside.interface),
        src: inside.networks,
        dst: IntervalSet.of(server),
      });
      const isHidden = network
        .rules('nat', 'srcnat')
        .some((each) => TRANSLATING.has(each.action ?? '') && !each.match.may.intersect(client).isEmpty);
      if (isHidden) continue;
      reported.add(server);
      const networks = formatIpv4Set(inside.networks);
      const line = `add chain=srcnat action=masquerade src-address=${networks} dst-address=${formatIpv4(server)} out-interface=${quoteValue(inside.interface)}`;
      report({
        range: rule.origin.range,
        message: `From ${networks} this does not work: ${formatIpv4(server)} answers its neighbours directly, past the router. Masquerade what goes from there to the server.`,
        fixes: networks.includes(',')
          ? []
          : [
              {
                title: 'Masquerade connections from the server’s own network',
                safe: false,
                edits: [insertBelowItem(text, rule.item, line)],
              },
            ],
      });
    }
  },
};

const NARROWING = ['in-interface', 'in-interface-list', 'src-address', 'src-address-list', 'connection-mark'];
/** A jump may lead to the rule that is needed. */
const TRANSLATING = new Set(['masquerade', 'src-nat', 'same', 'netmap', 'jump']);
