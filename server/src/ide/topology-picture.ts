import { groupBy } from '../base/group-by';
import { formatIpv4 } from '../base/ip-address';
import { formatIpv4Set } from '../base/ip-set';
import { percent } from '../base/percent';
import { type Item, isDisabled, valueOf } from '../config/item';
import { eventScripts } from '../lint/event-scripts';
import type { NetworkModel } from '../network/network-model';
import { protocolName } from '../network/protocol-numbers';
import type { RanScript } from '../network/questions/failover/reaction';
import { askInputExposure } from '../network/questions/input-exposure';
import {
  askTopology,
  type Topology,
  type TopologyFlow,
  type TopologyLan,
  type TopologyServer,
  type TopologyUplink,
} from '../network/questions/topology';
import type { LanShare, UplinkPart } from '../network/questions/uplink-share';
import { formatPrefix } from '../network/routing/ip-family';
import type { Uplink, UplinkEvidenceKind } from '../network/uplinks';
import type { Analysis } from './analysis';

export type PictureNodeKind = 'internet' | 'uplink' | 'router' | 'lan' | 'server' | 'users';

/** What can be pointed at in the picture of a network. */
export interface PicturePart {
  /** `uplink:ether1`: the same for the same thing after an edit. */
  readonly id: string;
  /** All that is known of it, a sentence or a name a row. */
  readonly details: readonly string[];
  /** What made it, or decides about it; the first is where one goes from the picture. */
  readonly items: readonly Item[];
}

export interface PictureNode extends PicturePart {
  readonly kind: PictureNodeKind;
  readonly title: string;
  /** Rows under the title. */
  readonly rows: readonly string[];
  /** Rows that tell of a loss. */
  readonly losses: readonly string[];
  /** The uplink that it is; undefined for all else. */
  readonly uplink: { readonly interface: string; readonly isDown: boolean } | undefined;
}

/** A connection between two nodes, from the upper to the lower one. */
export interface PictureEdge extends PicturePart {
  readonly from: string;
  readonly to: string;
  readonly labels: readonly string[];
  /** `dead`: what goes here is lost. `idle`: nothing goes here. */
  readonly state: 'used' | 'idle' | 'dead';
  /** How much of the traffic goes here, from 0 to 1. */
  readonly weight: number;
}

/** A network as nodes and edges with words: what every drawing of it is made from. */
export interface TopologyPicture {
  /** What happens to the LANs' connections, a sentence each. */
  readonly headlines: readonly string[];
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** The uplinks that are drawn as down. */
  readonly down: readonly string[];
}

/** The picture of a script's network, with some uplinks down. */
export function topologyPicture(analysis: Analysis, down: readonly string[] = []): TopologyPicture {
  const { network } = analysis;
  return new Painter(network, askTopology(network, down, analysis.once(eventScripts))).picture();
}

const INTERNET = 'internet';
const ROUTER = 'router';
/** More rows than these on an edge or in a box are told in its details alone. */
const MAX_ROWS = 3;

class Painter {
  private readonly nodes: PictureNode[] = [];
  private readonly edges: PictureEdge[] = [];

  constructor(
    private readonly model: NetworkModel,
    private readonly topology: Topology,
  ) {}

  picture(): TopologyPicture {
    const { uplinks, lans, elsewhere, shares, scripts } = this.topology;
    this.node('internet', INTERNET, { title: 'Internet', details: ['The Internet'] });
    for (const uplink of uplinks) this.uplink(uplink);
    this.router();
    for (const lan of lans) this.lan(lan);
    for (const server of elsewhere) this.server(server, ROUTER);
    const down = uplinks.filter(({ isDown }) => isDown).map(({ interface: name }) => name);
    // A script that switches something is why connections go elsewhere.
    const reasons = scripts.filter(({ changes }) => changes.length > 0).map((script) => `${scriptText(script)}.`);
    const headlines = [...headlinesOf(down, shares), ...cut(reasons)];
    return { headlines, nodes: this.nodes, edges: this.edges, down };
  }

