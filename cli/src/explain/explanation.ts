import { formatIpv4Set } from '../../../server/src/base/ip-set';
import { type Item, valueOf } from '../../../server/src/config/item';
import type { LineReference } from '../../../server/src/config/line-in-words';
import { lanSide } from '../../../server/src/network/lan-side';
import type { NetworkModel } from '../../../server/src/network/network-model';
import { protocolName } from '../../../server/src/network/protocol-numbers';
import type { ConfigurationChange } from '../../../server/src/network/questions/failover/configuration-changes';
import { askFailover, type FailoverState } from '../../../server/src/network/questions/failover/failover';
import {
  type FailoverEvent,
  type FailoverEventKind,
  failoverEvents,
  isDialUp,
} from '../../../server/src/network/questions/failover/failover-event';
import type { Doubt } from '../../../server/src/network/questions/failover/reaction';
import type { RunScript } from '../../../server/src/network/questions/failover/router-scripts';
import { surestAnswers } from '../../../server/src/network/questions/failover/surest-answers';
import { askForwardExposure } from '../../../server/src/network/questions/forward-exposure';
import { askInputExposure } from '../../../server/src/network/questions/input-exposure';
import { askPublishedServices, type PublishedService } from '../../../server/src/network/questions/published-services';
import { askReturnPaths, type ReturnPath } from '../../../server/src/network/questions/return-path';
import { askRouterOpenness } from '../../../server/src/network/questions/router-openness';
import { askUplinkShares, type LanShare, type Stickiness } from '../../../server/src/network/questions/uplink-share';
import { formatAddress, formatPrefix } from '../../../server/src/network/routing/ip-family';
import type { TraceEnding } from '../../../server/src/network/trace/trace';
import { type Uplink, uplinks } from '../../../server/src/network/uplinks';

type Certainty = 'must' | 'may';
type LineOf = (offset: number) => LineReference;
type Verdict = TraceEnding['verdict'];

/** What a configuration does to packets, as `rscope explain --format json` prints it: lines from 1, parts from 0 to 1. */
export interface Explanation {
  readonly routeros: string | null;
  readonly uplinks: readonly ExplainedUplink[];
  readonly lans: readonly { readonly interface: string; readonly networks: string }[];
  readonly exposure: {
    readonly router: readonly ExposedService[];
    /** What else the firewall lets through to the router, whatever listens there: `udp 13231`, `ipsec-esp`. */
    readonly letThrough: readonly { readonly uplink: string; readonly what: string; readonly certainty: Certainty }[];
    readonly published: readonly ExplainedService[];
    readonly behind: readonly ExposedNetwork[];
  };
  readonly share: readonly ExplainedShare[];
  readonly returnPath: readonly ExplainedReturn[];
  readonly failover: readonly ExplainedFailover[];
}

export interface ExplainedUplink {
  readonly interface: string;
  /** What makes it one. */
  readonly line: LineReference;
  readonly evidence: string;
}

export interface ExposedService {
  readonly uplink: string;
  readonly service: string;
  readonly protocol: string;
  readonly port: number;
  readonly certainty: Certainty;
  readonly witness: string;
  readonly path: readonly ExplainedStep[];
}

export interface ExplainedService {
  readonly uplink: string;
  readonly protocol: string;
  readonly port: number | null;
  readonly certainty: Certainty;
  readonly parts: readonly {
    readonly verdict: Verdict;
    readonly server: string | null;
    readonly port: number | null;
    readonly part: number;
    readonly dead: boolean;
    readonly lines: readonly LineReference[];
    readonly path: readonly ExplainedStep[];
  }[];
}

export interface ExposedNetwork {
  readonly uplink: string;
  readonly inside: string;
  readonly family: 4 | 6;
  readonly host: string;
  readonly certainty: Certainty;
  readonly path: readonly ExplainedStep[];
}

