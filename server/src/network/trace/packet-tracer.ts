import { IntervalSet } from '../../base/interval-set';
import { SymbolSet } from '../../base/symbol-set';
import { valueOf } from '../../config/item';
import { assignSide, type Cube, NO_INTERFACE, sideOf, TRACKED_STATES, UNIVERSE } from '../cube';
import { type FirewallTable, menuOfTable, type TableName, tableFor } from '../firewall-table';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { formatAddress, isLinkLocal, menuOf } from '../routing/ip-family';
import type { NextHop } from '../routing/routes';
import type { RoutingOutcome } from '../routing/routing-decision';
import type { TraceSource } from './known-traces';
import { addressOf, type Side, symbolIn, withAddress, withEndpoint } from './packet-sides';
import { refuseSource } from './refuse-source';
import { isSameOutcome, routeChoice } from './route-choice';
import { describeMet, describeRoute, TRANSLATED } from './step-effects';
import type { TraceEnding, TraceStep, TraceVerdict } from './trace';
import { endpointsOf, type TracedConnection, type TracedPacket } from './traced-packet';
import { ChainVisit } from './traced-ways-after';
import { translate } from './translation';
import { type PacketClasses, type PacketWay, walkPacket } from './walk-packet';
import { UNTOLD_ROUTES, type WayAssumption, type WayChoice } from './way-choice';

/** A packet somewhere on its way. */
interface Way {
  readonly packet: Cube;
  readonly steps: readonly TraceStep[];
  readonly assumptions: readonly WayAssumption[];
  readonly classes: PacketClasses;
  readonly choices: readonly WayChoice[];
  readonly isFastTracked: boolean;
  /** Where routing sent it. */
  readonly out: NextHop | undefined;
  /** The ends of the packet before any translation. */
  readonly before: TracedConnection['before'];
  /** True behind a redirect to an address of the router's that the text does not tell. */
  readonly isForRouter: boolean;
}

type Next = (way: Way) => readonly TraceEnding[];

const MAYBE_RULE: WayAssumption = { rule: undefined, text: 'a routing rule that may not be there' };
const MAYBE_ROUTE: WayAssumption = { rule: undefined, text: 'a route that may not be active' };

/** So many ways of one packet are followed; real configurations have a handful. */
const MAX_WAYS = 256;

/**
 * Sends one packet through the tables in RouterOS's order. Where the text leaves something open the way parts, and all
 * ways are followed to their end.
 */
export class PacketTracer {
  /** False where the packet had more ways than were followed. */
  isWhole = true;
  private ways = 0;

  constructor(
    private readonly model: NetworkModel,
    private readonly source: TraceSource,
    private readonly traced: TracedPacket,
  ) {}

  private get routing(): TraceSource['routing'] {
    return this.source.routing;
  }

  trace(packet: Cube): readonly TraceEnding[] {
    const start: Way = {
      packet: this.typed(packet),
      before: endpointsOf(packet, this.traced.family),
      ...{ steps: [], assumptions: [], classes: new Map(), choices: [] },
      ...{ isFastTracked: false, out: undefined, isForRouter: false },
    };
    return this.traced.inInterface === undefined ? this.output(start) : this.prerouting(start);
  }

  private prerouting(way: Way): readonly TraceEnding[] {
    return this.chain('raw', 'prerouting', way, (afterRaw) =>
      this.chain('mangle', 'prerouting', this.tracked(afterRaw), (marked) =>
        this.dstnat('dstnat', marked, (translated) =>
          this.route(translated, (routed) =>
            symbolIn(sideOf(routed.packet, 'outInterface')) === NO_INTERFACE
              ? this.input(routed)
              : this.forward(routed),
          ),
        ),
      ),
    );
  }

  private input(way: Way): readonly TraceEnding[] {
    return this.chain('mangle', 'input', way, (marked) =>
      this.chain('filter', 'input', marked, (accepted) =>
        this.srcnat('input', accepted, (last) => this.end(last, 'accept')),
      ),
    );
  }

  private forward(way: Way): readonly TraceEnding[] {
    const menu = menuOf(this.traced.family, 'settings');
    const [item] = this.model.items(menu);
    const isOn = item && valueOf(item, this.traced.family === 4 ? 'ip-forward' : 'forward');
    if (isOn === 'no' || isOn === 'false') {
      const step: TraceStep = { menu, item, action: 'drop', effect: 'the router forwards nothing' };
      return this.end({ ...way, steps: [...way.steps, step] }, 'drop');
    }
    return this.chain('mangle', 'forward', way, (marked) =>
      this.chain('filter', 'forward', marked, (accepted) => this.postrouting(accepted)),
    );
  }

