import { type Item, valueOf } from '../../../config/item';
import { isLanList, uplinks } from '../../../network/uplinks';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule, RuleContext } from '../../lint-rule';

const EDGE =
  '# rscope-complete\n/interface list\nadd name=WAN\nadd name=LAN\n/interface list member\nadd list=WAN interface=ether1\nadd list=LAN interface=bridge1\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN\n';

export const l2MgmtOnWan: LintRule = {
  id: 'l2-mgmt-on-wan',
  severity: 'warning',
  needs: 'menu-complete',
  summary: 'MAC access, neighbour discovery or RoMON towards the provider.',
  why: 'These work below IP, so no firewall rule stops them: whoever is on the provider’s segment sees model and version of the router, and may try passwords by MAC address.',
  source: 'Securing your router.',
  valid: [
    {
      code: `${EDGE}/tool mac-server set allowed-interface-list=LAN\n/ip neighbor discovery-settings set discover-interface-list=LAN`,
    },
  ],
  invalid: [
    {
      code: `${EDGE}/tool mac-server set allowed-interface-list=all`,
      fixed: `${EDGE}/tool mac-server set allowed-interface-list=LAN`,
    },
    { code: `${EDGE}/tool romon set enabled=yes` },
  ],
  check(context) {
    const { network, configuration, report, text } = context;
    const outside = uplinks(network).map((uplink) => uplink.interface);
    const list = network.interfaceLists.names.find(isLanList);
    for (const [menu, property, what] of SETTINGS) {
      const { items, completeness } = configuration.menu(menu);
      const [item] = items;
      const value = item && valueOf(item, property);
      if (!item || !value || completeness === 'fragment') continue;
      const open = outside.find((name) => holds(context, value, name));
      if (value !== 'all' && open === undefined) continue;
      report({
        range: placeOf(item, property),
        menu,
        message: `${what} ${open === undefined ? 'works on every interface' : `works towards ${open}`}, where no firewall rule stops it. Limit it to the inside.`,
        fixes:
          list === undefined
            ? []
            : [{ title: `Limit it to ${list}`, safe: false, edits: [setProperty(text, item, property, list)] }],
      });
    }
    const [romon] = configuration.menu('/tool/romon').items;
    const ports = configuration.menu('/tool/romon/port').items;
    if (romon && context.completeness('/tool/romon') !== 'fragment' && isOpenRomon(romon) && ports.length === 0)
      report({
        range: placeOf(romon, 'enabled'),
        menu: '/tool/romon',
        message:
          'RoMON answers on every interface and asks for no secret: limit it to inside ports in /tool romon port, and set secrets.',
      });
  },
};

const SETTINGS = [
  ['/tool/mac-server', 'allowed-interface-list', 'MAC Telnet'],
  ['/tool/mac-server/mac-winbox', 'allowed-interface-list', 'WinBox by MAC address'],
  ['/ip/neighbor/discovery-settings', 'discover-interface-list', 'Neighbour discovery'],
] as const;

/** Whether a list, or all but a list, certainly has an interface. */
function holds({ network }: RuleContext, value: string, name: string): boolean {
  if (!value.startsWith('!')) return network.interfaceLists.membersOf(value).certain.has(name);
  return !network.interfaceLists.membersOf(value.slice(1)).possible.has(name);
}

function isOpenRomon(item: Item): boolean {
  return valueOf(item, 'enabled') === 'yes' && !valueOf(item, 'secrets');
}
