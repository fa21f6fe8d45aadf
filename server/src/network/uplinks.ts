import { PRIVATE_IPV4, parseIpv4Set } from '../base/ip-set';
import { type Item, isDisabled, type Origin, valueOf } from '../config/item';
import { type DefaultRoute, defaultRoutes } from './default-routes';
import type { NetworkModel } from './network-model';
import { vrfOf } from './vrfs';

/** Why an interface counts as one towards the Internet. */
export type UplinkEvidenceKind =
  /** It is in an interface list that is called WAN, or used as one. */
  | 'wan-list'
  /** Private sources are masqueraded out of it. */
  | 'masqueraded'
  /** A static default route leaves by it. */
  | 'default-route'
  /** A DHCP client on it takes a default route. */
  | 'dhcp-default-route'
  /** It is a dial-up: PPPoE, or another PPP client that takes a default route. */
  | 'ppp-client'
  | 'lte';

export interface UplinkEvidence {
  readonly kind: UplinkEvidenceKind;
  readonly item: Item;
  readonly origin: Origin;
}

/** An interface towards the Internet. */
export interface Uplink {
  readonly interface: string;
  /** At least one; the strongest first. */
  readonly evidence: readonly UplinkEvidence[];
  /**
   * True for an interface that only carries another one (a port with a PPPoE client or VLAN on it, without an address
   * of its own): IP packets never come in or leave by it, so firewall rules naming it match nothing.
   */
  readonly isCarrierOnly: boolean;
  /** True where a default route leaves by it, so that packets for strangers do. */
  readonly isRouted: boolean;
}

/** What the list of Internet-facing interfaces is called in the field. */
const WAN_NAME = /(^|[-_. ])(wans?|internet|inet|uplinks?|isps?|outside|external)\d*($|[-_. ])/i;
const LAN_NAME = /(^|[-_. ])(lans?|trusted|inside|internal)\d*($|[-_. ])/i;
/** Tunnels lead to another site at least as often as to the Internet; they need a default route to count. */
const TUNNEL_KINDS = /^(l2tp|pptp|sstp|ovpn)-client$|^(wireguard|gre|ipip|eoip|6to4|vxlan|zerotier)$/;

/** The interfaces towards the Internet, with the evidence for each; empty where nothing tells. Those of a VRF are left out. */
export function uplinks(model: NetworkModel): readonly Uplink[] {
  return model.once(collectUplinks);
}

/** Whether an interface list is meant for the Internet side: by its name, or because private sources are masqueraded out of it. */
export function isWanList(model: NetworkModel, list: string): boolean {
  if (LAN_NAME.test(list)) return false;
  return WAN_NAME.test(list) || masqueradedLists(model).includes(list);
}

/** Whether an interface list is meant for the inside, by its name. */
export function isLanList(list: string): boolean {
  return LAN_NAME.test(list) && !WAN_NAME.test(list);
}

function collectUplinks(model: NetworkModel): readonly Uplink[] {
  const found = new Map<string, UplinkEvidence[]>();
  const inside = insideByDeclaration(model);
  const note = (name: string, kind: UplinkEvidenceKind, item: Item): void => {
    const list = found.get(name) ?? [];
    list.push({ kind, item, origin: item.origin });
    found.set(name, list);
  };

  for (const { name, item } of wanListMembers(model)) note(name, 'wan-list', item);
  const routes = defaultRoutes(model).filter((route) => route.certain);
  for (const route of routes) {
    for (const name of route.interfaces) {
      if (inside.has(name) || !mayBeUplink(model, name, route)) continue;
      note(name, EVIDENCE_OF_SOURCE[route.source], route.item);
    }
  }
  for (const { name, item } of dialUps(model)) {
    if (!found.get(name)?.some((each) => each.item === item))
      note(name, item.menu === '/interface/lte' ? 'lte' : 'ppp-client', item);
  }
  for (const { name, item } of masqueradedInterfaces(model)) {
    if (inside.has(name) || TUNNEL_KINDS.test(model.interfaces.kindOf(name))) continue;
    if (!isOnlyBridge(model, name)) note(name, 'masqueraded', item);
  }

  const routed = new Set(routes.flatMap((route) => route.interfaces));
  const main = [...found].filter(([name]) => vrfOf(model, name) === undefined);
  return main.map(([name, evidence]) => ({
    interface: name,
    evidence,
    isCarrierOnly: isCarrierOnly(model, name, routed),
    isRouted: routed.has(name),
  }));
}

const EVIDENCE_OF_SOURCE: Readonly<Record<DefaultRoute['source'], UplinkEvidenceKind>> = {
  static: 'default-route',
  'dhcp-client': 'dhcp-default-route',
  'ppp-client': 'ppp-client',
  lte: 'lte',
};

function mayBeUplink(model: NetworkModel, name: string, route: DefaultRoute): boolean {
  // A default route of another table may lead some hosts to a VPN gateway in the office: it proves no way out.
  if (route.source === 'static' && route.table !== 'main') return false;
  // A client on a bridge port never gets a lease for the router to use.
  if (route.source === 'dhcp-client' && model.interfaces.bridgeOf(name) !== undefined) return false;
  return !isOnlyBridge(model, name);
}

/**
 * Whether the interface is, or is a VLAN on, the bridge of a device that only bridges: nothing outside of it is used
 * for IP. An access point or a switch has its own address, lease and default route there; that makes it no router.
 */