  private node(kind: PictureNodeKind, id: string, said: Partial<PictureNode> & Pick<PictureNode, 'title' | 'details'>) {
    this.nodes.push({ kind, id, rows: [], losses: [], items: [], uplink: undefined, ...said });
  }

  private uplink(way: TopologyUplink): void {
    const { interface: name, isDown, flows, uplink, item } = way;
    const id = `uplink:${name}`;
    const addresses = this.model.addresses.filter((each) => each.interface === name);
    const evidence = uplink === undefined ? 'rules send connections out by it' : evidenceOf(uplink);
    const comments = [this.model.interfaces.itemOf(name), ...addresses.map((each) => each.item), item].flatMap(
      (each) => (each && valueOf(each, 'comment')) || [],
    );
    this.node('uplink', id, {
      title: name,
      rows: [addresses.length > 0 ? addresses.map(({ address }) => formatIpv4(address)).join(', ') : evidence],
      details: [
        `Uplink ${name}${isDown ? ', down: nothing behind it answers' : ''}`,
        ...[...new Set(comments)].map((comment) => `“${comment}”`),
        `An uplink, because: ${evidence}`,
        ...addresses.map((each) => `Address ${valueOf(each.item, 'address') ?? formatIpv4(each.address)}`),
        ...flowDetails(name, isDown, flows),
      ],
      items: item ? [item] : [],
      uplink: { interface: name, isDown },
    });
    const isTold = this.topology.shares.some(({ parts }) => parts.some(isToldPart));
    this.edge(INTERNET, id, {
      state: isDown ? 'dead' : flows.length > 0 || !isTold ? 'used' : 'idle',
      weight: weightOf(flows),
    });
    this.edge(id, ROUTER, {
      id: `share:${name}`,
      labels: cut(this.flowLabels(way)),
      state: flows.length === 0 ? (isTold ? 'idle' : 'used') : isDown ? 'dead' : 'used',
      weight: weightOf(flows),
      details: [`Between the router and ${name}`, ...flowDetails(name, isDown, flows)],
      items: flows.flatMap(({ part }) => part.decidedBy),
    });
  }

  /** `50 %`, or a row for each LAN where they differ. */
  private flowLabels({ isDown, flows, interface: name }: TopologyUplink): readonly string[] {
    const texts = flows.map(({ share, part }) => ({ share, text: `${partSize(part, share)}${isDown ? ' lost' : ''}` }));
    const isSame = new Set(texts.map(({ text }) => text)).size === 1 && flows.length === this.topology.shares.length;
    if (isSame) return texts.slice(0, 1).map(({ text }) => text);
    if (texts.length === 0) {
      const isTold = this.topology.shares.some(({ parts }) => parts.some(isToldPart));
      return isTold && this.topology.uplinks.some((each) => each.interface === name) ? ['0 %'] : [];
    }
    return texts.map(({ share, text }) => `${this.whoShort(share)}: ${text}`);
  }

  private router(): void {
    const { configuration } = this.model;
    const scripts = this.topology.scripts.map(scriptText);
    const identity = configuration.menu('/system/identity').items.find((item) => valueOf(item, 'name'));
    const open = askInputExposure(this.model).map(
      ({ uplink, service, certainty }) =>
        `${certainty === 'must' ? 'Open' : 'Perhaps open'} to the Internet by ${uplink.interface}: ${service.name} (${service.protocol} ${service.port})`,
    );
    const losses = this.topology.shares.flatMap((share) =>
      share.parts
        .filter(({ verdict }) => verdict !== 'forward')
        .map((part) => `${this.whoShort(share)}: ${percent(part.part)} ${becomes(part)}`),
    );
    const version = configuration.version;
    this.node('router', ROUTER, {
      title: (identity && valueOf(identity, 'name')) || 'Router',
      rows: version === undefined ? [] : [`RouterOS ${version.major}`],
      losses: cut(losses),
      details: ['The router', ...scripts, ...losses, ...open],
      items: identity ? [identity] : [],
    });
  }

