import { SymbolSet } from '../base/symbol-set';
import { type Bounds, exactly, isKnown } from './bounds';
import { type Dimension, NO_MARK, TRACKED_STATES } from './cube';
import type { FirewallRule } from './firewall-rule';
import { endOfChain, type FirewallStep, ruleStep } from './firewall-step';
import type { FirewallTable } from './firewall-table';
import type { Match } from './lower-match';
import { PacketSet } from './packet-set';

/**
 * How a packet leaves a table. `translate`: a NAT action took it. `fasttrack`: its connection was put on the fast path;
 * packets that still take the slow path go on behind that rule. `unknown`: the text does not tell (a computed action,
 * jumps in a circle).
 */
export type Verdict = 'accept' | 'drop' | 'reject' | 'tarpit' | 'translate' | 'fasttrack' | 'unknown';

/** The packets that meet one verdict on one path; where a mark-… rule was on it, with the marks that they have then. */
export interface VerdictRegion extends Bounds<PacketSet> {
  readonly verdict: Verdict;
  /** The jumps taken and the rule, or the end of the chain, that decided. */
  readonly path: readonly FirewallStep[];
  /** The rule that decided; undefined at the end of a base chain. */
  readonly rule: FirewallRule | undefined;
}

/** Where packets are marked on their way; for questions that follow a mark to its consumer. */
export interface MarkRegion extends Bounds<PacketSet> {
  readonly rule: FirewallRule;
  readonly path: readonly FirewallStep[];
}

/** A rule that some of the packets fit, in the order of the walk; for telling the whole way of one packet. */
export interface MetRegion extends MarkRegion {
  /** True where the rule changes nothing about the packets and they go on to the next one. */
  readonly isPassing: boolean;
}

/** The rules of a table by chain: what a walk needs of the model. */
export interface ChainSource {
  /** The enabled rules that stand, or may stand, in a chain. */
  rules(table: FirewallTable, chain: string): readonly FirewallRule[];
  /** Which packets a rule fits, for a walk that takes what the text leaves open as answered. */
  matchOf?(rule: FirewallRule): Match;
  /** A walk that was made before; else it is made. */
  walked?(table: FirewallTable, chain: string, start: Bounds<PacketSet>, walk: () => ChainWalk): ChainWalk;
}

/** What becomes of a set of packets in one chain. */
export class ChainWalk {
  /** What was asked of it already. */
  private answers = new Map<string, PacketSet>();

  constructor(
    readonly start: Bounds<PacketSet>,
    readonly regions: readonly VerdictRegion[],
    /** The packets that each mark-connection, mark-packet and mark-routing rule met, before it marked them. */
    readonly marks: readonly MarkRegion[],
    /** Every rule that packets met. */
    readonly met: readonly MetRegion[],
  ) {}

  /** The same walk over other rules, of which each does what the one in its place does. */
  over(ruleOf: (rule: FirewallRule) => FirewallRule, stepOf: (step: FirewallStep) => FirewallStep): ChainWalk {
    const moved = <T extends VerdictRegion | MarkRegion>(region: T): T => ({
      ...region,
      rule: region.rule && ruleOf(region.rule),
      path: region.path.map(stepOf),
    });
    const walk = new ChainWalk(this.start, this.regions.map(moved), this.marks.map(moved), this.met.map(moved));
    walk.answers = this.answers;
    return walk;
  }

  /** What becomes of those packets of the walk that are, when they leave the chain, among these. */
  within(packets: PacketSet): ChainWalk {
    const among: Match = { must: packets, may: packets };
    const narrow = <T extends Bounds<PacketSet>>(bounds: T): T => ({ ...bounds, ...intersect(bounds, among) });
    const regions = this.regions.map(narrow).filter((region) => !region.possible.isEmpty);
    return new ChainWalk(narrow(this.start), regions, this.marks, this.met);
  }