function isOnlyBridge(model: NetworkModel, name: string): boolean {
  const { interfaces, configuration } = model;
  const root = rootOf(model, name);
  const onVlan = root !== name;
  if (interfaces.kindOf(root) !== 'bridge' && !onVlan) return false;
  const used = new Set<string>();
  for (const menu of [
    '/ip/address',
    '/ip/dhcp-client',
    '/ip/dhcp-server',
    '/interface/pppoe-client',
    '/interface/lte',
  ]) {
    for (const item of configuration.menu(menu).items) {
      if (isDisabled(item)) continue;
      const user = interfaces.canonical(menu === '/interface/lte' ? valueOf(item, 'name') : valueOf(item, 'interface'));
      if (user !== undefined) used.add(interfaces.routed(user));
    }
  }
  for (const other of used) if (other !== name && (onVlan || rootOf(model, other) !== root)) return false;
  return true;
}

/** The port or bridge below a stack of VLANs. */
function rootOf(model: NetworkModel, name: string): string {
  let root = name;
  for (let depth = 0; depth < 8; depth++) {
    const carrier = model.interfaces.kindOf(root) === 'vlan' ? model.interfaces.carrierOf(root) : undefined;
    if (carrier === undefined) break;
    root = carrier;
  }
  return model.interfaces.routed(root);
}

interface NamedBy {
  readonly name: string;
  readonly item: Item;
}

function wanListMembers(model: NetworkModel): readonly NamedBy[] {
  const members: NamedBy[] = [];
  for (const list of model.interfaceLists.names) {
    if (!isWanList(model, list)) continue;
    const certain = model.interfaceLists.membersOf(list).certain;
    const own = model.interfaceLists.memberItems(list);
    for (const name of certain.isCofinite ? [] : certain.listed) {
      const item = own.find((each) => model.interfaces.canonical(valueOf(each, 'interface')) === name) ?? own[0];
      const fallback = model.configuration.menu('/interface/list').items.find((each) => valueOf(each, 'name') === list);
      const source = item ?? fallback;
      if (source !== undefined) members.push({ name, item: source });
    }
  }
  return members;
}

/** PPPoE clients always lead to a provider; LTE does as well. */
function dialUps(model: NetworkModel): readonly NamedBy[] {
  const dialled: NamedBy[] = [];
  for (const menu of ['/interface/pppoe-client', '/interface/lte']) {
    for (const item of model.configuration.menu(menu).items) {
      const name = valueOf(item, 'name') ?? valueOf(item, 'default-name');
      if (name !== undefined && !isDisabled(item) && item.certain) dialled.push({ name, item });
    }
  }
  return dialled;
}

/** Source NAT rules that hide whoever goes out, as opposed to hairpin and inter-site rules. */
function hidingRules(model: NetworkModel): readonly Item[] {
  return model
    .allRules('nat')
    .filter((rule) => rule.chain === 'srcnat' && rule.isCertain)
    .filter((rule) => rule.action === 'masquerade' || (rule.action === 'src-nat' && toPublic(rule.item)))
    .filter((rule) => !leadsInside(rule.item))
    .map((rule) => rule.item);
}

function masqueradedInterfaces(model: NetworkModel): readonly NamedBy[] {
  const named: NamedBy[] = [];
  for (const item of hidingRules(model)) {
    const name = valueOf(item, 'out-interface');
    if (name === undefined || name === '' || name.startsWith('!') || name.startsWith('all')) continue;
    named.push({ name: model.interfaces.canonical(name), item });
  }
  return named;
}

function masqueradedLists(model: NetworkModel): readonly string[] {
  return hidingRules(model)
    .map((item) => valueOf(item, 'out-interface-list'))
    .filter((list) => list !== undefined && list !== '' && !list.startsWith('!') && list !== 'all' && list !== 'static')
    .map((list) => list as string);
}

/** Whether a source NAT rule is for some destinations only, as hairpin and inter-site rules are. */
function leadsInside(item: Item): boolean {
  const dst = valueOf(item, 'dst-address');
  const list = valueOf(item, 'dst-address-list');
  return (
    (dst !== undefined && dst !== '' && !dst.startsWith('!')) ||
    (list !== undefined && list !== '' && !list.startsWith('!'))
  );
}

function toPublic(item: Item): boolean {
  const set = parseIpv4Set(valueOf(item, 'to-addresses') ?? '');
  return set === undefined || set.intersect(PRIVATE_IPV4).isEmpty;
}

/** Interfaces that serve leases, or that a list called LAN holds by name. */
function insideByDeclaration(model: NetworkModel): ReadonlySet<string> {
  const inside = new Set<string>();
  for (const item of model.configuration.menu('/ip/dhcp-server').items) {
    const name = model.interfaces.canonical(valueOf(item, 'interface'));
    if (name !== undefined && !isDisabled(item)) inside.add(model.interfaces.routed(name));
  }
  for (const list of model.interfaceLists.names) {
    if (!isLanList(list)) continue;
    const members = model.interfaceLists.membersOf(list).certain;
    if (!members.isCofinite) for (const name of members.listed) inside.add(name);
  }
  return inside;
}

function isCarrierOnly(model: NetworkModel, name: string, routed: ReadonlySet<string>): boolean {
  const { interfaces, configuration, addresses } = model;
  const carries = interfaces.names.some((each) => interfaces.carrierOf(each) === name && !interfaces.isDisabled(each));
  if (!carries || routed.has(name) || addresses.some((address) => address.interface === name)) return false;
  return !configuration
    .menu('/ip/dhcp-client')
    .items.some((item) => !isDisabled(item) && interfaces.canonical(valueOf(item, 'interface')) === name);
}
