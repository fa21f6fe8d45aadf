import { IntervalSet } from '../../../base/interval-set';
import { SymbolSet } from '../../../base/symbol-set';
import { type Item, valueOf } from '../../../config/item';
import { NO_INTERFACE, sideOf } from '../../../network/cube';
import { isMatcher } from '../../../network/lower-match';
import type { NetworkModel } from '../../../network/network-model';
import { PacketSet } from '../../../network/packet-set';
import { ORDINARY } from '../../../network/questions/router-reach';
import { uplinks } from '../../../network/uplinks';
import { walkChain } from '../../../network/walk-chain';
import { insertBelowItem } from '../../edit-item';
import { lineEnd, quoteValue } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

const EDGE =
  '# rscope-complete\n/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface=!bridge1\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN\n/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN\n/ipv6 dhcp-client add interface=ether1 request=prefix pool-name=isp\n';

export const ipv6Unfiltered: LintRule = {
  id: 'ipv6-unfiltered',
  severity: 'error',
  needs: 'full',
  summary: 'IPv6 from the provider, and no IPv6 firewall, or one that lets strangers in.',
  why: 'The rules of /ip firewall are for IPv4 only, and there is no NAT in between: over IPv6 the router’s services, and every printer and camera behind it, are open to the whole Internet.',
  source: 'Building Advanced Firewall.',
  valid: [
    {
      code: `${EDGE}/ipv6 firewall filter\nadd chain=input action=accept connection-state=established,related,untracked\nadd chain=input action=accept protocol=icmpv6\nadd chain=input action=drop in-interface-list=!LAN\nadd chain=forward action=drop connection-state=new in-interface-list=WAN`,
      routeros: '7.20',
    },
    { code: `${EDGE}/ipv6 settings set disable-ipv6=yes`, routeros: '7.20' },
  ],
  invalid: [
    {
      code: EDGE,
      routeros: '7.20',
      fixed: `${EDGE.trimEnd()}\n\n/ipv6 firewall filter\n${['input', 'forward']
        .map(
          (chain) =>
            `add chain=${chain} action=accept connection-state=established,related,untracked\nadd chain=${chain} action=drop connection-state=invalid\nadd chain=${chain} action=accept protocol=icmpv6\n${chain === 'input' ? 'add chain=input action=accept protocol=udp dst-port=546 src-address=fe80::/10\n' : ''}add chain=${chain} action=drop in-interface=ether1`,
        )
        .join('\n')}\n`,
    },
    {
      code: `${EDGE}/ipv6 firewall filter\nadd chain=input action=accept connection-state=established,related,untracked\nadd chain=input action=accept protocol=icmpv6\nadd chain=input action=drop in-interface-list=WAN\nadd chain=forward action=drop connection-state=invalid`,
      routeros: '6.49',
    },
  ],
  check(context) {
    const { network, configuration, completeness, report } = context;
    const menus = ['/ipv6/firewall/filter', '/ipv6/firewall/raw', '/ipv6/firewall/address-list'];
    const { uncertain } = network.knowledgeOf(...menus, '/interface/list/member');
    if (completeness('/ipv6/firewall/filter') === 'fragment' || uncertain) return;
    const settings = configuration.menu('/ipv6/settings').items[0];
    if (settings && valueOf(settings, 'disable-ipv6') !== 'no' && settings.properties.has('disable-ipv6')) return;
    const sources = uplinks(network).flatMap(({ interface: uplink, isCarrierOnly }) => {
      const item = isCarrierOnly ? undefined : ipv6Source(network, uplink);
      return item ? [{ uplink, item }] : [];
    });
    for (const { uplink, item } of sources) {
      const open = (['input', 'forward'] as const).filter((chain) => isOpen(network, uplink, chain));
      if (open.length === 0) continue;
      report({
        range: item.origin.range,
        menu: '/ipv6/firewall/filter',
        message: `IPv6 comes in here, and chain ${open.join(' and chain ')} of /ipv6 firewall filter ${open.length > 1 ? 'let' : 'lets'} new connections from ${uplink} through: ${open.includes('forward') ? 'every host inside is' : 'the router’s services are'} open to the Internet. Filter IPv6 like IPv4.`,
        fixes: protectIpv6(
          context,
          open,
          sources.map((each) => each.uplink),
        ),
      });
      return;
    }
  },
};

