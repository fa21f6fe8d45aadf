import { IntervalSet } from '../../base/interval-set';
import { parseIpv4Set } from '../../base/ip-set';
import { valueOf } from '../../config/item';
import { sideOf } from '../cube';
import { ipv6Insides } from '../ipv6-sides';
import { type InsideInterface, lanSide } from '../lan-side';
import type { NetworkModel } from '../network-model';
import { firstAddress, type IpFamily, type IpPrefix, parsePrefix, prefixHas } from '../routing/ip-family';

/** Some hosts of a LAN that no rule of mangle or routing treats apart from each other. */
export interface LanSources {
  readonly inside: InsideInterface;
  readonly family: IpFamily;
  /** Their IPv4 addresses; empty where the configuration does not tell them. */
  readonly sources: IntervalSet;
  /** Their IPv6 networks, less those of the LAN's other parts; empty where a provider delegates them. */
  readonly prefixes: readonly IpPrefix[];
  /** One of them; undefined where the configuration tells no network. */
  readonly host: bigint | undefined;
}

/** More kinds of sources than this are too many to tell apart; they are then taken as one. */
const MAX_PIECES = 24;

/** A LAN's hosts, parted by what rules of mangle and routing ask of the source; a list for each LAN. */
export function lanSources(model: NetworkModel, family: IpFamily): readonly (readonly LanSources[])[] {
  return family === 4 ? model.once(ipv4Sources) : model.once(ipv6Sources);
}

function ipv4Sources(model: NetworkModel): readonly (readonly LanSources[])[] {
  const own = IntervalSet.of(...model.addresses.map(({ address }) => address));
  return lanSide(model).map((inside) => {
    const pieces = cutApart(model, inside.networks.subtract(own));
    return (pieces.length === 0 ? [IntervalSet.empty] : pieces).map((sources) => {
      const host = hostIn(sources);
      return { inside, family: 4, sources, prefixes: [], host: host === undefined ? undefined : BigInt(host) };
    });
  });
}

function cutApart(model: NetworkModel, network: IntervalSet): readonly IntervalSet[] {
  if (network.isEmpty) return [];
  let pieces: readonly IntervalSet[] = [network];
  for (const sources of model.once(sourcesAskedFor)) {
    // Most rules are about other LANs.
    if (isApart(sources, network)) continue;
    const cut = pieces.flatMap((piece) =>
      [piece.intersect(sources), piece.subtract(sources)].filter((each) => !each.isEmpty),
    );
    if (cut.length > MAX_PIECES) return pieces;
    pieces = cut;
  }
  return pieces;
}

/** Whether a glance shows that two sets have nothing in common. */
function isApart(a: IntervalSet, b: IntervalSet): boolean {
  return (a.first ?? 0) > (b.last ?? -1) || (b.first ?? 0) > (a.last ?? -1);
}

function sourcesAskedFor(model: NetworkModel): readonly IntervalSet[] {
  const ofMangle = model
    .allRules('mangle')
    .flatMap((rule) => rule.match.may.cubes.flatMap((cube) => (cube.src === undefined ? [] : [sideOf(cube, 'src')])));
  const ofRules = [...model.items('/routing/rule'), ...model.items('/ip/route/rule')].flatMap(
    (item) => parseIpv4Set(valueOf(item, 'src-address') || 'none') ?? [],
  );
  return [...ofMangle, ...ofRules];
}

/** A host of the network rather than its first address. */
function hostIn(sources: IntervalSet): number | undefined {
  const [first, last] = [...sources.intervals()].sort((a, b) => b[1] - b[0] - (a[1] - a[0]))[0] ?? [];
  return first === undefined || last === undefined ? undefined : Math.min(first + 10, last);
}

function ipv6Sources(model: NetworkModel): readonly (readonly LanSources[])[] {
  const asked = ipv6SourcesAskedFor(model);
  return ipv6Insides(model).map(({ interface: name, networks }) => {
    const known = lanSide(model).find((each) => each.interface === name);
    const inside = known ?? { interface: name, evidence: [], networks: IntervalSet.empty };
    const whole = { inside, family: 6 as const, sources: IntervalSet.empty };
    const all = networks.flatMap((network) => {
      const within = asked.filter(({ address, length }) => length > network.length && prefixHas(network, address, 6));
      const parts = within.length >= MAX_PIECES ? [] : within;
      return [...parts, network].flatMap((prefix) => {
        const apart = parts.filter((each) => each.length > prefix.length);
        const host = ipv6HostIn(prefix, apart);
        return host === undefined ? [] : [{ ...whole, prefixes: [prefix], host }];
      });
    });
    return all.length > 0 ? all : [{ ...whole, prefixes: [], host: undefined }];
  });
}

function ipv6SourcesAskedFor(model: NetworkModel): readonly IpPrefix[] {
  const rules = model.items('/ipv6/firewall/mangle');
  const lists = new Set(rules.flatMap((item) => valueOf(item, 'src-address-list')?.replace(/^!/, '') ?? []));
  const items = [
    ...[...rules, ...model.items('/routing/rule')].map((item) => valueOf(item, 'src-address')),
    ...model
      .items('/ipv6/firewall/address-list')
      .filter((item) => lists.has(valueOf(item, 'list') ?? ''))
      .map((item) => valueOf(item, 'address')),
  ];
  const found = new Map<string, IpPrefix>();
  for (const text of items) {
    const prefix = parsePrefix(text?.replace(/^!/, '') ?? '', 6);
    if (prefix) found.set(`${firstAddress(prefix, 6)}/${prefix.length}`, prefix);
  }
  return [...found.values()];
}

/** A host of a network that is in none of some smaller ones; undefined where they seem to fill it. */
function ipv6HostIn(network: IpPrefix, apart: readonly IpPrefix[]): bigint | undefined {
  const first = firstAddress(network, 6);
  const size = 1n << BigInt(128 - network.length);
  if (size < 16n) return first;
  // From its beginning, its end and between.
  const candidates = [first + 10n, first + size - 6n, ...[1n, 2n, 3n].map((part) => first + (size / 4n) * part + 10n)];
  return candidates.find((host) => host < first + size && !apart.some((each) => prefixHas(each, host, 6)));
}
