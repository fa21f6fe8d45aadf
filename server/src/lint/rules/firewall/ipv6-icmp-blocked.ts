import { IntervalSet } from '../../../base/interval-set';
import { SymbolSet } from '../../../base/symbol-set';
import { valueOf } from '../../../config/item';
import type { Cube } from '../../../network/cube';
import type { FirewallRule } from '../../../network/firewall-rule';
import type { NetworkModel } from '../../../network/network-model';
import { PacketSet } from '../../../network/packet-set';
import { ICMPV6 } from '../../../network/protocol-numbers';
import { walkChain } from '../../../network/walk-chain';
import { insertAboveItem } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const HEAD =
  '# rscope-complete\n/ipv6 firewall filter\nadd chain=input action=accept connection-state=established,related\n';

/** Neighbour discovery is not tracked; echo requests are new. */
const ANY_ICMP: Cube = { protocol: IntervalSet.of(ICMPV6), connectionState: SymbolSet.of('new', 'untracked') };
/** Types 133 to 136: router and neighbour solicitations and advertisements. */
const DISCOVERY: Cube = { ...ANY_ICMP, icmp: IntervalSet.range(133 * 256, 136 * 256 + 255) };

/** The rule that certainly drops some of the packets, where none of them may get through. */
function droppedBy(network: NetworkModel, chain: string, packets: Cube): FirewallRule | undefined {
  const walk = walkChain(network, 'ipv6-filter', chain, PacketSet.of(packets));
  if (walk.mayMeet('accept', 'fasttrack', 'unknown', 'translate')) return undefined;
  return walk.regionsOf(['drop', 'reject']).find(({ certain }) => !certain.isEmpty)?.rule;
}

export const ipv6IcmpBlocked: LintRule = {
  id: 'ipv6-icmp-blocked',
  severity: 'error',
  needs: 'menu-complete',
  summary: 'An IPv6 firewall that drops ICMPv6.',
  why: 'IPv6 finds its neighbours, its router and the right packet size by ICMPv6. Where that is dropped, addresses are not resolved and large packets vanish: IPv6 works for some minutes, or for small pages only.',
  source: 'Building Advanced Firewall.',
  valid: [
    {
      code: `${HEAD}add chain=input action=drop in-interface=ether2\n/ipv6 dhcp-client add interface=ether1 request=prefix`,
    },
    { code: `${HEAD}add chain=input action=accept protocol=icmpv6\nadd chain=input action=drop` },
    { code: `${HEAD}add chain=input action=accept connection-state=untracked\nadd chain=input action=drop` },
  ],
  invalid: [
    {
      // The inside gets through, the uplink does not find its router.
      code: `${HEAD}add chain=input action=drop in-interface=ether1\n/ipv6 dhcp-client add interface=ether1 request=prefix pool-name=isp`,
      fixed: `${HEAD}add chain=input action=accept protocol=icmpv6\nadd chain=input action=drop in-interface=ether1\n/ipv6 dhcp-client add interface=ether1 request=prefix pool-name=isp`,
      routeros: '7.20',
    },
    {
      code: `${HEAD}add chain=input action=drop`,
      fixed: `${HEAD}add chain=input action=accept protocol=icmpv6\nadd chain=input action=drop`,
    },
  ],
  check({ network, configuration, completeness, text, report }) {
    const { uncertain } = configuration.menu('/ipv6/firewall/filter');
    if (completeness('/ipv6/firewall/filter') === 'fragment' || uncertain) return;
    const interfaces = ['/ipv6/dhcp-client', '/ipv6/address']
      .flatMap((menu) => network.items(menu))
      .flatMap((item) => network.interfaces.canonical(valueOf(item, 'interface')) ?? [])
      .map((name) => network.interfaces.routed(name));
    // Where IPv6 is in use, neighbours must be found; an interface without it may drop what it likes.
    const discovery = [...new Set(interfaces)].map((name) => ({ ...DISCOVERY, inInterface: SymbolSet.of(name) }));
    for (const chain of ['input', 'forward']) {
      const drop = [ANY_ICMP, ...(chain === 'input' ? discovery : [])]
        .map((packets) => droppedBy(network, chain, packets))
        .find((rule) => rule !== undefined);
      if (!drop) continue;
      report({
        range: drop.origin.range,
        menu: '/ipv6/firewall/filter',
        message: `This also drops ICMPv6 in chain ${chain}, without which IPv6 finds neither neighbours nor packet sizes. Accept protocol=icmpv6 before it.`,
        fixes: [
          {
            title: 'Accept ICMPv6 before this rule',
            safe: false,
            edits: [insertAboveItem(text, drop.item, `add chain=${chain} action=accept protocol=icmpv6`)],
          },
        ],
      });
    }
  },
};
