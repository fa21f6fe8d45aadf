import { isDisabled, valueOf } from '../../../config/item';
import { uplinks } from '../../../network/uplinks';
import type { LintRule } from '../../lint-rule';

const EDGE =
  '# rscope-complete\n/ip address add address=192.168.88.1/24 interface=bridge1\n/interface list add name=WAN\n/interface list member add list=WAN interface=ether1\n/ip firewall filter\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN\n/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN\n/ipv6 dhcp-client add interface=ether1 request=prefix pool-name=isp\n';

export const ipv6Unfiltered: LintRule = {
  id: 'ipv6-unfiltered',
  severity: 'error',
  needs: 'full',
  major: 7,
  summary: 'IPv6 from the provider, and no IPv6 firewall.',
  why: 'The rules of /ip firewall are for IPv4 only, and there is no NAT in between: over IPv6 the router’s services, and every printer and camera behind it, are open to the whole Internet.',
  source: 'Building Advanced Firewall.',
  valid: [
    {
      code: `${EDGE}/ipv6 firewall filter\nadd chain=input action=accept connection-state=established,related,untracked\nadd chain=input action=accept protocol=icmpv6\nadd chain=input action=drop in-interface-list=!LAN\nadd chain=forward action=drop connection-state=new in-interface-list=WAN`,
      routeros: '7.20',
    },
    { code: `${EDGE}/ipv6 settings set disable-ipv6=yes`, routeros: '7.20' },
  ],
  invalid: [{ code: EDGE, routeros: '7.20' }],
  check({ network, configuration, completeness, report }) {
    const filter = configuration.menu('/ipv6/firewall/filter');
    if (completeness('/ipv6/firewall/filter') === 'fragment' || filter.uncertain) return;
    const settings = configuration.menu('/ipv6/settings').items[0];
    if (settings && valueOf(settings, 'disable-ipv6') !== 'no' && settings.properties.has('disable-ipv6')) return;
    const outside = new Set(uplinks(network).map((uplink) => uplink.interface));
    const source = ['/ipv6/dhcp-client', '/ipv6/address']
      .flatMap((menu) => configuration.menu(menu).items)
      .find(
        (item) =>
          !isDisabled(item) &&
          item.added &&
          outside.has(network.interfaces.canonical(valueOf(item, 'interface')) ?? '') &&
          !/^fe80|^fd|^fc/i.test(valueOf(item, 'address') ?? ''),
      );
    if (!source) return;
    const open = ['input', 'forward'].filter(
      (chain) =>
        !filter.items.some(
          (item) =>
            !isDisabled(item) && valueOf(item, 'chain') === chain && STOPPING.has(valueOf(item, 'action') ?? ''),
        ),
    );
    if (open.length === 0 || configuration.menu('/ipv6/firewall/raw').items.length > 0) return;
    report({
      range: source.origin.range,
      menu: '/ipv6/firewall/filter',
      message: `IPv6 comes in here, and nothing in chain ${open.join(' and ')} of /ipv6 firewall filter drops anything: ${open.includes('forward') ? 'every host inside is' : 'the router’s services are'} open to the Internet. Filter IPv6 like IPv4.`,
    });
  },
};

/** A jump may lead to a chain that drops. */
const STOPPING = new Set(['drop', 'reject', 'tarpit', 'jump']);
