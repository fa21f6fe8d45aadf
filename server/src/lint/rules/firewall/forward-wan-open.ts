import { PUBLIC_IPV4 } from '../../../base/ip-set';
import { SymbolSet } from '../../../base/symbol-set';
import { sideOf } from '../../../network/cube';
import { lanSide } from '../../../network/lan-side';
import { walkThroughRouter } from '../../../network/questions/router-reach';
import { uplinks } from '../../../network/uplinks';
import { insertBelowItem } from '../../edit-item';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule } from '../../lint-rule';
import { uplinkMatchers } from '../../wan-protection';

const EDGE =
  '# rscope-complete\n/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall nat\nadd chain=srcnat action=masquerade out-interface-list=WAN\n/ip firewall filter\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN\nadd chain=forward action=accept connection-state=established,related\nadd chain=forward action=drop connection-state=invalid';
const DROP = 'add chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN';

export const forwardWanOpen: LintRule = {
  id: 'forward-wan-open',
  severity: 'error',
  needs: 'full',
  summary: 'A forward chain that lets the provider’s side into the inside.',
  why: 'NAT is no firewall. Whoever sits on the provider’s segment, other customers too, can send packets straight to 192.168.88.10 by way of this router; nothing in the chain stops what was not forwarded on purpose.',
  source: 'Building Advanced Firewall.',
  valid: [{ code: `${EDGE}\n${DROP}` }],
  invalid: [{ code: EDGE, fixed: `${EDGE}\n${DROP} comment="drop what the Internet sends inside unasked"` }],
  check(context) {
    const { network, text, report } = context;
    const last = network.rules('filter', 'forward').at(-1);
    if (!isFilterKnown(context) || !last || network.allRules('raw').length > 0) return;
    const open = uplinks(network).filter(
      ({ interface: name, isCarrierOnly }) => !isCarrierOnly && lanSide(network).some((inside) => isOpen(name, inside)),
    );
    if (open.length === 0) return;
    const rules = uplinkMatchers(context, open).map(
      (matcher) =>
        `add chain=forward action=drop connection-state=new connection-nat-state=!dstnat ${matcher} comment="drop what the Internet sends inside unasked"`,
    );
    report({
      range: last.origin.range,
      menu: '/ip/firewall/filter',
      message: `New connections from ${open.map((uplink) => uplink.interface).join(' and ')} to the inside get through although no rule forwards them: NAT hides addresses, it stops nobody. Drop what is new and not dst-nated.`,
      fixes: [
        {
          title: 'Drop what the Internet sends inside unasked',
          safe: false,
          edits: [insertBelowItem(text, last.item, ...rules)],
        },
      ],
    });

    function isOpen(name: string, { interface: to, networks }: ReturnType<typeof lanSide>[number]): boolean {
      if (networks.isEmpty || to === name) return false;
      const walk = walkThroughRouter(network, {
        inInterface: SymbolSet.of(name),
        outInterface: SymbolSet.of(to),
        src: PUBLIC_IPV4,
        dst: networks,
      });
      return walk
        .certainly('accept')
        .cubes.some((cube) => sideOf(cube, 'src').size > PUBLIC_IPV4.size / 2 && sideOf(cube, 'dstPort').size > 30_000);
    }
  },
};
