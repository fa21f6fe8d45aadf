import { IntervalSet } from '../../../base/interval-set';
import { type Item, valueOf } from '../../../config/item';
import { parsePorts } from '../../../network/lower-match';
import { TCP } from '../../../network/protocol-numbers';
import { strangersTo, walkToRouter } from '../../../network/questions/router-reach';
import { isLanList, uplinks } from '../../../network/uplinks';
import { placeOf, setProperty } from '../../edit-item';
import { isFilterKnown } from '../../filter-menu';
import type { LintRule, RuleContext } from '../../lint-rule';

const EDGE =
  '# rscope-complete\n/interface list\nadd name=WAN\nadd name=LAN\n/interface list member\nadd list=WAN interface=ether1\nadd list=LAN interface=bridge1\n/ip firewall filter\nadd chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN\nadd chain=input action=accept connection-state=established,related\nadd chain=input action=drop in-interface-list=WAN\n';

export const l2MgmtOnWan: LintRule = {
  id: 'l2-mgmt-on-wan',
  severity: 'warning',
  needs: 'menu-complete',
  summary: 'MAC access, neighbour discovery or RoMON towards the provider, or a relay that stands open.',
  why: 'MAC access, discovery and RoMON work below IP, so no firewall rule stops them: whoever is on the provider’s segment sees model and version of the router, and may try passwords by MAC address. An open SOCKS or web proxy sends strangers’ traffic out under your address, and UPnP lets any program inside open ports.',
  source: 'Securing your router.',
  valid: [
    { code: `${EDGE}/ip socks set enabled=no\n/ip upnp set enabled=no` },
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
    { code: `${EDGE}/ip socks set enabled=yes`, fixed: `${EDGE}/ip socks set enabled=no` },
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
      if (value !== 'all' && value !== 'dynamic' && open === undefined) continue;
      report({
        range: placeOf(item, property),
        menu,
        message: `${what} ${open === undefined ? `works on ${value === 'all' ? 'every interface' : 'interfaces that come and go'}` : `works towards ${open}`}, where no firewall rule stops it. Limit it to the inside.`,
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
    for (const relay of RELAYS) reportRelay(context, relay);
  },
};

interface Relay {
  readonly menu: string;
  readonly what: string;
  /** Where it listens for whoever wants to use it; undefined for what only the inside reaches. */
  readonly port?: number;
  readonly harm: string;
}

const RELAYS: readonly Relay[] = [
  {
    menu: '/ip/socks',
    what: 'The SOCKS proxy',
    port: 1080,
    harm: 'strangers send their traffic out under your address',
  },
  { menu: '/ip/proxy', what: 'The web proxy', port: 8080, harm: 'strangers browse under your address' },
  { menu: '/ip/upnp', what: 'UPnP', harm: 'any program inside opens ports to the Internet without asking' },
  { menu: '/tool/bandwidth-server', what: 'The bandwidth server', harm: 'whoever may log in can fill the line' },
];

/** A relay that is on: a warning where the Internet may reach it, else a remark. */
function reportRelay(context: RuleContext, { menu, what, port, harm }: Relay): void {
  const { configuration, text, report } = context;
  const { items, completeness, uncertain } = configuration.menu(menu);
  const item = items.at(-1);
  if (!item?.certain || uncertain || completeness === 'fragment' || valueOf(item, 'enabled') !== 'yes') return;
  // Rules of its own say who may use it.
  const isLimited = configuration.menu(`${menu}/access`).items.length > 0;
  const open = port === undefined || isLimited ? undefined : reachableFrom(context, item, port);
  report({
    range: placeOf(item, 'enabled'),
    severity: open !== undefined ? 'warning' : 'hint',
    ...(open === undefined ? {} : { menu }),
    message: `${what} is on${open === undefined ? '' : ` and reachable through ${open}`}: ${harm}. Switch it off where nobody needs it.`,
    fixes: [{ title: 'Switch it off', safe: false, edits: [setProperty(text, item, 'enabled', 'no')] }],
  });
}

/** An uplink by which the input chain may let strangers to a port. */
function reachableFrom(context: RuleContext, item: Item, unset: number): string | undefined {
  const { network } = context;
  const port = parsePorts(valueOf(item, 'port') ?? '') ?? IntervalSet.of(unset);
  if (!isFilterKnown(context)) return undefined;
  return uplinks(network).find(
    ({ interface: name, isCarrierOnly }) =>
      !isCarrierOnly &&
      !walkToRouter(network, { ...strangersTo(network, name), protocol: IntervalSet.of(TCP), dstPort: port }).certainly(
        'accept',
      ).isEmpty,
  )?.interface;
}

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
