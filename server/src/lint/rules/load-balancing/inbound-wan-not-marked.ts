import type { LintRule } from '../../lint-rule';
import { unmarkedReturns } from '../../unmarked-returns';

const EDGE_OF_TWO = (distance: number) =>
  `# rscope-complete\n/ip address\nadd address=192.168.88.1/24 interface=bridge1\nadd address=198.51.100.2/24 interface=ether1\nadd address=203.0.113.2/24 interface=ether2\n/ip route\nadd gateway=198.51.100.1 check-gateway=ping\nadd gateway=203.0.113.1 check-gateway=ping distance=${distance}\n/ip firewall filter\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface=!bridge1\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface=ether1\nadd chain=srcnat action=masquerade out-interface=ether2\n`;
const FORWARD = (port: string) =>
  `add chain=dstnat action=dst-nat in-interface=${port} protocol=tcp dst-port=443 to-addresses=192.168.88.10`;

export const inboundWanNotMarked: LintRule = {
  id: 'inbound-wan-not-marked',
  severity: 'warning',
  needs: 'full',
  summary: 'A port forward on an uplink that the replies don’t leave by.',
  why: 'The reply is looked up in the main table like everything else, and leaves by the uplink that main prefers, with an address that the visitor never asked. He throws it away. Connections have to be marked where they come in, and the replies routed by the mark.',
  source: 'Per Connection Classifier manual.',
  valid: [{ code: `${EDGE_OF_TWO(2)}${FORWARD('ether1')}` }],
  invalid: [{ code: `${EDGE_OF_TWO(2)}${FORWARD('ether2')}` }],
  check(context) {
    const returns = unmarkedReturns(context);
    const [best, ...others] = returns?.main.routes ?? [];
    if (!returns || !best || others.some(({ distance }) => distance === best.distance)) return;
    const [preferred] = best.interfaces;
    if (preferred === undefined || best.interfaces.length !== 1) return;
    const wrong = returns.services.find(({ uplink }) => uplink !== preferred);
    if (!wrong) return;
    context.report({
      range: wrong.rule.origin.range,
      menu: '/ip/firewall/mangle',
      message: `What comes in by ${wrong.uplink} is answered by ${preferred}, which main prefers, and the visitor gets a reply from an address that he did not ask. Mark new connections from ${wrong.uplink}, and route the replies by the mark.`,
      related: [{ range: best.item.origin.range, message: 'The route that the replies take.' }],
    });
  },
};
