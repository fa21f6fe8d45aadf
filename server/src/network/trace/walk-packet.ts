import type { Cube } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import type { FirewallTable } from '../firewall-table';
import type { Match } from '../lower-match';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { parseNth } from '../questions/nth-values';
import { parsePcc } from '../questions/pcc-partitions';
import { type ChainSource, type ChainWalk, type MetRegion, type Verdict, walkChain } from '../walk-chain';
import { type HashClasses, splitClasses } from './hash-classes';
import type { WayChoice } from './way-choice';

/** One way of a packet through a chain. */
export interface PacketWay {
  readonly verdict: Verdict;
  /** The rule that decided; undefined at the end of the chain. */
  readonly rule: FirewallRule | undefined;
  /** The packet as it leaves the chain, with its marks. */
  readonly packet: Cube;
  /** The rules met on the way, in order. */
  readonly met: readonly MetRegion[];
  /** What was assumed of rules of which the text does not tell whether they fit, in the order of the way. */
  readonly assumptions: ReadonlyMap<FirewallRule, Assumption>;
  readonly classes: PacketClasses;
  /** The partings of the way, in order, with the part of the connections that takes this one at each. */
  readonly choices: readonly WayChoice[];
}

export interface Assumption {
  readonly fits: boolean;
  /** How many other rules were met before. */
  readonly position: number;
  readonly choice: WayChoice;
}

/**
 * The classes that a packet may still be in, by what a per-connection-classifier hashes (`both-addresses`): rules of one
 * partition take each connection exactly once, and divisors of the same hash know of each other.
 */
export type PacketClasses = ReadonlyMap<string, HashClasses>;

/** So many ways are followed one by one; beyond, a rule is taken as fitting and as not fitting at once. */
const MAX_WALKS = 64;
/** Ways that part by a share of the connections come cheaper: there is one for each rule of a partition. */
const MAX_SHARE_WALKS = 128;

/**
 * Every way of one packet through a chain: one, unless a rule on it hangs on what the text does not tell. The packet is
 * one cube with one value a side; a side that is not known may be wider.
 */
export function walkPacket(
  model: NetworkModel,
  table: FirewallTable,
  chain: string,
  packet: PacketSet,
  classes: PacketClasses,
): readonly PacketWay[] {
  const known = model.once(knownWalks);
  const key = `${table} ${chain} ${packet.key}${classesKey(classes)}`;
  let ways = known.get(key);
  if (ways === undefined) {
    ways = new PacketWalker(model, table, chain, packet).ways(new Map(), new Map(), classes);
    if (known.size < MAX_KNOWN) known.set(key, ways);
  }
  return ways;
}

/** Questions follow the same packets again and again: whatever is dead, most chains do the same to them. */
const MAX_KNOWN = 5000;

function knownWalks(): Map<string, readonly PacketWay[]> {
  return new Map();
}

function classesKey(classes: PacketClasses): string {
  let key = '';
  for (const [fields, { modulus, residues }] of classes) key += `; ${fields} ${modulus} ${residues}`;
  return key;
}

class PacketWalker {
  private walks = 0;
  private shareWalks = 0;

  constructor(
    private readonly model: NetworkModel,
    private readonly table: FirewallTable,
    private readonly chain: string,
    private readonly start: PacketSet,
  ) {}

  ways(
    matches: ReadonlyMap<FirewallRule, Match>,
    assumptions: ReadonlyMap<FirewallRule, Assumption>,
    classes: PacketClasses,
  ): readonly PacketWay[] {
    const answered: ChainSource = {
      rules: (table, chain) => this.model.rules(table, chain),
      matchOf: (rule) => matches.get(rule) ?? rule.match,
    };
    const source = matches.size === 0 ? this.model : answered;
    const walk = walkChain(source, this.table, this.chain, this.start);
    const choices = [...assumptions.values()].map((each) => each.choice);
    const endings = (of: ChainWalk['regions'], more: readonly WayChoice[] = []): PacketWay[] =>
      of.flatMap(({ verdict, rule, possible }) =>
        possible.cubes.map((packet) => {
          const last = rule === undefined ? walk.met.length - 1 : walk.met.findIndex((each) => each.rule === rule);
          const met = walk.met.slice(0, last + 1);
          return { verdict, rule, packet, met, assumptions, classes, choices: [...choices, ...more] };
        }),
      );
    const open = walk.met.find(({ rule, isPassing, certain, possible }) => {
      if (matches.has(rule) || isPassing) return false;
      return !possible.isSubsetOf(certain) || splits(walk, rule);
    });
    if (open === undefined) return endings(walk.regions);
    const { rule } = open;
    const share = this.shareOf(rule, open.possible, classes);
    const isTooMuch = share === undefined ? ++this.walks >= MAX_WALKS : ++this.shareWalks >= MAX_SHARE_WALKS;
    if (isTooMuch) return endings(walk.regions, [OPEN]);

    const without: Match = { must: PacketSet.none, may: PacketSet.none };
    if (open.possible.isSubsetOf(open.certain)) {
      // FastTrack takes some packets and lets others on; what a computed action does nobody knows.
      const taken = endings(
        walk.regions.filter((region) => region.rule === rule),
        [OPEN],
      );
      return [...taken, ...this.ways(new Map([...matches, [rule, without]]), assumptions, classes)];
    }
    const { must, may } = rule.match;
    const position = walk.met.indexOf(open);
    const assume = (choice: WayChoice, known: PacketClasses) => {
      const match = choice.fits ? { must: may, may } : { must, may: must };
      const assumed = new Map([...assumptions, [rule, { fits: choice.fits, position, choice }] as const]);
      return this.ways(new Map([...matches, [rule, match]]), assumed, known);
    };
    return (share ?? openShare(rule, classes)).flatMap(({ choice, classes: known }) => assume(choice, known));
  }

