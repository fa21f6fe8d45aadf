import { valueOf } from '../../../config/item';
import { resolveGateways } from '../../../network/gateways';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { scriptsSwitchRoutes } from '../../stored-code';

const CLIENT = '/ip dhcp-client add interface=ether1 disabled=no add-default-route=no';

export const dhcpStaticGatewayLiteral: LintRule = {
  id: 'dhcp-static-gateway-literal',
  severity: 'warning',
  needs: 'owned',
  summary: 'A written-down gateway on an interface whose address is leased.',
  why: 'The provider may hand out another network with the next lease. The route then points to a gateway that is not there any more. Let the DHCP client make the route, or a lease script write the gateway into it.',
  source: 'DHCP manual.',
  valid: [
    {
      code: `${CLIENT} script="/ip route set [find comment=wan1] gateway=\\$\\"gateway-address\\""\n/ip route add gateway=192.0.2.1%ether1 comment=wan1`,
    },
    { code: `${CLIENT}\n/ip route add gateway=192.0.2.1%ether2` },
  ],
  invalid: [{ code: `${CLIENT}\n/ip route add gateway=192.0.2.1%ether1` }],
  check(context) {
    const { network, report } = context;
    if (scriptsSwitchRoutes(context)) return;
    for (const route of network.items('/ip/route')) {
      if (!route.certain || !route.added) continue;
      for (const gateway of resolveGateways(network, valueOf(route, 'gateway') ?? '')) {
        // Behind a static address on the same interface the network does not change.
        if (gateway.address === undefined || gateway.resolution !== 'explicit') continue;
        const client = network
          .items('/ip/dhcp-client')
          .find((item) => network.interfaces.canonical(valueOf(item, 'interface')) === gateway.interface);
        if (!client || network.addresses.some(({ interface: name }) => name === gateway.interface)) continue;
        report({
          range: placeOf(route, 'gateway'),
          message: `The address of ${gateway.interface} is leased, and the gateway may change with the lease: then this route leads nowhere. Let the DHCP client make the route, or write the gateway from its script.`,
          related: [{ range: client.origin.range, message: 'The DHCP client.' }],
        });
      }
    }
  },
};