  private output(way: Way): readonly TraceEnding[] {
    return this.route(way, (routed) =>
      this.chain('raw', 'output', routed, (afterRaw) =>
        this.chain('mangle', 'output', this.tracked(afterRaw), (marked) =>
          this.dstnat('output', marked, (translated) =>
            this.reroute(routed, translated, (final) => {
              // The filter still sees the interface of the first decision.
              const out = sideOf(final.packet, 'outInterface');
              const first = sideOf(routed.packet, 'outInterface');
              const leavingBy = (each: Way, by: SymbolSet): Way => ({
                ...each,
                packet: assignSide(each.packet, 'outInterface', by),
              });
              return this.chain('filter', 'output', leavingBy(final, first), (accepted) =>
                this.postrouting(leavingBy(accepted, out)),
              );
            }),
          ),
        ),
      ),
    );
  }

  private postrouting(way: Way): readonly TraceEnding[] {
    return this.chain('mangle', 'postrouting', way, (marked) =>
      this.srcnat('srcnat', marked, (last) =>
        symbolIn(sideOf(last.packet, 'outInterface')) === NO_INTERFACE
          ? this.end(last, 'accept')
          : this.end(last, 'forward'),
      ),
    );
  }

  /** RouterOS routes a packet of its own anew if mangle or NAT changed what routing looks at. */
  private reroute(before: Way, way: Way, next: Next): readonly TraceEnding[] {
    const seen = ({ packet }: Way) => [sideOf(packet, 'routingMark'), addressOf(packet, 'dst', this.traced.family)];
    const [mark, dst] = seen(way);
    const [markBefore, dstBefore] = seen(before);
    const isSame = dst === dstBefore && (mark as SymbolSet).equals(markBefore as SymbolSet);
    return isSame ? next(way) : this.route(way, next);
  }

  /** What the connection brings along: its packets have its mark, and are translated as its first one was. */
  private tracked(way: Way): Way {
    const state = symbolIn(sideOf(way.packet, 'connectionState'));
    if (state !== 'untracked') return way;
    return { ...way, packet: assignSide(way.packet, 'natState', SymbolSet.of('none')) };
  }

  private chain(table: TableName, chain: string, way: Way, next: Next): readonly TraceEnding[] {
    const firewall = tableFor(this.traced.family, table);
    const start = PacketSet.ofPacket(way.packet);
    this.source.visit(new ChainVisit(firewall, chain, start));
    if (this.model.rules(firewall, chain).length === 0) return next(way);
    return walkPacket(this.model, firewall, chain, start, way.classes).flatMap((each) =>
      this.followed(way, each, firewall, chain, next),
    );
  }

  /** Follows one way through a chain on, or to its end there. */
  private followed(before: Way, way: PacketWay, table: FirewallTable, chain: string, next: Next) {
    if (++this.ways > MAX_WAYS) {
      this.isWhole = false;
      if (this.ways > 2 * MAX_WAYS) return [];
    }
    const described = describeMet(way, before.packet);
    const steps = [...before.steps, ...described.steps];
    if (way.rule === undefined) {
      const effect = `no rule of chain ${chain} stopped it: accepted`;
      steps.push({ menu: menuOfTable(table), item: undefined, action: 'end-of-chain', effect });
    }
    // RouterOS 6 can name a gateway in mangle, past all tables.
    const isRouted = way.met.some(({ rule }) => rule.action === 'route');
    const after: Way = {
      ...before,
      ...{ packet: isRouted ? assignSide(way.packet, 'routingMark', SymbolSet.all) : way.packet, steps },
      classes: way.classes,
      choices: [...before.choices, ...way.choices],
      assumptions: [...before.assumptions, ...described.assumptions],
      isFastTracked: before.isFastTracked || way.verdict === 'fasttrack',
    };
    switch (way.verdict) {
      case 'drop':
      case 'tarpit':
        return this.end(after, 'drop');
      case 'reject':
        return this.end(after, 'reject');
      case 'unknown':
        return [...this.end(after, 'drop'), ...next(after)];
      default:
        return next(after);
    }
  }

  private dstnat(chain: 'dstnat' | 'output', way: Way, next: Next): readonly TraceEnding[] {
    const { connection, isReply, family } = this.traced;
    if (!this.isTracked(way)) return next(way);
    if (connection) {
      // The far end answers the translated address: back to the one that the connection came from.
      const { before, after } = connection;
      if (chain === 'output') return next(way);
      const packet = withEndpoint(way.packet, 'dst', family, isReply ? before.src : after.dst);
      return next(this.changed(way, this.typed(packet), 'destination'));
    }
    return this.nat(chain, 'dst', way, next);
  }

