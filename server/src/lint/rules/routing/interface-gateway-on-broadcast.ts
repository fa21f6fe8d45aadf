import { interfaceGateways } from '../../interface-gateways';
import type { LintRule } from '../../lint-rule';

export const interfaceGatewayOnBroadcast: LintRule = {
  id: 'interface-gateway-on-broadcast',
  severity: 'error',
  needs: 'local',
  summary: 'A route whose gateway is an Ethernet port instead of an address.',
  why: 'On Ethernet a packet needs the hardware address of its next hop. With a port as gateway the router asks by ARP for every single host of the Internet, and nobody on the provider’s segment answers: nothing gets out, unless the provider answers for all of them (proxy ARP). Point-to-point links (PPPoE, LTE, tunnels) may be gateways.',
  source: 'Routing Decision manual.',
  valid: [
    { code: '/ip route add gateway=192.0.2.1' },
    { code: '/interface pppoe-client add name=pppoe-wan interface=ether1\n/ip route add gateway=pppoe-wan' },
  ],
  invalid: [{ code: '/ip route add gateway=ether1' }],
  check(context) {
    for (const { route, interface: name } of interfaceGateways(context)) {
      context.report({
        range: route.properties.get('gateway')?.origin.range ?? route.origin.range,
        message: `“${name}” is an Ethernet interface: with it as gateway the router asks by ARP for every host on the Internet, and the provider does not answer. Write the address of the provider's router (from a DHCP lease: leave the route to the DHCP client).`,
      });
    }
  },
};