  /** Packets that may meet one of the verdicts. */
  possibly(...verdicts: readonly Verdict[]): PacketSet {
    return this.answer(`possibly ${verdicts}`, () =>
      unionOf(
        this.regionsOf(verdicts).map((region) => region.possible),
        'up',
      ),
    );
  }

  private answer(question: string, work: () => PacketSet): PacketSet {
    const known = this.answers.get(question);
    if (known) return known;
    const answer = work();
    this.answers.set(question, answer);
    return answer;
  }

  /** Whether any packet may meet one of the verdicts. */
  mayMeet(...verdicts: readonly Verdict[]): boolean {
    return this.regionsOf(verdicts).some(({ possible }) => !possible.isEmpty);
  }

  /**
   * Packets that meet one of the verdicts however the open questions turn out. That two rules of one verdict share the
   * packets in a way that cannot be told (a rate limit between two accepts) does not matter.
   */
  certainly(...verdicts: readonly Verdict[]): PacketSet {
    return this.answer(`certainly ${verdicts}`, () => this.findCertain(verdicts));
  }

  private findCertain(verdicts: readonly Verdict[]): PacketSet {
    if (this.marks.length > 0) {
      return unionOf(
        this.regionsOf(verdicts).map((region) => region.certain),
        'down',
      );
    }
    const others = this.regions.filter((region) => !verdicts.includes(region.verdict));
    return others.reduce((rest, region) => rest.subtract(region.possible, 'down'), this.start.certain);
  }

  /** What goes on to the next table. */
  get passed(): Bounds<PacketSet> {
    return { certain: this.certainly('accept', 'fasttrack'), possible: this.possibly('accept', 'fasttrack') };
  }

  regionsOf(verdicts: readonly Verdict[]): readonly VerdictRegion[] {
    return this.regions.filter((region) => verdicts.includes(region.verdict));
  }
}

/** No real rule set comes near; jumps that fan out exponentially stop here with the verdict `unknown`. */
const MAX_VISITS = 50_000;

/** Sends a set of packets through a chain. Without bounds of their own the packets are taken as certain. */
export function walkChain(
  source: ChainSource,
  table: FirewallTable,
  chain: string,
  packets: PacketSet | Bounds<PacketSet>,
): ChainWalk {
  const start = packets instanceof PacketSet ? exactly(packets) : packets;
  const walk = () => makeWalk(source, table, chain, start);
  return source.walked?.(table, chain, start, walk) ?? walk();
}

function makeWalk(source: ChainSource, table: FirewallTable, chain: string, start: Bounds<PacketSet>): ChainWalk {
  const walker = new Walker(source, table);
  const rest = walker.chain(chain, start, []);
  walker.finish('accept', rest, [endOfChain(table, chain)], undefined);
  return new ChainWalk(start, walker.regions, walker.marks, walker.met);
}

class Walker {
  readonly regions: VerdictRegion[] = [];
  readonly marks: MarkRegion[] = [];
  readonly met: MetRegion[] = [];
  private readonly open: string[] = [];
  private visits = 0;

  constructor(
    private readonly source: ChainSource,
    private readonly table: FirewallTable,
  ) {}

  /** Walks one chain; the answer is what runs through, or returns, to the caller. */
  chain(name: string, packets: Bounds<PacketSet>, path: readonly FirewallStep[]): Bounds<PacketSet> {
    this.open.push(name);
    let rest = packets;
    let returned: Bounds<PacketSet> = NOTHING;
    for (const rule of this.source.rules(this.table, name)) {
      if (rest.possible.isEmpty) break;
      const match = this.source.matchOf?.(rule) ?? rule.match;
      // Most rules of a long chain are for others.
      if (rest.possible.isApartFrom(match.may)) continue;
      const matched = intersect(rest, match);
      if (matched.possible.isEmpty) continue;
      const missed = subtract(rest, match);
      const steps = [...path, ruleStep(rule, name)];
      if (++this.visits > MAX_VISITS) {
        this.finish('unknown', matched, steps, rule);
        rest = { certain: missed.certain, possible: rest.possible };
        break;
      }
      // Before those that a jump leads to.
      const at = this.met.push({ rule, path: steps, ...matched, isPassing: false }) - 1;
      const effect = this.apply(rule, matched, steps);
      if (effect === 'unchanged') this.met[at] = { rule, path: steps, ...matched, isPassing: true };
      if (effect === 'returns') {
        returned = unite(returned, matched);
        rest = missed;
      } else {
        rest = effect === 'unchanged' ? rest : unite(missed, effect);
      }
    }
    this.open.pop();
    return unite(rest, returned);
  }

