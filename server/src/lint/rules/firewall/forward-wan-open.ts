import { PUBLIC_IPV4 } from '../../../base/ip-set';
import { sideOf } from '../../../network/cube';
import { type InsideInterface, lanSide } from '../../../network/lan-side';
import { walkFromOutside } from '../../../network/questions/router-reach';
import { uplinks } from '../../../network/uplinks';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule } from '../../lint-rule';
import { protectInside } from '../../wan-protection';

const EDGE =
  '# rscope-complete\n/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface-list=WAN\n/ip firewall filter\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN\nadd chain=forward action=accept connection-state=established,related\nadd chain=forward action=drop connection-state=invalid';
const DROP = 'add chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN';
/** The same without a forward chain. */
const WITHOUT_FORWARD = EDGE.replace(/\nadd chain=forward.*/g, '');

export const forwardWanOpen: LintRule = {
  id: 'forward-wan-open',
  severity: 'error',
  needs: 'full',
  summary: 'A forward chain that lets the provider’s side into the inside.',
  why: 'NAT is no firewall. Whoever sits on the provider’s segment, other customers too, can send packets straight to 192.168.88.10 by way of this router; nothing in the chain stops what was not forwarded on purpose.',
  source: 'Building Advanced Firewall.',
  valid: [
    { code: `${EDGE}\n${DROP}` },
    {
      code: `${EDGE}\n/ip firewall raw add chain=prerouting action=drop in-interface=ether1 dst-address=192.168.88.0/24`,
    },
  ],
  invalid: [
    { code: EDGE, fixed: `${EDGE}\n${DROP} comment="drop what the Internet sends inside unasked"` },
    { code: WITHOUT_FORWARD },
  ],
  check(context) {
    const { network, report } = context;
    if (!isFilterKnown(context)) return;
    const open = uplinks(network).filter(
      ({ interface: name, isCarrierOnly }) => !isCarrierOnly && lanSide(network).some((inside) => isOpen(name, inside)),
    );
    const [first] = open;
    if (!first) return;
    const last = network.rules('filter', 'forward').at(-1);
    const names = open.map((uplink) => uplink.interface).join(' and ');
    const cause = last ? 'no rule forwards them' : 'no rule of chain forward is there to stop them';
    report({
      range: (last ?? first.evidence[0])?.origin.range ?? { start: 0, end: 0 },
      menu: '/ip/firewall/filter',
      message: `New connections from ${names} to the inside get through${last ? ' although' : ':'} ${cause}. NAT hides addresses, it stops nobody. Drop what is new and not dst-nated.`,
      fixes: [protectInside(context, open)],
    });

    function isOpen(name: string, { interface: to, networks }: InsideInterface): boolean {
      if (networks.isEmpty || to === name) return false;
      return walkFromOutside(network, name, { interface: to, networks })
        .certainly('accept')
        .cubes.some((cube) => sideOf(cube, 'src').size > PUBLIC_IPV4.size / 2 && sideOf(cube, 'dstPort').size > 30_000);
    }
  },
};
