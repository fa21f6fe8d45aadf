import { type Item, valueOf } from '../../../config/item';
import { ipv6Uplinks } from '../../ipv6-sides';
import type { NetworkModel } from '../../network-model';
import { formatAddress, type IpFamily, menuOf } from '../../routing/ip-family';
import { NO_OUTAGE, type Outage, type SilentHost, silentUplinks } from '../../routing/outage';
import { routingOf } from '../../routing/routing-decision';
import { uplinks } from '../../uplinks';
import { publishedServers } from '../published-services';
import { watchedHosts } from './watched-hosts';

/**
 * What dies. `uplink-silent`: the link stays up, nothing behind it answers; of a dial-up: it ends. `link-down`: the link
 * goes. `lease-lost`: the DHCP client loses its lease. `gateway-silent`, `probe-silent`: one address does not answer, a
 * provider's router or a host that is only asked whether it is there. `server-silent`: a server behind the router.
 */
export type FailoverEventKind =
  | 'uplink-silent'
  | 'link-down'
  | 'lease-lost'
  | 'gateway-silent'
  | 'probe-silent'
  | 'server-silent';

/** Something that may die, and come back. */
export interface FailoverEvent {
  readonly kind: FailoverEventKind;
  /** The interface, or the address. */
  readonly name: string;
  readonly outage: Outage;
}

/** Of a long list of hosts so many are followed, of each kind. */
const MAX_HOSTS = 50;

const DIAL_UP = /-client$|^lte$/;

/** Everything that may die: uplinks, their gateways, probe hosts and servers, in this order. */
export function failoverEvents(model: NetworkModel): readonly FailoverEvent[] {
  return model.once(findEvents);
}

/** The interfaces that lead to the Internet, by either family. */
export function uplinkNames(model: NetworkModel): readonly string[] {
  const known = uplinks(model).filter(({ isCarrierOnly }) => !isCarrierOnly);
  return [...new Set([...known.map((uplink) => uplink.interface), ...ipv6Uplinks(model)])];
}

/** The gateways that packets are handed to by an interface, of either family. */
export function gatewaysBy(model: NetworkModel, name: string): readonly SilentHost[] {
  return ([4, 6] as const).flatMap((family) =>
    gatewaysOf(model, family, [name]).flatMap(({ host, isNear }) => (isNear ? [host] : [])),
  );
}

/** The DHCP clients, of either family, on an interface. */
export function leaseClients(model: NetworkModel, name: string): readonly Item[] {
  return ([4, 6] as const)
    .flatMap((family) => model.items(menuOf(family, 'dhcp-client')))
    .filter(
      (item) =>
        item.added && model.interfaces.routed(model.interfaces.canonical(valueOf(item, 'interface')) ?? '') === name,
    );
}

export function isDialUp(model: NetworkModel, name: string): boolean {
  return DIAL_UP.test(model.interfaces.kindOf(name));
}

function findEvents(model: NetworkModel): readonly FailoverEvent[] {
  const names = uplinkNames(model);
  const silent = names.map((name) => ({ kind: 'uplink-silent' as const, name, outage: silentUplinks(name) }));
  const down = names
    .filter((name) => !isDialUp(model, name))
    .map((name) => {
      const unleased = leaseClients(model, name).length > 0 ? [name] : [];
      return { kind: 'link-down' as const, name, outage: { ...NO_OUTAGE, down: [name], unleased } };
    });
  // What a DHCP client on a dial-up gets, an IPv6 prefix, ends with it.
  const unleased = names
    .filter((name) => !isDialUp(model, name) && leaseClients(model, name).length > 0)
    .map((name) => ({ kind: 'lease-lost' as const, name, outage: { ...NO_OUTAGE, unleased: [name] } }));
  const seen = new Set<string>();
  const hosts = (kind: FailoverEventKind, all: readonly SilentHost[]): readonly FailoverEvent[] => {
    const found = all.flatMap((host) => {
      const name = formatAddress(host.address, host.family);
      if (seen.has(name)) return [];
      seen.add(name);
      return [{ kind, name, outage: { ...NO_OUTAGE, hosts: [host] } }];
    });
    return found.slice(0, MAX_HOSTS);
  };
  const servers = publishedServers(model).map((server) => ({ family: 4 as const, address: BigInt(server) }));
  const gateways = ([4, 6] as const).flatMap((family) => gatewaysOf(model, family, names));
  return [
    ...[...silent, ...down, ...unleased],
    ...hosts(
      'gateway-silent',
      gateways.filter(({ isNear }) => isNear).map(({ host }) => host),
    ),
    // A server that is also watched is a server first.
    ...hosts('server-silent', servers),
    ...hosts('probe-silent', [
      ...gateways.filter(({ isNear }) => !isNear).map(({ host }) => host),
      ...watchedHosts(model).flatMap(({ host }) => host ?? []),
    ]),
  ];
}

/** The gateways of all routes: those that frames are handed to, and those that are only looked up and asked. */
function gatewaysOf(
  model: NetworkModel,
  family: IpFamily,
  names: readonly string[],
): readonly { readonly host: SilentHost; readonly isNear: boolean }[] {
  const major = model.configuration.version?.major === 6 ? 6 : 7;
  return routingOf(model, family, major)
    .gateways()
    .flatMap(({ address, hop }) => {
      if (hop.interface === undefined || !names.includes(hop.interface)) return [];
      const near = hop.neighbour === undefined ? [] : [{ host: { family, address: hop.neighbour }, isNear: true }];
      return address === hop.neighbour ? near : [...near, { host: { family, address }, isNear: false }];
    });
}
