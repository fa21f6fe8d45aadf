import { valueOf } from '../../../config/item';
import { defaultRoutes } from '../../../network/default-routes';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const CLIENT = '/interface pppoe-client add name=pppoe-out1 interface=ether1 disabled=no\n/ip firewall filter\n';

export const pppoeCarrierVsPppoeIface: LintRule = {
  id: 'pppoe-carrier-vs-pppoe-iface',
  severity: 'error',
  needs: 'owned',
  summary: 'A firewall rule for the port below a PPPoE connection instead of the connection.',
  why: 'On the port there are only PPPoE frames; the packets inside come in and leave by the PPPoE interface. A rule that names the port matches nothing: a drop protects nothing, a masquerade hides nothing.',
  source: 'Securing your router.',
  valid: [
    { code: `${CLIENT}add chain=input action=drop in-interface=pppoe-out1` },
    {
      code: `/ip address add address=192.168.1.2/24 interface=ether1\n${CLIENT}add chain=input action=drop in-interface=ether1`,
    },
  ],
  invalid: [
    {
      code: `${CLIENT}add chain=input action=drop in-interface=ether1`,
      fixed: `${CLIENT}add chain=input action=drop in-interface=pppoe-out1`,
    },
  ],
  check({ network, configuration, text, report }) {
    for (const client of network.items('/interface/pppoe-client')) {
      const name = valueOf(client, 'name');
      const carrier = network.interfaces.canonical(valueOf(client, 'interface'));
      if (!name || !carrier || !client.certain || carriesPackets(carrier)) continue;
      for (const table of ['raw', 'mangle', 'nat', 'filter'] as const) {
        for (const rule of network.allRules(table)) {
          for (const property of ['in-interface', 'out-interface']) {
            if (network.interfaces.canonical(rule.value(property)) !== carrier) continue;
            // Who names the modem's address wants the modem, whose network may be in another file.
            if (rule.item.properties.has('dst-address') || rule.item.properties.has('src-address')) continue;
            report({
              range: placeOf(rule.item, property),
              message: `${carrier} only carries the PPPoE frames of ${name}: no IP packet comes in or leaves by it, and this rule matches nothing. Name ${name}.`,
              fixes: [{ title: `Write ${name}`, safe: false, edits: [setProperty(text, rule.item, property, name)] }],
              related: [{ range: client.origin.range, message: `${name} runs on ${carrier}.` }],
            });
          }
        }
      }
    }

    /** Whether the port is used for IP as well: for the modem's own page, or as a bridge's port or an uplink. */
    function carriesPackets(port: string): boolean {
      const routed = network.interfaces.routed(port);
      const isOn = (menu: string) =>
        configuration
          .menu(menu)
          .items.some((item) => network.interfaces.canonical(valueOf(item, 'interface')) === port);
      return (
        routed !== port ||
        ['/ip/address', '/ip/dhcp-client', '/ip/dhcp-server'].some(isOn) ||
        defaultRoutes(network).some(({ interfaces }) => interfaces.includes(port)) ||
        network.interfaces.kindOf(port) === 'bridge'
      );
    }
  },
};
