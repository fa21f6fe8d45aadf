import { formatIpv4Set } from '../../../server/src/base/ip-set';
import type { Item } from '../../../server/src/config/item';
import { lanSide } from '../../../server/src/network/lan-side';
import type { NetworkModel } from '../../../server/src/network/network-model';
import { protocolName } from '../../../server/src/network/protocol-numbers';
import { askForwardExposure } from '../../../server/src/network/questions/forward-exposure';
import { askInputExposure } from '../../../server/src/network/questions/input-exposure';
import { askPublishedServices } from '../../../server/src/network/questions/published-services';
import { askReturnPaths } from '../../../server/src/network/questions/return-path';
import { askUplinkFailovers } from '../../../server/src/network/questions/uplink-failover';
import { askUplinkShares, type LanShare, type Stickiness } from '../../../server/src/network/questions/uplink-share';
import { formatAddress } from '../../../server/src/network/routing/ip-family';
import type { TraceEnding } from '../../../server/src/network/trace/trace';
import { type Uplink, uplinks } from '../../../server/src/network/uplinks';
import type { LineIndex } from '../../../server/src/text/line-index';

type Certainty = 'must' | 'may';
type Verdict = TraceEnding['verdict'];

/** What a configuration does to packets, as `rscope explain --format json` prints it: lines from 1, parts from 0 to 1. */
export interface Explanation {
  readonly routeros: string | null;
  readonly uplinks: readonly ExplainedUplink[];
  readonly lans: readonly { readonly interface: string; readonly networks: string }[];
  readonly exposure: {
    readonly router: readonly ExposedService[];
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
  readonly line: number;
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
    readonly lines: readonly number[];
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
  /** Addresses and networks, comma-separated; empty where the configuration does not tell them. */
  readonly sources: string;
  /** Whether rules treat the LAN's other addresses otherwise. */
  readonly someOnly: boolean;
  readonly certainty: Certainty;
  readonly parts: readonly ExplainedPart[];
  readonly unmarked: number;
  readonly stickiness: readonly Stickiness[];
}

export interface ExplainedPart {
  readonly verdict: Verdict;
  readonly uplink: string | null;
  readonly part: number;
  readonly unmarked: number;
  /** Of the rules that mark these connections, and the routes that they take. */
  readonly lines: readonly number[];
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

export interface ExplainedFailover {
  readonly uplink: string;
  readonly shares: readonly (ExplainedShare & { readonly dead: number; readonly lost: number })[];
}

export interface ExplainedStep {
  readonly menu: string;
  readonly line: number | null;
  readonly action: string;
  readonly effect: string;
}

/** Asks a model all questions. */
export function explain(model: NetworkModel, lines: LineIndex): Explanation {
  return new Explainer(model, lines).explanation();
}

class Explainer {
  constructor(
    private readonly model: NetworkModel,
    private readonly lines: LineIndex,
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
      exposure: { router: this.router(), published: this.published(), behind: this.behind() },
      share: askUplinkShares(model).map((share) => this.share(share)),
      returnPath: askReturnPaths(model).map(({ uplink, to, service, certainty, part, elsewhere, ending }) => ({
        ...{ uplink, to, service, certainty, part },
        elsewhere: elsewhere.map((each) => ({ interface: each.interface ?? null, part: each.part })),
        path: ending === undefined ? [] : this.path(ending),
      })),
      failover: askUplinkFailovers(model).map(({ uplink, shares }) => ({
        uplink: uplink.interface,
        shares: shares.map(({ share, dead, lost }) => ({ ...this.share(share), dead, lost })),
      })),
    };
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

  private published(): readonly ExplainedService[] {
    return askPublishedServices(this.model).map(({ uplink, protocol, port, certainty, parts }) => ({
      ...{ uplink, protocol: protocolName(protocol), port: port ?? null, certainty },
      parts: parts.map((each) => ({
        verdict: each.verdict,
        server: each.server === undefined ? null : formatAddress(BigInt(each.server), 4),
        ...{ port: each.port ?? null, part: each.part },
        lines: this.linesOf(each.rules),
        path: this.path(each.ending),
      })),
    }));
  }

  private behind(): readonly ExposedNetwork[] {
    return askForwardExposure(this.model).map(({ uplink, inside, family, host, certainty, trace }) => ({
      ...{ uplink, inside, family, host: formatAddress(host, family), certainty },
      path: this.path(trace),
    }));
  }

  private share({ inside, sources, isSomeOnly, certainty, parts, unmarked, stickiness }: LanShare): ExplainedShare {
    return {
      lan: inside.interface,
      sources: formatIpv4Set(isSomeOnly ? sources : inside.networks),
      ...{ someOnly: isSomeOnly, certainty, unmarked, stickiness },
      parts: parts.map((each) => ({
        ...{ verdict: each.verdict, uplink: each.uplink ?? null, part: each.part, unmarked: each.unmarked },
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

  private linesOf(items: readonly Item[]): readonly number[] {
    return [...new Set(items.map((item) => this.line(item)))].sort((a, b) => a - b);
  }

  private line({ origin }: Item): number {
    return this.lines.positionAt(origin.range.start).line + 1;
  }
}