  private lan({ inside, shares, servers, hasUsers }: TopologyLan): void {
    const { interface: name, networks, evidence } = inside;
    const id = `lan:${name}`;
    const kind = this.model.interfaces.kindOf(name);
    const fates = shares.map((share) => `${whoOf(share)}: ${fateOf(share, this.down)}`);
    // Users are drawn once, whichever family their connections take.
    const ipv4 = shares.filter(({ family }) => family === 4);
    const own = this.model.interfaces.itemOf(name);
    const comment = [own, ...evidence.map(({ item }) => item)].flatMap(
      (item) => (item && valueOf(item, 'comment')) || [],
    )[0];
    this.node('lan', id, {
      title: name,
      rows: networks.isEmpty ? [] : [formatIpv4Set(networks)],
      details: [
        `LAN ${name}${kind === 'unknown' ? '' : ` (${kind})`}`,
        ...(comment ? [`“${comment}”`] : []),
        ...(networks.isEmpty ? [] : [`Network ${formatIpv4Set(networks)}`]),
        ...fates,
      ],
      items: evidence.map(({ item }) => item),
    });
    const isLost = shares.length > 0 && shares.every((share) => lostOf(share, this.down) > 1 - 1e-9);
    this.edge(ROUTER, id, { state: isLost ? 'dead' : 'used', weight: 1 });
    for (const server of servers) this.server(server, id);
    if (hasUsers)
      for (const [at, share] of (ipv4.length > 0 ? ipv4 : shares).entries())
        this.users(share, at, id, TUNNELS.test(kind));
  }

  private users(share: LanShare, at: number, lan: string, isRemote: boolean): void {
    const id = `users:${share.inside.interface}:${at}`;
    const lost = lostOf(share, this.down);
    this.node('users', id, {
      title: isRemote ? 'Remote users' : 'Users',
      rows: share.isSomeOnly ? [sourcesOf(share)] : [],
      losses: lost > 0 ? [`${percent(lost)} lost`] : [],
      details: [
        `${isRemote ? 'Remote users' : 'Users'} ${share.isSomeOnly ? `with ${sourcesOf(share)}` : `of ${share.inside.interface}`}`,
        fateOf(share, this.down),
        ...stickinessOf(share),
      ],
      items: [...new Set(share.parts.flatMap(({ decidedBy }) => decidedBy))],
    });
    this.edge(lan, id, { state: lost > 1 - 1e-9 ? 'dead' : 'used', weight: 1 });
  }

  private server({ address, services }: TopologyServer, above: string): void {
    const id = `server:${address}`;
    const alive = services.filter(({ isDown }) => !isDown);
    const rules = [...new Set(services.flatMap(({ part }) => part.rules))];
    const comments = [...new Set(rules.flatMap((rule) => valueOf(rule, 'comment') || []))];
    const reached = services.map(
      ({ service, part, isDown }) =>
        `${serviceName(service)} by ${service.uplink}: ${service.certainty === 'must' ? '' : 'perhaps '}${percent(part.part)}${isDown ? ', but that uplink is down' : ''}`,
    );
    const isCut = alive.length === 0;
    this.node('server', id, {
      title: address,
      rows: comments.slice(0, 1),
      losses: isCut ? ['not reached'] : [],
      details: [
        `Server ${address}`,
        ...comments.map((comment) => `“${comment}”`),
        ...(services.length === 0 ? ['No connection from the Internet arrives at it'] : reached),
      ],
      items: rules.length > 0 ? rules : this.forwardsTo(address),
    });
    this.edge(above, id, {
      id: `service:${address}`,
      labels: cut(serviceLabels(alive)),
      state: isCut ? 'dead' : 'used',
      weight: Math.max(0, ...alive.map(({ part }) => part.part)),
      details: [`From the Internet to ${address}`, ...reached],
      items: rules,
    });
  }