  private srcnat(chain: 'srcnat' | 'input', way: Way, next: Next): readonly TraceEnding[] {
    const { connection, isReply, family } = this.traced;
    if (!this.isTracked(way)) return next(way);
    if (connection) {
      const { before, after } = connection;
      if (chain === 'input') return next(way);
      const packet = withEndpoint(way.packet, 'src', family, isReply ? before.dst : after.src);
      return next(this.changed(way, this.typed(packet), 'source'));
    }
    return this.nat(chain, 'src', way, next);
  }

  /** NAT rules see the first packet of a connection only. */
  private nat(chain: string, side: Side, way: Way, next: Next): readonly TraceEnding[] {
    const table = tableFor(this.traced.family, 'nat');
    const start = PacketSet.ofPacket(way.packet);
    this.source.visit(new ChainVisit(table, chain, start));
    if (symbolIn(sideOf(way.packet, 'connectionState')) !== 'new') {
      if (this.model.rules(table, chain).length === 0) return next(way);
      const effect = `its connection's first packet decided about its ${side === 'src' ? 'source' : 'destination'}: taken as it is`;
      const step: TraceStep = { menu: menuOfTable(table), item: undefined, action: 'translate', effect };
      return next({ ...way, steps: [...way.steps, step] });
    }
    return this.chainOfNat(table, chain, way, start, (after, rule) => {
      if (rule === undefined) return next(after);
      const own = side === 'src' ? 'outInterface' : 'inInterface';
      const { packet, effect } = translate(rule, after.packet, side, {
        family: this.traced.family,
        addresses: this.routing.addresses,
        interface: symbolIn(sideOf(after.packet, own)) || undefined,
        neighbour:
          side === 'src' ? (after.out?.neighbour ?? addressOf(after.packet, 'dst', this.traced.family)) : undefined,
      });
      // The rule came last; what makes it an open question stays behind what it did.
      const steps = after.steps.map((step, at) =>
        at === after.steps.length - 1 ? { ...step, effect: step.effect.replace(TRANSLATED, effect) } : step,
      );
      // To an address of the router's that is not known, its own routing need not be asked.
      const isForRouter = rule.action === 'redirect' && addressOf(packet, 'dst', this.traced.family) === undefined;
      return next({ ...after, packet: this.typed(packet), steps, isForRouter });
    });
  }

  private chainOfNat(
    table: FirewallTable,
    chain: string,
    way: Way,
    start: PacketSet,
    next: (way: Way, rule: PacketWay['rule']) => readonly TraceEnding[],
  ): readonly TraceEnding[] {
    if (this.model.rules(table, chain).length === 0) return next(way, undefined);
    return walkPacket(this.model, table, chain, start, way.classes).flatMap((each) =>
      this.followed(way, each, table, chain, (after) =>
        next(after, each.verdict === 'translate' ? each.rule : undefined),
      ),
    );
  }

  private route(way: Way, next: Next): readonly TraceEnding[] {
    const refusal = refuseSource(this.model, this.routing, this.traced, way.packet);
    if (refusal) return this.end({ ...way, steps: [...way.steps, refusal] }, 'drop');
    if (way.isForRouter) return next(this.leavingBy(way, NO_INTERFACE, undefined));
    const outcomes = this.decide(way);
    const distinct = outcomes.filter(
      (outcome, at) => outcomes.findIndex((other) => isSameOutcome(other, outcome)) === at,
    );
    return distinct.flatMap((outcome) => {
      const choice = routeChoice(outcome, outcomes, this.routing.major);
      return this.routed({ ...way, choices: [...way.choices, ...choice] }, outcome, distinct, next);
    });
  }

  /** Every outcome of routing, alike ones once for each time; of a destination that NAT took from a range, those of its ends. */
  private decide(way: Way): readonly RoutingOutcome[] {
    const { family } = this.traced;
    const question = {
      src: addressOf(way.packet, 'src', family),
      inInterface: this.traced.inInterface ?? NO_INTERFACE,
      routingMark: symbolIn(sideOf(way.packet, 'routingMark')),
    };
    const destinations = this.destinationsOf(way.packet);
    if (destinations.length === 0) return [{ rules: [], table: undefined, to: 'unknown' }];
    return destinations.flatMap((dst) => this.routing.decide({ ...question, dst }));
  }

  private destinationsOf(packet: Cube): readonly bigint[] {
    const address = addressOf(packet, 'dst', this.traced.family);
    if (address !== undefined) return [address];
    const range = this.traced.family === 4 ? sideOf(packet, 'dst') : IntervalSet.empty;
    if (range.size === 2 ** 32) return [];
    return [...range.intervals()].flatMap(([first, last]) => [BigInt(first), BigInt(last)]).slice(0, 16);
  }

