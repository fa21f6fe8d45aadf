import type { Cube } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import type { FirewallTable } from '../firewall-table';
import type { Match } from '../lower-match';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { type ChainSource, type ChainWalk, type MetRegion, type Verdict, walkChain } from '../walk-chain';

/** One way of a packet through a chain. */
export interface PacketWay {
  readonly verdict: Verdict;
  /** The rule that decided; undefined at the end of the chain. */
  readonly rule: FirewallRule | undefined;
  /** The packet as it leaves the chain, with its marks. */
  readonly packet: Cube;
  /** The rules met on the way, in order. */
  readonly met: readonly MetRegion[];
  /** What was assumed of rules of which the text does not tell whether they fit. */
  readonly assumptions: ReadonlyMap<FirewallRule, Assumption>;
  readonly classes: PacketClasses;
}

export interface Assumption {
  readonly fits: boolean;
  /** How many other rules were met before. */
  readonly position: number;
}

/**
 * The classes that a packet may still be in, by what a per-connection-classifier hashes and its denominator
 * (`both-addresses:2`): rules of one partition take each connection exactly once.
 */
export type PacketClasses = ReadonlyMap<string, ReadonlySet<number>>;

/** So many ways are followed one by one; beyond, a rule is taken as fitting and as not fitting at once. */
const MAX_WALKS = 64;

/**
 * Every way of one packet through a chain: one, unless a rule on it hangs on what the text does not tell. The packet is
 * a cube with one value a side; a side that is not known may be wider.
 */
export function walkPacket(
  model: NetworkModel,
  table: FirewallTable,
  chain: string,
  packet: Cube,
  classes: PacketClasses,
): readonly PacketWay[] {
  return new PacketWalker(model, table, chain, packet).ways(new Map(), new Map(), classes);
}

class PacketWalker {
  private readonly start: PacketSet;
  private walks = 0;

  constructor(
    private readonly model: NetworkModel,
    private readonly table: FirewallTable,
    private readonly chain: string,
    packet: Cube,
  ) {
    this.start = PacketSet.of(packet);
  }

  ways(
    matches: ReadonlyMap<FirewallRule, Match>,
    assumptions: ReadonlyMap<FirewallRule, Assumption>,
    classes: PacketClasses,
  ): readonly PacketWay[] {
    const source: ChainSource = {
      rules: (table, chain) => this.model.rules(table, chain),
      matchOf: (rule) => matches.get(rule) ?? rule.match,
    };
    const walk = walkChain(source, this.table, this.chain, this.start);
    const endings = (of: ChainWalk['regions']): PacketWay[] =>
      of.flatMap(({ verdict, rule, possible }) =>
        possible.cubes.map((packet) => {
          const last = rule === undefined ? walk.met.length - 1 : walk.met.findIndex((each) => each.rule === rule);
          return { verdict, rule, packet, met: walk.met.slice(0, last + 1), assumptions, classes };
        }),
      );
    const open = walk.met.find(({ rule, isPassing, certain, possible }) => {
      if (matches.has(rule) || isPassing) return false;
      return !possible.isSubsetOf(certain) || splits(walk, rule);
    });
    if (open === undefined || ++this.walks >= MAX_WALKS) return endings(walk.regions);

    const { rule } = open;
    const without: Match = { must: PacketSet.none, may: PacketSet.none };
    if (open.possible.isSubsetOf(open.certain)) {
      // FastTrack takes some packets and lets others on; what a computed action does nobody knows.
      const taken = endings(walk.regions.filter((region) => region.rule === rule));
      return [...taken, ...this.ways(new Map([...matches, [rule, without]]), assumptions, classes)];
    }
    const { must, may } = rule.match;
    const position = walk.met.indexOf(open);
    const assume = (fits: boolean, known: PacketClasses) => {
      const match = fits ? { must: may, may } : { must, may: must };
      const assumed = new Map([...assumptions, [rule, { fits, position }] as const]);
      return this.ways(new Map([...matches, [rule, match]]), assumed, known);
    };
    const share = this.shareOf(rule, open.possible);
    if (share === undefined) return [...assume(true, classes), ...assume(false, classes)];
    const all = Array.from({ length: share.of }, (_, each) => each);
    const left = classes.get(share.partition) ?? new Set(all);
    const others = new Set([...left].filter((each) => each !== share.remainder));
    const knowing = (those: ReadonlySet<number>) => new Map([...classes, [share.partition, those]]);
    return [
      ...(left.has(share.remainder) ? assume(true, knowing(new Set([share.remainder]))) : []),
      ...(others.size > 0 ? assume(false, knowing(others)) : []),
    ];
  }

  /** The share of connections that a rule takes, if nothing else about it is open. */
  private shareOf(rule: FirewallRule, packets: PacketSet): Share | undefined {
    const share = parseShare(rule.value('per-connection-classifier') ?? '');
    if (share === undefined || !rule.isCertain) return undefined;
    return packets.isSubsetOf(rule.matchWithout('per-connection-classifier').must) ? share : undefined;
  }
}

interface Share {
  readonly partition: string;
  readonly of: number;
  readonly remainder: number;
}

/** More classes than this are one open question each. */
const MAX_CLASSES = 64;

function parseShare(text: string): Share | undefined {
  const match = /^([a-z-]+:(\d+))\/(\d+)$/.exec(text);
  const of = Number(match?.[2]);
  return match && of >= 1 && of <= MAX_CLASSES
    ? { partition: match[1] as string, of, remainder: Number(match[3]) }
    : undefined;
}

/** Whether a rule both takes packets and lets the same ones on. */
function splits(walk: ChainWalk, rule: FirewallRule): boolean {
  return walk.regions.some((region) => region.rule === rule && ['fasttrack', 'unknown'].includes(region.verdict));
}