  private forwardsTo(address: string): readonly Item[] {
    return this.model.configuration
      .menu('/ip/firewall/nat')
      .items.filter((item) => !isDisabled(item) && valueOf(item, 'to-addresses') === address);
  }

  private edge(from: string, to: string, said: Partial<PictureEdge> & Pick<PictureEdge, 'state' | 'weight'>): void {
    this.edges.push({ id: `${from}-${to}`, from, to, labels: [], details: [], items: [], ...said });
  }

  private get down(): readonly string[] {
    return this.topology.uplinks.filter(({ isDown }) => isDown).map(({ interface: name }) => name);
  }

  private whoShort(share: LanShare): string {
    const name = share.isSomeOnly ? sourcesOf(share) : share.inside.interface;
    return share.family === 6 && !name.includes(':') ? `${name}, IPv6` : name;
  }
}

/** `bridge, from 192.168.88.0/28`, `bridge, IPv6` */
function whoOf(share: LanShare): string {
  const name = share.family === 6 ? `${share.inside.interface}, IPv6` : share.inside.interface;
  return share.isSomeOnly ? `${name}, from ${sourcesOf(share)}` : name;
}

function sourcesOf({ family, sources, prefixes }: LanShare): string {
  return family === 4 ? formatIpv4Set(sources) : prefixes.map((prefix) => formatPrefix(prefix, 6)).join(', ');
}

/** `Runs down-script of netwatch 192.0.2.1: ip route “first” disabled` */
function scriptText({ item, property, changes }: RanScript): string {
  const name = valueOf(item, 'host') ?? valueOf(item, 'interface') ?? valueOf(item, 'name') ?? '';
  const whose = `${item.menu.slice(item.menu.lastIndexOf('/') + 1)} ${name}`.trim();
  const does = changes.map(({ item: changed, what, isCertain }) => {
    const known = valueOf(changed, 'comment') || valueOf(changed, 'name');
    const menu = changed.menu.slice(1).replaceAll('/', ' ');
    return `${menu}${known ? ` “${known}”` : ''} ${isCertain ? '' : 'perhaps '}${what}`;
  });
  return `Runs ${property} of ${whose}: ${does.length === 0 ? 'it switches nothing' : cut([...new Set(does)]).join(', ')}`;
}

const TUNNELS = /^(wireguard|(l2tp|pptp|sstp|ovpn|pppoe)-server(-binding)?|zerotier)$/;

const EVIDENCE: Readonly<Record<UplinkEvidenceKind, string>> = {
  'wan-list': 'in a WAN list',
  masqueraded: 'masquerading',
  'default-route': 'default route',
  'dhcp-default-route': 'DHCP client',
  'ppp-client': 'dial-up',
  lte: 'mobile network',
};

/** What tells most of how it gets its address. */
function evidenceOf({ evidence }: Uplink): string {
  const kinds = evidence.map(({ kind }) => kind);
  const told = (['dhcp-default-route', 'ppp-client', 'lte'] as const).find((kind) => kinds.includes(kind));
  return EVIDENCE[told ?? kinds[0] ?? 'wan-list'];
}

function flowDetails(name: string, isDown: boolean, flows: readonly TopologyFlow[]): readonly string[] {
  if (flows.length === 0) return ['No new connection of a LAN is sent here'];
  return flows.flatMap(({ share, part, marks, tables }) => [
    `${share.certainty === 'must' ? '' : 'Perhaps '}${partSize(part, share)} of the new connections of ${whoOf(share)}${isDown ? `: still sent to ${name}, and lost` : ''}`,
    ...(marks.length > 0 ? [`Marks: ${marks.join(', ')}`] : []),
    ...(tables.length > 0 ? [`${tables.length === 1 ? 'Table' : 'Tables'}: ${tables.join(', ')}`] : []),
  ]);
}

