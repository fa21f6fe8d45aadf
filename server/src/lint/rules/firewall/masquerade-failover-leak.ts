import { valueOf } from '../../../config/item';
import { askRouteGroups } from '../../../network/questions/route-groups';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const ROUTES = '/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=198.51.100.1 distance=2\n';

export const masqueradeFailoverLeak: LintRule = {
  id: 'masquerade-failover-leak',
  severity: 'hint',
  needs: 'owned',
  summary: 'Failover between two masqueraded uplinks, without a blackhole between them.',
  why: 'While the first uplink is gone, its connections are routed to the second one; when it comes back, they may leave by it with the second one’s address for as long as they live. MikroTik’s remedy is a blackhole route of the distance in between, which stops them meanwhile.',
  source: 'NAT manual, masquerade.',
  valid: [{ code: `${ROUTES}/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1` }],
  invalid: [
    {
      code: `${ROUTES}/ip firewall nat\nadd chain=srcnat action=masquerade out-interface=ether1\nadd chain=srcnat action=masquerade out-interface=ether2`,
    },
  ],
  check({ network, configuration, report }) {
    const rules = network
      .allRules('nat')
      .filter(
        (rule) => rule.action === 'masquerade' && rule.chain === 'srcnat' && rule.item.properties.has('out-interface'),
      );
    if (new Set(rules.map((rule) => rule.value('out-interface'))).size < 2) return;
    const main = askRouteGroups(network).find(({ table }) => table === 'main');
    const [best] = main?.routes ?? [];
    if (!best || !main?.routes.some(({ distance }) => distance > best.distance)) return;
    const stops = configuration
      .menu('/ip/route')
      .items.some((item) => item.properties.has('blackhole') || valueOf(item, 'type') === 'blackhole');
    if (stops || network.items('/tool/netwatch').length > 0) return;
    const rule = rules.find((each) => best.interfaces.includes(each.value('out-interface') ?? '')) ?? rules[0];
    if (!rule) return;
    report({
      range: placeOf(rule.item, 'action'),
      message:
        'When the first uplink fails and comes back, connections made meanwhile may go on with the wrong source address. A blackhole route with a distance between the two, or clearing the connections on failover, avoids that.',
    });
  },
};
