import type { IntervalSet } from './interval-set';
import { IntervalSet as Intervals } from './interval-set';
import { formatIpv4, parseAddresses, parseIpv4, PUBLIC_ADDRESSES } from './ipv4';
import { isDisabled, type Item, valueOf } from '../config/item';
import type { NetworkModel } from './network-model';
import type { Probe } from './probe';
import { type Uplink, uplinks } from './uplinks';
import { type Acceptance, walkChain } from './walk-chain';

/** A service of the router itself. */
export interface Service {
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** A service that packets from the Internet reach. */
export interface Exposure {
  readonly uplink: Uplink;
  readonly service: Service;
  /** `may` where it hangs on something that the configuration does not tell. */
  readonly certainty: 'must' | 'may';
  /** The rules that let the packet in, jumps first; empty where no rule stops it. */
  readonly path: readonly Item[];
  /** A source address that gets through. */
  readonly witness: string;
}

/** `/ip/service` as RouterOS ships it: everything but www-ssl is on. */
const SERVICES: readonly (Service & { readonly enabled: boolean })[] = [
  { name: 'winbox', protocol: 'tcp', port: 8291, enabled: true },
  { name: 'ssh', protocol: 'tcp', port: 22, enabled: true },
  { name: 'telnet', protocol: 'tcp', port: 23, enabled: true },
  { name: 'ftp', protocol: 'tcp', port: 21, enabled: true },
  { name: 'www', protocol: 'tcp', port: 80, enabled: true },
  { name: 'www-ssl', protocol: 'tcp', port: 443, enabled: false },
  { name: 'api', protocol: 'tcp', port: 8728, enabled: true },
  { name: 'api-ssl', protocol: 'tcp', port: 8729, enabled: true },
];

/** Every service that some uplink exposes, in the order of the uplinks and services. DNS is asked for by {@link dnsExposure}. */
export function inputExposure(model: NetworkModel): Exposure[] {
  return uplinks(model).flatMap((uplink) =>
    listeningServices(model).flatMap(({ service, sources }) => exposure(model, uplink, service, sources) ?? []),
  );
}

/** The uplinks from which the router's DNS server can be asked, if it answers others at all. */
export function dnsExposure(model: NetworkModel): Exposure[] {
  const settings = model.items('/ip/dns')[0];
  if (!settings || !isYes(valueOf(settings, 'allow-remote-requests'))) return [];
  const service: Service = { name: 'dns', protocol: 'udp', port: 53 };
  return uplinks(model).flatMap((uplink) => exposure(model, uplink, service, PUBLIC_ADDRESSES) ?? []);
}

/** The services that are on, each with the sources that it takes connections from. */
function listeningServices(model: NetworkModel): { service: Service; sources: IntervalSet }[] {
  const listening: { service: Service; sources: IntervalSet }[] = [];
  const settings = model.configuration.menu('/ip/service').items;
  for (const { name, protocol, port, enabled } of SERVICES) {
    const item = settings.find((candidate) => valueOf(candidate, 'name') === name);
    const on = item?.properties.has('disabled') ? !isDisabled(item) : enabled;
    if (!on || (item && item.properties.get('disabled')?.value === undefined && item.properties.has('disabled'))) continue;
    const written = item ? valueOf(item, 'port') : undefined;
    const service = { name, protocol, port: written && /^\d+$/.test(written) ? Number(written) : port };
    listening.push({ service, sources: allowedSources(item).intersect(PUBLIC_ADDRESSES) });
  }
  if (isServerOn(model, '/tool/bandwidth-server', true)) listening.push(anySource('bandwidth-server', 'tcp', 2000));
  if (isServerOn(model, '/snmp', false)) listening.push(anySource('snmp', 'udp', 161));
  if (isServerOn(model, '/system/ntp/server', false)) listening.push(anySource('ntp', 'udp', 123));
  return listening;
}

function anySource(name: string, protocol: 'tcp' | 'udp', port: number): { service: Service; sources: IntervalSet } {
  return { service: { name, protocol, port }, sources: PUBLIC_ADDRESSES };
}

function isServerOn(model: NetworkModel, menu: string, byDefault: boolean): boolean {
  const value = model.configuration.menu(menu).items[0]?.properties.get('enabled');
  return value ? isYes(value.value) : byDefault;
}

function isYes(value: string | undefined): boolean {
  return value === 'yes' || value === 'true';
}

function allowedSources(item: Item | undefined): IntervalSet {
  const text = item ? valueOf(item, 'address') : undefined;
  if (!text) return PUBLIC_ADDRESSES;
  const intervals = text.split(',').map((part) => parseAddresses(part.trim()));
  return Intervals.of(...intervals.filter((interval) => interval !== undefined));
}

function exposure(model: NetworkModel, uplink: Uplink, service: Service, sources: IntervalSet): Exposure | undefined {
  const probe: Probe = {
    inInterface: uplink.interface,
    protocol: service.protocol,
    dstPort: service.port,
    connectionState: 'new',
    sources: sources.subtract(droppedInRaw(model, uplink, service, sources)),
  };
  const accepted = walkChain(model, 'filter', 'input', probe);
  const certain = accepted.find((acceptance) => !acceptance.certain.isEmpty);
  if (certain) return found(uplink, service, 'must', certain, certain.certain);
  const possible = accepted.find((acceptance) => !acceptance.possible.isEmpty);
  return possible ? found(uplink, service, 'may', possible, possible.possible) : undefined;
}

/** Sources that `/ip/firewall/raw` may drop before connection tracking: they prove no exposure. */
function droppedInRaw(model: NetworkModel, uplink: Uplink, service: Service, sources: IntervalSet): IntervalSet {
  if (model.items('/ip/firewall/raw').length === 0) return Intervals.empty;
  const probe: Probe = { inInterface: uplink.interface, protocol: service.protocol, dstPort: service.port, connectionState: 'new', sources };
  const through = walkChain(model, 'raw', 'prerouting', probe).reduce((sum, acceptance) => sum.union(acceptance.certain), Intervals.empty);
  return sources.subtract(through);
}

function found(uplink: Uplink, service: Service, certainty: 'must' | 'may', { path }: Acceptance, sources: IntervalSet): Exposure {
  return { uplink, service, certainty, path, witness: witnessOf(sources) };
}

/** An address that reads as an example (RFC 5737) where one is among them. */
function witnessOf(sources: IntervalSet): string {
  for (const text of ['203.0.113.77', '198.51.100.77', '192.0.2.77']) {
    const value = parseIpv4(text);
    if (value !== undefined && sources.has(value)) return text;
  }
  return formatIpv4(sources.first ?? 0);
}
