import { valueOf } from '../../../config/item';
import { removeArgument } from '../../edit-text';
import { interfaceGateways } from '../../interface-gateways';
import type { LintRule } from '../../lint-rule';

export const checkGatewayOnInterfaceGateway: LintRule = {
  id: 'check-gateway-on-interface-gateway',
  severity: 'error',
  needs: 'local',
  summary: 'check-gateway on a route whose gateway has no address.',
  why: 'check-gateway pings (or asks by ARP for) the address of the gateway. An Ethernet port has none, so nothing is checked: the failover that the line promises does not exist.',
  source: 'Routing Decision manual.',
  valid: [{ code: '/ip route add gateway=192.0.2.1 check-gateway=ping' }],
  invalid: [
    {
      code: '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1%ether1\n# rscope-disable-next-line interface-gateway-on-broadcast\n/ip route add gateway=ether1 check-gateway=ping',
      fixed:
        '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1%ether1\n# rscope-disable-next-line interface-gateway-on-broadcast\n/ip route add gateway=ether1',
    },
  ],
  check(context) {
    for (const { route, interface: name } of interfaceGateways(context)) {
      const property = route.properties.get('check-gateway');
      if (!property || valueOf(route, 'check-gateway') === 'none' || valueOf(route, 'check-gateway') === '') continue;
      context.report({
        range: property.origin.range,
        message: `There is no address to check behind “${name}”: this check never fails, and the route never gives way. Give the route an address as gateway; until then the property only pretends.`,
        fixes: [
          { title: 'Remove check-gateway', safe: true, edits: [removeArgument(context.text, property.origin.range)] },
        ],
      });
    }
  },
};
