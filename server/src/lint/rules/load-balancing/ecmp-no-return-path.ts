import { placeOfReply, wrongReplies } from '../../inbound-replies';
import type { LintRule } from '../../lint-rule';
import { markReplies } from '../../mark-replies';

const EDGE =
  '# rscope-complete\n/ip address\nadd address=192.168.88.1/24 interface=bridge1\nadd address=198.51.100.2/24 interface=ether1\nadd address=203.0.113.2/24 interface=ether2\n/ip route\nadd gateway=198.51.100.1 check-gateway=ping\nadd gateway=203.0.113.1 check-gateway=ping\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface=!bridge1\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface=ether1\nadd chain=srcnat action=masquerade out-interface=ether2\n';
const FORWARD =
  'add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=443 to-addresses=192.168.88.10';

export const ecmpNoReturnPath: LintRule = {
  id: 'ecmp-no-return-path',
  severity: 'info',
  needs: 'full',
  summary: 'Something that strangers reach beside shared default routes, without marks for the way back.',
  why: 'The reply to a visitor is shared out on its own: it may leave by the other uplink, with an address that he never asked, and half of the visits fail.',
  source: 'Per Connection Classifier manual.',
  valid: [{ code: EDGE, routeros: '7.20' }],
  invalid: [
    {
      code: `${EDGE}${FORWARD}`,
      routeros: '7.20',
      fixed: `${EDGE}${FORWARD}\n\n/routing table add name=to_ether1 fib\n/ip route add dst-address=0.0.0.0/0 gateway=198.51.100.1 routing-table=to_ether1 check-gateway=ping\n/routing table add name=to_ether2 fib\n/ip route add dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-table=to_ether2 check-gateway=ping\n/ip firewall mangle\n${[
        'ether1',
        'ether2',
      ]
        .map(
          (port) =>
            `add chain=prerouting action=mark-connection in-interface=${port} connection-state=new connection-mark=no-mark new-connection-mark=from_${port} passthrough=yes\nadd chain=prerouting action=mark-routing in-interface=bridge1 connection-mark=from_${port} new-routing-mark=to_${port} passthrough=no\nadd chain=output action=mark-routing connection-mark=from_${port} new-routing-mark=to_${port} passthrough=no`,
        )
        .join('\n')}`,
    },
  ],
  check(context) {
    const replies = wrongReplies(context);
    const [reply] = replies;
    // Where some never come back at all, inbound-wan-not-marked speaks of it.
    if (!reply || replies.some(({ how }) => how !== 'shared')) return;
    context.report({
      range: placeOfReply(context, reply),
      menu: '/ip/firewall/mangle',
      message: `The reply to what comes in by ${reply.uplink} is shared out over ${[...new Set(reply.exits)].join(' and ')}, and may leave by another uplink. Mark new connections where they come in, and route the replies by the mark.`,
      fixes: markReplies(context, [...new Set(replies.flatMap(({ exits, uplink }) => [uplink, ...exits]))]),
      related: [...new Set(reply.routes)].map(({ origin }) => ({
        range: origin.range,
        message: 'A route that shares.',
      })),
    });
  },
};
