import { IntervalSet } from '../base/interval-set';
import { PUBLIC_IPV4, parseIpv4Set } from '../base/ip-set';
import { type Item, valueOf } from '../config/item';
import { parsePorts } from './lower-match';
import type { NetworkModel } from './network-model';

/** A service of the router itself that listens for packets. */
export interface RouterService {
  /** RouterOS's name: `winbox`, `ssh`, `dns`, … */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** The item that switches it on or configures it; undefined where its defaults hold. */
  readonly item: Item | undefined;
  /** False where the text does not tell whether it listens. */
  readonly certain: boolean;
  /** The public sources that it answers. */
  readonly sources: IntervalSet;
}

/** The services of `/ip/service` as a router has them before anyone changes them. */
const IP_SERVICES: readonly { name: string; port: number; enabled: boolean }[] = [
  { name: 'winbox', port: 8291, enabled: true },
  { name: 'ssh', port: 22, enabled: true },
  { name: 'telnet', port: 23, enabled: true },
  { name: 'ftp', port: 21, enabled: true },
  { name: 'www', port: 80, enabled: true },
  { name: 'www-ssl', port: 443, enabled: false },
  { name: 'api', port: 8728, enabled: true },
  { name: 'api-ssl', port: 8729, enabled: true },
];

/** The services that listen, or may listen, for some public source, at an uplink. */
export function listeningServices(model: NetworkModel, uplink: string): readonly RouterService[] {
  return [
    ...ipServices(model),
    ...bandwidthServer(model),
    ...dnsServer(model),
    ...snmpAgent(model),
    ...ntpServer(model),
    ...neighborDiscovery(model, uplink),
  ].filter((service) => !service.sources.isEmpty);
}

function ipServices(model: NetworkModel): readonly RouterService[] {
  const menu = model.configuration.menu('/ip/service');
  return IP_SERVICES.flatMap(({ name, port, enabled }) => {
    // `set telnet,ftp disabled=yes` names several; the last statement about a service counts.
    const item = menu.items.findLast((each) => valueOf(each, 'name')?.split(',').includes(name));
    const on = switchOf(item, 'disabled', !enabled, menu.uncertain);
    // `disabled=yes` switches it off; only a known `no` keeps it on.
    const certain = on === 'no';
    if (on === 'yes') return [];
    const written = item?.properties.get('port');
    const ports = written === undefined ? IntervalSet.of(port) : parsePorts(written.value ?? '');
    if (ports?.first === undefined) return [];
    const vrf = item === undefined ? undefined : valueOf(item, 'vrf');
    const inMain = vrf === undefined || vrf === '' || vrf === 'main';
    const sources = allowed(item?.properties.get('address')?.value, item?.properties.has('address') ?? false);
    const known = certain && inMain && sources.known;
    return [{ name, protocol: 'tcp', port: ports.first, item, certain: known, sources: sources.addresses }];
  });
}

function bandwidthServer(model: NetworkModel): readonly RouterService[] {
  return settingsService(model, '/tool/bandwidth-server', 'enabled', true, (item) => ({
    ...{ name: 'bandwidth-server', protocol: 'tcp', port: 2000 },
    sources: allowed(item && valueOf(item, 'allowed-addresses4'), item?.properties.has('allowed-addresses4') ?? false),
  }));
}

function dnsServer(model: NetworkModel): readonly RouterService[] {
  return (['udp', 'tcp'] as const).flatMap((protocol) =>
    settingsService(model, '/ip/dns', 'allow-remote-requests', false, () => ({
      ...{ name: 'dns', protocol, port: 53 },
      sources: { addresses: PUBLIC_IPV4, known: true },
    })),
  );
}

function snmpAgent(model: NetworkModel): readonly RouterService[] {
  return settingsService(model, '/snmp', 'enabled', false, () => ({
    ...{ name: 'snmp', protocol: 'udp', port: 161 },
    sources: snmpSources(model),
  }));
}