export interface ExplainedShare {
  readonly lan: string;
  readonly family: 4 | 6;
  /** Addresses and networks, comma-separated; empty where the configuration does not tell them. */
  readonly sources: string;
  /** Whether rules treat the LAN's other addresses otherwise. */
  readonly someOnly: boolean;
  /** Whether this is so once the scripts of leases and dial-ups have run; the text alone does not tell. */
  readonly afterScripts: boolean;
  readonly certainty: Certainty;
  readonly parts: readonly ExplainedPart[];
  readonly unmarked: number;
  readonly stickiness: readonly Stickiness[];
}

export interface ExplainedPart {
  readonly verdict: Verdict;
  readonly uplink: string | null;
  readonly part: number;
  /** Whether the part is a guess: RouterOS 6 uses one of several equally distant routes, and nothing tells which. */
  readonly either: boolean;
  readonly unmarked: number;
  /** Of it, what is sent to something that has died. */
  readonly dead: number;
  /** Of the rules that mark these connections, and the routes that they take. */
  readonly lines: readonly LineReference[];
  /** The way of one of these connections. */
  readonly path: readonly ExplainedStep[];
}

export interface ExplainedReturn {
  readonly uplink: string;
  readonly to: 'router' | 'server';
  readonly service: string;
  readonly certainty: Certainty;
  /** The part of the answers that leaves by the uplink. */
  readonly part: number;
  readonly elsewhere: readonly { readonly interface: string | null; readonly part: number }[];
  readonly path: readonly ExplainedStep[];
}

export interface ExplainedFailover extends ExplainedState {
  /** What dies, and how. */
  readonly event: FailoverEventKind;
  /** The interface or the address. */
  readonly name: string;
  readonly dialUp: boolean;
  /** The interface, where it is one that dies. */
  readonly uplink: string | null;
  /** When it is back. */
  readonly after: ExplainedState & {
    /** Whether all is as it was. */
    readonly asBefore: boolean;
    readonly left: readonly ExplainedChange[];
  };
}

/** A router as its routes and scripts leave it. */
export interface ExplainedState {
  readonly certainty: Certainty;
  readonly shares: readonly (ExplainedShare & ExplainedLoss)[];
  /** Those of the uplinks that work. */
  readonly services: readonly (ExplainedService & ExplainedLoss)[];
  /** Whether shares and services are as they are while everything works. */
  readonly unchanged: boolean;
  /** Lines of the routes that are active no longer, and of those that have become so. */
  readonly routes: { readonly gone: readonly LineReference[]; readonly used: readonly LineReference[] };
  readonly scripts: readonly {
    readonly menu: string;
    readonly line: LineReference;
    readonly property: string;
    readonly clearsConnections: boolean;
    readonly changes: readonly ExplainedChange[];
  }[];
  readonly doubts: readonly { readonly why: Doubt['why']; readonly menu: string; readonly line: LineReference }[];
}

/** Parts from 0 to 1. */
interface ExplainedLoss {
  /** What is still sent to what has died. */
  readonly dead: number;
  /** What has no way or server left. */
  readonly lost: number;
  /** Whether it is otherwise than while everything works. */
  readonly changed: boolean;
}

export interface ExplainedChange {
  readonly menu: string;
  readonly line: LineReference;
  /** Its comment or name. */
  readonly name: string | null;
  readonly what: ConfigurationChange['what'];
  readonly property: string | null;
  readonly certainty: Certainty;
}

export interface ExplainedStep {
  readonly menu: string;
  readonly line: LineReference | null;
  readonly action: string;
  readonly effect: string;
}

/**
 * Asks a model all questions.
 *
 * @param lineOf the line of a place in the text
 * @param run runs the scripts that the configuration stores, for what they do when something dies
 */
export function explain(model: NetworkModel, lineOf: LineOf, run: RunScript): Explanation {
  return new Explainer(model, lineOf, run).explanation();
}

class Explainer {
  constructor(
    private readonly model: NetworkModel,
    private readonly lineOf: LineOf,
    private readonly run: RunScript,
  ) {}

