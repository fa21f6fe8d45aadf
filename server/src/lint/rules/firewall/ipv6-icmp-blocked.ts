import { IntervalSet } from '../../../base/interval-set';
import { SymbolSet } from '../../../base/symbol-set';
import { PacketSet } from '../../../network/packet-set';
import { ICMPV6 } from '../../../network/protocol-numbers';
import { walkChain } from '../../../network/walk-chain';
import { insertAboveItem } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const HEAD =
  '# rscope-complete\n/ipv6 firewall filter\nadd chain=input action=accept connection-state=established,related\n';

export const ipv6IcmpBlocked: LintRule = {
  id: 'ipv6-icmp-blocked',
  severity: 'error',
  needs: 'menu-complete',
  summary: 'An IPv6 firewall that drops ICMPv6.',
  why: 'IPv6 finds its neighbours, its router and the right packet size by ICMPv6. Where that is dropped, addresses are not resolved and large packets vanish: IPv6 works for some minutes, or for small pages only.',
  source: 'Building Advanced Firewall.',
  valid: [
    { code: `${HEAD}add chain=input action=accept protocol=icmpv6\nadd chain=input action=drop` },
    { code: `${HEAD}add chain=input action=accept connection-state=untracked\nadd chain=input action=drop` },
  ],
  invalid: [
    {
      code: `${HEAD}add chain=input action=drop`,
      fixed: `${HEAD}add chain=input action=accept protocol=icmpv6\nadd chain=input action=drop`,
    },
  ],
  check({ network, configuration, completeness, text, report }) {
    const { uncertain } = configuration.menu('/ipv6/firewall/filter');
    if (completeness('/ipv6/firewall/filter') === 'fragment' || uncertain) return;
    for (const chain of ['input', 'forward']) {
      const packets = PacketSet.of({
        protocol: IntervalSet.of(ICMPV6),
        // Neighbour discovery is not tracked; echo requests are new.
        connectionState: SymbolSet.of('new', 'untracked'),
      });
      const walk = walkChain(network, 'ipv6-filter', chain, packets);
      const drop = walk.regionsOf(['drop', 'reject']).find(({ certain }) => !certain.isEmpty)?.rule;
      if (!drop || !walk.possibly('accept', 'fasttrack', 'unknown', 'translate').isEmpty) continue;
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