/** Closes chains towards uplinks, behind the rules that they have; an empty chain gets the ones that IPv6 needs first. */
function protectIpv6(
  { network, configuration, text }: RuleContext,
  chains: readonly ('input' | 'forward')[],
  outside: readonly string[],
): readonly Fix[] {
  const rules = (chain: string) => network.rules('ipv6-filter', chain);
  // Behind a rule that accepts everything a drop changes nothing.
  const isClosable = chains.every((chain) =>
    rules(chain).every(({ action, item }) => action !== 'accept' || [...item.properties.keys()].some(isMatcher)),
  );
  if (!isClosable) return [];
  const lines = chains.flatMap((chain) => [
    ...(rules(chain).length > 0
      ? []
      : [
          `add chain=${chain} action=accept connection-state=established,related,untracked`,
          `add chain=${chain} action=drop connection-state=invalid`,
          `add chain=${chain} action=accept protocol=icmpv6`,
          ...(chain === 'input'
            ? ['add chain=input action=accept protocol=udp dst-port=546 src-address=fe80::/10']
            : []),
        ]),
    ...outside.map((name) => `add chain=${chain} action=drop in-interface=${quoteValue(name)}`),
  ]);
  const last = configuration.menu('/ipv6/firewall/filter').items.findLast((item) => item.added);
  const end = lineEnd(text, text.trimEnd().length);
  const edit = last
    ? insertBelowItem(text, last, ...lines)
    : { range: { start: end, end }, newText: ['', '', '/ipv6 firewall filter', ...lines].join('\n') };
  return [{ title: 'Drop what the Internet opens by IPv6', safe: false, edits: [edit] }];
}

/** What brings IPv6 to an uplink: a DHCPv6 client, or an address that the Internet reaches. */
function ipv6Source(network: NetworkModel, uplink: string): Item | undefined {
  return ['/ipv6/dhcp-client', '/ipv6/address']
    .flatMap((menu) => network.items(menu))
    .find(
      (item) =>
        item.added &&
        network.interfaces.canonical(valueOf(item, 'interface')) === uplink &&
        !/^f[cde]/i.test(valueOf(item, 'address') ?? ''),
    );
}

/** 2000::/3, the part of IPv6 that is in use on the Internet, by the first word of an address. */
const GLOBAL = IntervalSet.range(0x20000000, 0x3fffffff);

/** Whether strangers certainly get through a chain: from most of the Internet, to most ports. */
function isOpen(network: NetworkModel, uplink: string, chain: 'input' | 'forward'): boolean {
  const packets = PacketSet.of({
    ...ORDINARY,
    inInterface: SymbolSet.of(uplink),
    src: GLOBAL,
    dst: GLOBAL,
    dstType: SymbolSet.of(chain === 'input' ? 'local' : 'unicast'),
    outInterface: SymbolSet.of(NO_INTERFACE),
  });
  const { certain, possible } = walkChain(network, 'ipv6-raw', 'prerouting', packets).passed;
  const inside = SymbolSet.allBut(...uplinks(network).map((each) => each.interface));
  const out = chain === 'input' ? SymbolSet.of(NO_INTERFACE) : inside;
  const walk = walkChain(network, 'ipv6-filter', chain, {
    certain: certain.assign('outInterface', out, 'down'),
    possible: possible.assign('outInterface', out, 'up'),
  });
  return walk
    .certainly('accept')
    .cubes.some((cube) => sideOf(cube, 'src').size > GLOBAL.size / 2 && sideOf(cube, 'dstPort').size > 30_000);
}