  explanation(): Explanation {
    const { model } = this;
    const { version } = model.configuration;
    return {
      routeros: version === undefined ? null : String(version.major),
      uplinks: uplinks(model)
        .filter(({ isCarrierOnly }) => !isCarrierOnly)
        .map((uplink) => this.uplink(uplink)),
      lans: lanSide(model).map((inside) => ({
        interface: inside.interface,
        networks: formatIpv4Set(inside.networks),
      })),
      exposure: {
        router: this.router(),
        letThrough: this.letThrough(),
        published: this.published(),
        behind: this.behind(),
      },
      share: this.shares(),
      returnPath: this.returnPaths().map(({ uplink, to, service, certainty, part, elsewhere, ending }) => ({
        ...{ uplink, to, service, certainty, part },
        elsewhere: elsewhere.map((each) => ({ interface: each.interface ?? null, part: each.part })),
        path: ending === undefined ? [] : this.path(ending),
      })),
      failover: failoverEvents(model).map((event) => this.failover(event)),
    };
  }

  private shares(): readonly ExplainedShare[] {
    const of = (model: NetworkModel) => [...askUplinkShares(model), ...askUplinkShares(model, 6)];
    const { all, isAfterScripts } = surestAnswers(this.model, this.run, of);
    return all.map((share) => ({ ...this.share(share), afterScripts: isAfterScripts }));
  }

  private returnPaths(): readonly ReturnPath[] {
    return surestAnswers(this.model, this.run, askReturnPaths).all;
  }

  private failover(event: FailoverEvent): ExplainedFailover {
    const { before, during, after } = askFailover(this.model, event, this.run);
    const { kind, name } = event;
    const isUplink = ['uplink-silent', 'link-down', 'lease-lost'].includes(kind);
    const was = this.fatesOf(before);
    const is = this.state(after, was);
    const left = after.left.map((change) => this.change(change));
    return {
      ...{ event: kind, name, dialUp: isUplink && isDialUp(this.model, name), uplink: isUplink ? name : null },
      ...this.state(during, was),
      after: { ...is, asBefore: left.length === 0 && is.unchanged && is.doubts.length === 0, left },
    };
  }

  private fatesOf({ lans, services }: FailoverState): ReadonlySet<string> {
    return new Set([
      ...lans.map(({ share }) => shareFate(this.share(share))),
      ...services.map(({ service }) => serviceFate(this.service(service))),
    ]);
  }

  /** @param before how connections fare while everything works */
  private state(state: FailoverState, before: ReadonlySet<string>): ExplainedState {
    const { certainty, lans, services, routesGone, routesUsed, scripts, doubts } = state;
    const shares = lans.map(({ share, dead, lost }) => {
      const explained = this.share(share);
      return { ...explained, dead, lost, changed: !before.has(shareFate(explained)) };
    });
    const servers = services.map(({ service, dead, lost }) => {
      const explained = this.service(service);
      return { ...explained, dead, lost, changed: !before.has(serviceFate(explained)) };
    });
    const unchanged = [...shares, ...servers].every(({ changed }) => !changed);
    return {
      ...{ certainty, shares, services: servers, unchanged },
      routes: { gone: this.linesOf(routesGone), used: this.linesOf(routesUsed) },
      scripts: scripts.map(({ item, property, clearsConnections, changes }) => ({
        ...{ menu: item.menu, line: this.line(item), property, clearsConnections },
        changes: changes.map((change) => this.change(change)),
      })),
      doubts: doubts.map(({ why, item }) => ({ why, menu: item.menu, line: this.line(item) })),
    };
  }

  private change({ item, what, property, isCertain }: ConfigurationChange): ExplainedChange {
    const name = valueOf(item, 'comment') || valueOf(item, 'name') || null;
    const certainty = isCertain ? 'must' : 'may';
    return { menu: item.menu, line: this.line(item), name, what, property: property ?? null, certainty };
  }

  private uplink({ interface: name, evidence }: Uplink): ExplainedUplink {
    const [first] = evidence;
    return { interface: name, line: first ? this.line(first.item) : 1, evidence: first?.kind ?? 'wan-list' };
  }