function headlinesOf(down: readonly string[], shares: readonly LanShare[]): readonly string[] {
  const state = down.length === 0 ? 'All uplinks up' : `${down.join(', ')} down`;
  if (shares.length === 0) return [`${state}: the text names no LAN whose connections could be followed.`];
  // IPv6 is told apart where it fares otherwise.
  const isAlike = (share: LanShare) =>
    shares.some(
      (each) =>
        each.family === 4 &&
        each.inside.interface === share.inside.interface &&
        fateOf(each, down) === fateOf(share, down),
    );
  const fates = shares
    .filter((share) => share.family === 4 || !isAlike(share))
    .map((share) => `${whoOf(share)}: ${fateOf(share, down)}`);
  return fates.map((fate) => `${state}. ${fate}.`);
}

/** What becomes of a LAN's new connections, in one sentence without its end. */
function fateOf(share: LanShare, down: readonly string[]): string {
  const { parts, certainty } = share;
  if (!parts.some(isToldPart)) return 'the text does not tell where new connections go';
  const texts = parts.map((part) => {
    if (part.verdict !== 'forward') return `${percent(part.part)} ${becomes(part)}`;
    const size = partSize(part, share);
    if (part.uplink === undefined) return `${size} by an interface that the text does not tell`;
    return down.includes(part.uplink)
      ? `${size} still sent to ${part.uplink} and lost, as no check takes its route away`
      : `${size} by ${part.uplink}`;
  });
  return `${certainty === 'must' ? '' : 'perhaps '}${texts.join(', ')}`;
}

function isToldPart({ verdict, uplink }: UplinkPart): boolean {
  return verdict !== 'forward' || uplink !== undefined;
}

/** The part of a LAN's new connections that comes to nothing. */
function lostOf({ parts }: LanShare, down: readonly string[]): number {
  const lost = parts.filter(({ verdict, uplink }) => verdict !== 'forward' || down.includes(uplink ?? ''));
  return lost.reduce((sum, { part }) => sum + part, 0);
}

function becomes({ verdict }: UplinkPart): string {
  if (verdict === 'accept') return 'delivered to the router itself';
  return verdict === 'reject' ? 'rejected' : 'dropped';
}

/** `50 %`, or `up to 100 %` of what takes one of several uplinks as a whole. */
function partSize({ part, isEither }: UplinkPart, { parts }: LanShare): string {
  if (!isEither) return percent(part);
  return `up to ${percent(parts.filter((each) => each.isEither).reduce((sum, each) => sum + each.part, 0))}`;
}

function weightOf(flows: readonly TopologyFlow[]): number {
  return Math.max(0, ...flows.map(({ part }) => part.part));
}

function stickinessOf({ stickiness }: LanShare): readonly string[] {
  return stickiness.map(({ by, fields }) =>
    by === 'pcc'
      ? `Shared by PCC over ${fields}`
      : by === 'nth'
        ? 'Shared by NTH, which counts connections'
        : 'Shared by equal routes (ECMP)',
  );
}

function serviceName({ protocol, port }: { protocol: number; port: number | undefined }): string {
  return `${protocolName(protocol)}${port === undefined ? '' : ` ${port}`}`;
}

/** `tcp 80, 443: 50 %`, a row for each size. */
function serviceLabels(services: TopologyServer['services']): readonly string[] {
  const bySize = groupBy(services, ({ part }) => percent(part.part));
  return [...bySize].map(([size, own]) => {
    const byProtocol = groupBy(own, ({ service }) => protocolName(service.protocol));
    const names = [...byProtocol].map(([protocol, all]) => {
      const ports = [...new Set(all.flatMap(({ service }) => service.port ?? []))];
      return ports.length === 0 ? protocol : `${protocol} ${ports.join(', ')}`;
    });
    return `${names.join(', ')}: ${size}`;
  });
}

function cut(rows: readonly string[]): readonly string[] {
  if (rows.length <= MAX_ROWS) return rows;
  return [...rows.slice(0, MAX_ROWS - 1), `and ${rows.length - MAX_ROWS + 1} more`];
}