function ntpServer(model: NetworkModel): readonly RouterService[] {
  return settingsService(model, '/system/ntp/server', 'enabled', false, () => ({
    ...{ name: 'ntp', protocol: 'udp', port: 123 },
    sources: { addresses: PUBLIC_IPV4, known: true },
  }));
}

/** MikroTik's neighbour discovery answers requests on the interfaces of its list. */
function neighborDiscovery(model: NetworkModel, uplink: string): readonly RouterService[] {
  const item = model.configuration.menu('/ip/neighbor/discovery-settings').items[0];
  const list = item?.properties.get('discover-interface-list');
  const text = list?.value ?? '';
  const members = text.startsWith('!')
    ? model.interfaceLists.membersOf(text.slice(1))
    : model.interfaceLists.membersOf(text);
  // Which list a router starts with hangs on its default configuration.
  const known = item?.certain === true && text !== '';
  const negated = text.startsWith('!');
  const maybe = !known || (negated ? !members.certain.has(uplink) : members.possible.has(uplink));
  if (!maybe) return [];
  const certain = known && (negated ? !members.possible.has(uplink) : members.certain.has(uplink));
  return [{ name: 'mndp', protocol: 'udp', port: 5678, item, certain, sources: PUBLIC_IPV4 }];
}

interface Allowed {
  readonly addresses: IntervalSet;
  readonly known: boolean;
}

function settingsService(
  model: NetworkModel,
  menu: string,
  property: string,
  unset: boolean,
  describe: (item: Item | undefined) => { name: string; protocol: 'tcp' | 'udp'; port: number; sources: Allowed },
): readonly RouterService[] {
  const { items, uncertain } = model.configuration.menu(menu);
  const item = items[0];
  const on = switchOf(item, property, unset, uncertain);
  if (on === 'no') return [];
  const { name, protocol, port, sources } = describe(item);
  return [{ name, protocol, port, item, certain: on === 'yes' && sources.known, sources: sources.addresses }];
}

/** A yes/no property with its value where unset; `maybe` where it is computed or set in a branch. */
function switchOf(
  item: Item | undefined,
  property: string,
  unset: boolean,
  uncertain: boolean,
): 'yes' | 'no' | 'maybe' {
  if (uncertain || item?.certain === false) return 'maybe';
  const written = item?.properties.get(property);
  if (written === undefined || written.value === '') return unset ? 'yes' : 'no';
  if (written.value === undefined) return 'maybe';
  return written.value === 'yes' || written.value === 'true' ? 'yes' : 'no';
}

/** The public IPv4 sources of an `address=` value; an empty one limits nothing. */
function allowed(value: string | undefined, isSet: boolean): Allowed {
  if (!isSet || value === '') return { addresses: PUBLIC_IPV4, known: true };
  if (value === undefined) return { addresses: PUBLIC_IPV4, known: false };
  let addresses = IntervalSet.empty;
  let known = true;
  for (const part of value.split(',').map((text) => text.trim())) {
    const set = parseIpv4Set(part);
    if (set !== undefined) addresses = addresses.union(set);
    // An IPv6 prefix lets nobody in by IPv4.
    else if (!part.includes(':')) known = false;
  }
  return { addresses: known ? addresses.intersect(PUBLIC_IPV4) : PUBLIC_IPV4, known };
}

function snmpSources(model: NetworkModel): Allowed {
  const communities = model.configuration.menu('/snmp/community').items;
  // `::/0` in RouterOS 7 stands for any source, IPv4 ones too.
  const sets = communities
    .filter((item) => valueOf(item, 'disabled') !== 'yes')
    .map((item) => (valueOf(item, 'addresses') === '::/0' ? allowed('', true) : snmpAddresses(item)));
  // Unless the script changes the community that is there from the start, that one answers everybody.
  if (communities.every((item) => item.added)) sets.push({ addresses: PUBLIC_IPV4, known: true });
  return {
    addresses: sets.reduce((all, set) => all.union(set.addresses), IntervalSet.empty),
    known: sets.every((set) => set.known),
  };
}

function snmpAddresses(item: Item): Allowed {
  return allowed(valueOf(item, 'addresses'), item.properties.has('addresses'));
}