  /** Records what a rule decides. The answer is what goes on behind it of the packets that it fits. */
  private apply(
    rule: FirewallRule,
    matched: Bounds<PacketSet>,
    path: readonly FirewallStep[],
  ): Bounds<PacketSet> | 'unchanged' | 'returns' {
    const action = rule.action;
    switch (action) {
      case 'accept':
      case 'drop':
      case 'reject':
      case 'tarpit':
        this.finish(action, matched, path, rule);
        return NOTHING;
      case 'jump':
        return this.jump(rule, matched, path);
      case 'return':
        return 'returns';
      case 'fasttrack-connection':
        this.finish('fasttrack', matched, path, rule);
        return { certain: PacketSet.none, possible: matched.possible };
      case 'mark-connection':
        return this.mark(rule, 'connectionMark', 'new-connection-mark', matched, path);
      case 'mark-packet':
        return this.mark(rule, 'packetMark', 'new-packet-mark', matched, path);
      case 'mark-routing':
        return this.mark(rule, 'routingMark', 'new-routing-mark', matched, path);
      case 'notrack':
        this.marks.push({ rule, path, ...matched });
        return assign(
          assign(matched, 'connectionState', SymbolSet.of('untracked')),
          'connectionMark',
          SymbolSet.of(NO_MARK),
        );
      case undefined:
        return this.unknown(rule, matched, path);
    }
    if (TRANSLATING.has(action)) {
      this.finish('translate', matched, path, rule);
      return NOTHING;
    }
    if (PASSING.has(action)) return this.passOn(rule, matched, path, 'unchanged');
    return this.unknown(rule, matched, path);
  }

  private jump(rule: FirewallRule, matched: Bounds<PacketSet>, path: readonly FirewallStep[]): Bounds<PacketSet> {
    const target = rule.value('jump-target');
    if (target === undefined || this.open.includes(target)) return this.unknown(rule, matched, path);
    return this.chain(target, matched, path);
  }

  private mark(
    rule: FirewallRule,
    dimension: Extract<Dimension, 'connectionMark' | 'packetMark' | 'routingMark'>,
    property: string,
    matched: Bounds<PacketSet>,
    path: readonly FirewallStep[],
  ): Bounds<PacketSet> {
    this.marks.push({ rule, path, ...matched });
    const mark = rule.value(property);
    // Only a connection can carry its mark; without one the action comes to nothing.
    const carriers = dimension === 'connectionMark' ? intersect(matched, TRACKED) : matched;
    const others = dimension === 'connectionMark' ? subtract(matched, TRACKED) : NOTHING;
    const carried =
      mark === undefined
        ? { certain: PacketSet.none, possible: assign(carriers, dimension, SymbolSet.all).possible }
        : assign(carriers, dimension, SymbolSet.of(mark));
    const marked = unite(carried, others);
    const onward = this.passOn(rule, marked, path, 'changed');
    return onward === 'unchanged' ? marked : onward;
  }