  private routed(
    way: Way,
    outcome: RoutingOutcome,
    all: readonly RoutingOutcome[],
    next: Next,
  ): readonly TraceEnding[] {
    const { family } = this.traced;
    const assumed = outcome.rules.some((rule) => !rule.certain) ? [MAYBE_RULE] : [];
    const rules: TraceStep[] = outcome.rules.map((item) => ({
      ...{ menu: item.menu, item, action: item.properties.get('action')?.value ?? 'lookup' },
      effect: `asks table ${item.properties.get('table')?.value ?? 'main'}`,
    }));
    const step = describeRoute(outcome, all, family, addressOf(way.packet, 'dst', family));
    const after: Way = {
      ...way,
      steps: [...way.steps, ...rules, step],
      assumptions: [...way.assumptions, ...assumed],
    };
    switch (outcome.to) {
      case 'router':
        return next(this.leavingBy(after, NO_INTERFACE, undefined));
      case 'interface': {
        const { hop, route } = outcome;
        const open = hop.certain && route.certain ? [] : [MAYBE_ROUTE];
        const out = this.leavingBy(after, hop.interface, hop);
        return next({ ...this.withSource(out, outcome), assumptions: [...after.assumptions, ...open] });
      }
      case 'nowhere':
        return this.end(after, outcome.why === 'blackhole' || outcome.why === 'no-route' ? 'drop' : 'reject');
      default:
        return next(
          this.leavingBy({ ...after, assumptions: [...after.assumptions, UNTOLD_ROUTES] }, undefined, undefined),
        );
    }
  }

  private leavingBy(way: Way, name: string | undefined, out: NextHop | undefined): Way {
    const side = name === undefined ? SymbolSet.allBut(NO_INTERFACE) : SymbolSet.of(name);
    return { ...way, out, packet: assignSide(way.packet, 'outInterface', side) };
  }

  /** A packet of the router that has no source yet takes that of its route or of the interface. */
  private withSource(way: Way, outcome: RoutingOutcome): Way {
    const { family, inInterface, src, dst } = this.traced;
    if (inInterface !== undefined || src !== undefined || outcome.to !== 'interface') return way;
    const { hop, route } = outcome;
    const own =
      route.preferredSource ??
      (hop.interface === undefined ? undefined : this.routing.addresses.sourceOn(hop.interface, hop.neighbour ?? dst));
    const packet = this.typed(withAddress(way.packet, 'src', family, own));
    return { ...way, packet, before: endpointsOf(packet, family) };
  }

  /** The packet with the types that its addresses have for the firewall. */
  private typed(packet: Cube): Cube {
    const { family, inInterface } = this.traced;
    const type = (side: Side) => {
      const address = addressOf(packet, side, family);
      if (address === undefined) return UNIVERSE.srcType;
      const isOwn = side === 'dst' && family === 6 && inInterface !== undefined && isLinkLocal(address);
      return SymbolSet.of(isOwn ? 'local' : this.routing.addresses.typeOf(address));
    };
    return assignSide(assignSide(packet, 'srcType', type('src')), 'dstType', type('dst'));
  }

  private isTracked(way: Way): boolean {
    return TRACKED_STATES.has(symbolIn(sideOf(way.packet, 'connectionState')) ?? '');
  }

  private changed(way: Way, packet: Cube, what: string): Way {
    const side: Side = what === 'source' ? 'src' : 'dst';
    const { family } = this.traced;
    const address = addressOf(packet, side, family);
    if (address === addressOf(way.packet, side, family)) return { ...way, packet };
    const step: TraceStep = {
      ...{ menu: menuOf(family, 'firewall/connection'), item: undefined, action: 'translate' },
      effect: `as its connection was: ${what} is now ${address === undefined ? 'not known' : formatAddress(address, family)}`,
    };
    return { ...way, packet, steps: [...way.steps, step] };
  }

  private end(way: Way, verdict: TraceVerdict): readonly TraceEnding[] {
    const out = symbolIn(sideOf(way.packet, 'outInterface'));
    return [
      {
        verdict,
        outInterface: verdict === 'forward' ? out || undefined : undefined,
        neighbour: verdict === 'forward' ? way.out?.neighbour : undefined,
        path: way.steps,
        assumptions: way.assumptions,
        packet: way.packet,
        choices: way.choices,
        isFastTracked: way.isFastTracked,
        connection: this.connectionAfter(way),
      },
    ];
  }

  /** The connection as this packet leaves it; undefined for a packet that has none. */
  private connectionAfter(way: Way): TraceEnding['connection'] {
    if (!this.isTracked(way)) return undefined;
    const mark = sideOf(way.packet, 'connectionMark');
    const natState = sideOf(way.packet, 'natState');
    const { connection, family } = this.traced;
    if (connection) return { ...connection, mark, natState };
    if (symbolIn(sideOf(way.packet, 'connectionState')) !== 'new') return undefined;
    return { before: way.before, after: endpointsOf(way.packet, family), mark, natState };
  }
}
