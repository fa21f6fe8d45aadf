import { valueOf } from '../../../config/item';
import { PROTOCOLS_WITH_PORTS, parseProtocol } from '../../../network/protocol-numbers';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

export const dstnatPortNeedsProtocol: LintRule = {
  id: 'dstnat-port-needs-protocol',
  severity: 'error',
  needs: 'local',
  summary: 'A port in a firewall rule that names no protocol.',
  why: 'Only TCP, UDP and a few others have ports. RouterOS refuses a rule with a port and without such a protocol, so the whole line is missing afterwards.',
  source: 'NAT manual.',
  valid: [
    { code: '/ip firewall filter add chain=input action=accept protocol=tcp dst-port=22' },
    { code: '/ip firewall filter add chain=input action=accept protocol=17 dst-port=53' },
  ],
  invalid: [
    { code: '/ip firewall filter add chain=input action=drop dst-port=22' },
    { code: '/ip firewall filter add chain=input action=drop protocol=icmp dst-port=22' },
    {
      code: '/ip firewall nat add chain=dstnat action=dst-nat in-interface=ether1 to-addresses=192.168.88.10 to-ports=80',
    },
  ],
  check({ configuration, report }) {
    for (const menu of MENUS) {
      for (const item of configuration.menu(menu).items) {
        const port = PORTS.find((name) => valueOf(item, name));
        const protocol = item.properties.get('protocol');
        if (!port || !item.added || item.properties.has('copy-from')) continue;
        if (protocol && (protocol.value === undefined || protocol.value.startsWith('!') || hasPorts(protocol.value)))
          continue;
        report({
          range: placeOf(item, port),
          message: `${port} needs a protocol that has ports${protocol ? `, and ${protocol.value} has none` : ''}: RouterOS refuses this rule. Add protocol=tcp or protocol=udp.`,
        });
      }
    }
  },
};

const MENUS = ['nat', 'filter', 'mangle', 'raw'].flatMap((table) => [
  `/ip/firewall/${table}`,
  `/ipv6/firewall/${table}`,
]);
const PORTS = ['dst-port', 'src-port', 'port', 'to-ports'];

function hasPorts(protocol: string): boolean {
  const number = parseProtocol(protocol);
  // A name that is not known may be one that has ports.
  return number === undefined || PROTOCOLS_WITH_PORTS.includes(number);
}
