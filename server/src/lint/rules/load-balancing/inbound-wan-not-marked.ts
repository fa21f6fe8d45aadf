import { placeOfReply, wrongReplies } from '../../inbound-replies';
import type { LintRule } from '../../lint-rule';
import { markReplies } from '../../mark-replies';

const EDGE_OF_TWO = (distance: number) =>
  `# rscope-complete\n/ip address\nadd address=192.168.88.1/24 interface=bridge1\nadd address=198.51.100.2/24 interface=ether1\nadd address=203.0.113.2/24 interface=ether2\n/ip route\nadd gateway=198.51.100.1 check-gateway=ping\nadd gateway=203.0.113.1 check-gateway=ping distance=${distance}\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface=!bridge1\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface=ether1\nadd chain=srcnat action=masquerade out-interface=ether2\n`;
const FORWARD = (port: string) =>
  `add chain=dstnat action=dst-nat in-interface=${port} protocol=tcp dst-port=443 to-addresses=192.168.88.10`;

const MARKS =
  '/routing table add name=to-isp2 fib\n/ip route add gateway=203.0.113.1 routing-table=to-isp2 check-gateway=ping\n/ip route add gateway=198.51.100.1 routing-table=to-isp2 distance=2\n/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-state=new in-interface=ether2 new-connection-mark=from-isp2\nadd chain=prerouting action=mark-routing connection-mark=from-isp2 in-interface=bridge1 new-routing-mark=to-isp2\nadd chain=output action=mark-routing connection-mark=from-isp2 new-routing-mark=to-isp2';

export const inboundWanNotMarked: LintRule = {
  id: 'inbound-wan-not-marked',
  severity: 'warning',
  needs: 'full',
  summary: 'Something that strangers reach by an uplink that the replies don’t leave by.',
  why: 'The reply is routed like everything else, and leaves by the uplink that the routes prefer, with an address that the visitor never asked. He throws it away. Connections have to be marked where they come in, and the replies routed by the mark.',
  source: 'Per Connection Classifier manual.',
  valid: [
    { code: `${EDGE_OF_TWO(2)}${FORWARD('ether1')}` },
    { code: `${EDGE_OF_TWO(2)}${FORWARD('ether2')}\n${MARKS}`, routeros: '7.20' },
  ],
  invalid: [
    {
      code: `${EDGE_OF_TWO(2)}${FORWARD('ether2')}`,
      fixed: `${EDGE_OF_TWO(2)}${FORWARD('ether2')}\n\n/ip route add dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-mark=to_ether2 check-gateway=ping\n/ip firewall mangle\nadd chain=prerouting action=mark-connection in-interface=ether2 connection-state=new connection-mark=no-mark new-connection-mark=from_ether2 passthrough=yes\nadd chain=prerouting action=mark-routing in-interface=bridge1 connection-mark=from_ether2 new-routing-mark=to_ether2 passthrough=no\nadd chain=output action=mark-routing connection-mark=from_ether2 new-routing-mark=to_ether2 passthrough=no`,
    },
  ],
  check(context) {
    const reported = new Set<string>();
    for (const reply of wrongReplies(context)) {
      const { uplink, exits, routes, how } = reply;
      // Which uplink a tie leaves without its replies is not known: one finding speaks for all.
      if (how === 'shared' || reported.has(uplink) || (how === 'arbitrary' && reported.size > 0)) continue;
      reported.add(uplink);
      const way =
        how === 'elsewhere'
          ? `is answered by ${exits.join(' or ')}, which the reply is routed to`
          : 'may be answered by another uplink: of these equal routes RouterOS 6 uses only one';
      context.report({
        range: placeOfReply(context, reply),
        menu: '/ip/firewall/mangle',
        message: `What comes in by ${uplink} ${way}, and the visitor gets a reply from an address that he did not ask. Mark new connections from ${uplink}, and route the replies by the mark.`,
        fixes: markReplies(context, how === 'arbitrary' ? [...new Set([uplink, ...exits])] : [uplink]),
        related: routes.map(({ origin }) => ({ range: origin.range, message: 'A route that the replies take.' })),
      });
    }
  },
};