  private router(): readonly ExposedService[] {
    return askInputExposure(this.model).map(({ uplink, service, certainty, path, witness }) => ({
      uplink: uplink.interface,
      service: service.name,
      ...{ protocol: service.protocol, port: service.port, certainty, witness: witness.text },
      path: path.map(({ item, chain, action, position }) => ({
        menu: '/ip/firewall/filter',
        line: item ? this.line(item) : null,
        action,
        effect: position === 0 ? `no rule of chain ${chain} stops it` : `rule ${position} of chain ${chain}`,
      })),
    }));
  }

  private letThrough(): Explanation['exposure']['letThrough'] {
    return askRouterOpenness(this.model).flatMap(({ uplink, others }) =>
      others
        .filter(({ name }) => name !== 'ICMP')
        .map(({ name, certainty }) => ({ uplink: uplink.interface, what: name, certainty })),
    );
  }

  private published(): readonly ExplainedService[] {
    return askPublishedServices(this.model).map((service) => this.service(service));
  }

  private service({ uplink, protocol, port, certainty, parts }: PublishedService): ExplainedService {
    return {
      ...{ uplink, protocol: protocolName(protocol), port: port ?? null, certainty },
      parts: parts.map((each) => ({
        verdict: each.verdict,
        server: each.server === undefined ? null : formatAddress(BigInt(each.server), 4),
        ...{ port: each.port ?? null, part: each.part, dead: each.isDead },
        lines: this.linesOf(each.rules),
        path: this.path(each.ending),
      })),
    };
  }

  private behind(): readonly ExposedNetwork[] {
    return askForwardExposure(this.model).map(({ uplink, inside, family, host, certainty, trace }) => ({
      ...{ uplink, inside, family, host: formatAddress(host, family), certainty },
      path: this.path(trace),
    }));
  }

  private share(share: LanShare): ExplainedShare {
    const { inside, family, sources, prefixes, isSomeOnly, certainty, parts, unmarked, stickiness } = share;
    return {
      lan: inside.interface,
      family,
      sources:
        family === 6
          ? prefixes.map((prefix) => formatPrefix(prefix, 6)).join(', ')
          : formatIpv4Set(isSomeOnly ? sources : inside.networks),
      ...{ someOnly: isSomeOnly, afterScripts: false, certainty, unmarked, stickiness },
      parts: parts.map((each) => ({
        ...{ verdict: each.verdict, uplink: each.uplink ?? null, part: each.part },
        ...{ either: each.isEither, unmarked: each.unmarked, dead: each.dead },
        lines: this.linesOf(each.decidedBy),
        path: this.path(each.ending),
      })),
    };
  }

  private path({ path }: TraceEnding): readonly ExplainedStep[] {
    return path.map(({ menu, item, action, effect }) => ({
      ...{ menu, line: item ? this.line(item) : null, action, effect },
    }));
  }

  private linesOf(items: readonly Item[]): readonly LineReference[] {
    const inOrder = [...items].sort((a, b) => a.origin.range.start - b.origin.range.start);
    return [...new Set(inOrder.map((item) => this.line(item)))];
  }

  private line({ origin }: Item): LineReference {
    return this.lineOf(origin.range.start);
  }
}

/** How connections fare, for comparing: whatever way leads them there. */
function shareFate({ lan, family, sources, certainty, parts }: ExplainedShare): string {
  const fates = parts.map(({ verdict, uplink, part, dead }) => [verdict, uplink, round(part), round(dead)]);
  return JSON.stringify([lan, family, sources, certainty, fates]);
}

function serviceFate({ uplink, protocol, port, certainty, parts }: ExplainedService): string {
  const fates = parts.map(({ verdict, server, part, dead }) => [verdict, server, round(part), dead]);
  return JSON.stringify([uplink, protocol, port, certainty, fates]);
}

function round(part: number): number {
  return Math.round(part * 1e6);
}