  /** How a rule shares out connections, if nothing else about it is open. */
  private shareOf(rule: FirewallRule, packets: PacketSet, classes: PacketClasses): readonly SharedWay[] | undefined {
    if (!rule.isCertain) return undefined;
    for (const [property, waysOf] of SHARING) {
      const text = rule.value(property);
      if (text === undefined || text === '' || !packets.isSubsetOf(rule.matchWithout(property).must)) continue;
      const found = waysOf(rule, text, classes);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** A way past or into a rule, with what is then known of the connection. */
interface SharedWay {
  readonly choice: WayChoice;
  readonly classes: PacketClasses;
}

type SharedWays = (rule: FirewallRule, text: string, classes: PacketClasses) => readonly SharedWay[] | undefined;

const SHARING: readonly (readonly [property: string, waysOf: SharedWays])[] = [
  ['per-connection-classifier', byHash],
  ['nth', byCounter],
  ['random', byChance],
];

function byHash(rule: FirewallRule, text: string, classes: PacketClasses): readonly SharedWay[] | undefined {
  const pcc = parsePcc(text);
  const split = pcc && splitClasses(classes.get(pcc.fields), pcc);
  if (pcc === undefined || split === undefined) return undefined;
  const { fitting, others } = split;
  const all = fitting.residues.length + others.residues.length;
  return [
    { left: fitting, fits: !pcc.negated },
    { left: others, fits: pcc.negated },
  ]
    .filter(({ left }) => left.residues.length > 0)
    .map(({ left, fits }) => ({
      choice: { by: 'pcc' as const, rule, fits, part: left.residues.length / all },
      classes: new Map([...classes, [pcc.fields, left]]),
    }));
}

function byCounter(rule: FirewallRule, text: string, classes: PacketClasses): readonly SharedWay[] | undefined {
  const nth = parseNth(text);
  if (nth === undefined || nth.packet < 1 || nth.packet > nth.every) return undefined;
  const part = 1 / nth.every;
  return [
    { choice: { by: 'nth' as const, rule, fits: true, part, nth }, classes },
    ...(nth.every > 1 ? [{ choice: { by: 'nth' as const, rule, fits: false, part: 1 - part, nth }, classes }] : []),
  ];
}

function byChance(rule: FirewallRule, text: string, classes: PacketClasses): readonly SharedWay[] | undefined {
  if (!/^[1-9]\d?$/.test(text)) return undefined;
  const part = Number(text) / 100;
  return [
    { choice: { by: 'random' as const, rule, fits: true, part }, classes },
    { choice: { by: 'random' as const, rule, fits: false, part: 1 - part }, classes },
  ];
}

/** Nothing tells how often the rule fits: the way past it stands for the ordinary connection. */
function openShare(rule: FirewallRule, classes: PacketClasses): readonly SharedWay[] {
  return [
    { choice: { ...OPEN, rule, fits: true }, classes },
    { choice: { ...OPEN, rule, fits: false, part: 1 }, classes },
  ];
}

const OPEN: WayChoice = { by: 'open', rule: undefined, fits: true, part: 0 };

/** Whether a rule both takes packets and lets the same ones on. */
function splits(walk: ChainWalk, rule: FirewallRule): boolean {
  return walk.regions.some((region) => region.rule === rule && ['fasttrack', 'unknown'].includes(region.verdict));
}