  /** Ends the table for packets of a rule with `passthrough=no`; RouterOS's default is yes. */
  private passOn(
    rule: FirewallRule,
    packets: Bounds<PacketSet>,
    path: readonly FirewallStep[],
    packetsAre: 'changed' | 'unchanged',
  ): Bounds<PacketSet> | 'unchanged' {
    const passthrough = rule.item.properties.get('passthrough');
    if (passthrough === undefined) return packetsAre === 'unchanged' ? 'unchanged' : packets;
    if (passthrough.value === undefined) {
      const either = { certain: PacketSet.none, possible: packets.possible };
      this.finish('accept', either, path, rule);
      return either;
    }
    if (passthrough.value !== 'no' && passthrough.value !== 'false') {
      return packetsAre === 'unchanged' ? 'unchanged' : packets;
    }
    this.finish('accept', packets, path, rule);
    return NOTHING;
  }

  private unknown(rule: FirewallRule, matched: Bounds<PacketSet>, path: readonly FirewallStep[]): Bounds<PacketSet> {
    this.finish('unknown', matched, path, rule);
    return { certain: PacketSet.none, possible: matched.possible };
  }

  finish(
    verdict: Verdict,
    packets: Bounds<PacketSet>,
    path: readonly FirewallStep[],
    rule: FirewallRule | undefined,
  ): void {
    if (packets.possible.isEmpty) return;
    const certain = verdict === 'unknown' ? PacketSet.none : packets.certain;
    this.regions.push({ verdict, certain, possible: packets.possible, path, rule });
  }
}

const NOTHING: Bounds<PacketSet> = exactly(PacketSet.none);

const tracked = PacketSet.of({ connectionState: TRACKED_STATES });
const TRACKED: Match = { must: tracked, may: tracked };

/** NAT actions that decide an address and end the chain. */
const TRANSLATING: ReadonlySet<string> = new Set([
  ...['dst-nat', 'src-nat', 'masquerade', 'redirect', 'netmap', 'same', 'endpoint-independent-nat', 'socksify'],
]);

/** Actions that leave the packet's way as it is (for those of mangle, unless `passthrough=no`). */
const PASSING: ReadonlySet<string> = new Set([
  ...['log', 'passthrough', 'add-src-to-address-list', 'add-dst-to-address-list', 'set-priority', 'route'],
  ...['change-dscp', 'change-tos', 'change-ttl', 'change-mss', 'change-hop-limit', 'clear-df', 'strip-ipv4-options'],
  ...['sniff', 'sniff-tzsp', 'sniff-pc', 'snpt', 'dnpt'],
]);

/** What of the packets meets the rule. Where nothing is open, one computation serves both bounds. */
function intersect(packets: Bounds<PacketSet>, { must, may }: Match): Bounds<PacketSet> {
  const possible = packets.possible.intersect(may);
  if (isKnown(packets) && must === may && possible.isExact) return exactly(possible);
  return { certain: packets.certain.intersect(must, 'down'), possible };
}

/** What of the packets goes past the rule. */
function subtract(packets: Bounds<PacketSet>, { must, may }: Match): Bounds<PacketSet> {
  const possible = packets.possible.subtract(must);
  if (isKnown(packets) && must === may && possible.isExact) return exactly(possible);
  return { certain: packets.certain.subtract(may, 'down'), possible };
}

function unite(a: Bounds<PacketSet>, b: Bounds<PacketSet>): Bounds<PacketSet> {
  const possible = a.possible.union(b.possible);
  if (isKnown(a) && isKnown(b) && possible.isExact) return exactly(possible);
  return { certain: a.certain.union(b.certain, 'down'), possible };
}

function assign(
  packets: Bounds<PacketSet>,
  dimension: 'connectionMark' | 'packetMark' | 'routingMark' | 'connectionState',
  values: SymbolSet,
): Bounds<PacketSet> {
  return {
    certain: packets.certain.assign(dimension, values, 'down'),
    possible: packets.possible.assign(dimension, values),
  };
}

function unionOf(sets: readonly PacketSet[], rounding: 'up' | 'down'): PacketSet {
  return sets.reduce((all, set) => all.union(set, rounding), PacketSet.none);
}
