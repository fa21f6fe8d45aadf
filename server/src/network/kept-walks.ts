import type { Item } from '../config/item';
import type { Bounds } from './bounds';
import { type Dimension, UNIVERSE } from './cube';
import type { FirewallRule } from './firewall-rule';
import { type FirewallStep, ruleStep } from './firewall-step';
import type { FirewallTable } from './firewall-table';
import type { MatchContext } from './lower-match';
import { holdsTheSame, type NamedSet } from './named-set';
import type { PacketSet } from './packet-set';
import type { ChainWalk } from './walk-chain';

/** What a model tells of itself to keep its walks. */
interface WalkedModel {
  allRules(table: FirewallTable): readonly FirewallRule[];
  readonly matchContext: MatchContext;
}

/** With more walks than these a model keeps none of the further ones: their packets take memory. */
const MAX_WALKS = 2000;
/** Where more rules than these are others, hardly a walk stays the same. */
const MAX_CHANGED = 40;

/**
 * The walks through a model's chains. After an edit most are the same as before: those that no rule meets which is new,
 * gone or another one. They are taken over from the model before, with the rules of this one in their places.
 */
export class KeptWalks {
  private readonly walks = new Map<string, ChainWalk>();
  private readonly changes = new Map<FirewallTable, TableChange>();

  constructor(
    private readonly model: WalkedModel,
    private before: KeptWalks | undefined,
  ) {
    // One model back is enough, and all of them would be too many.
    if (before) before.before = undefined;
  }

  /** The walk of these packets, made before or now. */
  get(table: FirewallTable, chain: string, start: Bounds<PacketSet>, walk: () => ChainWalk): ChainWalk {
    const key = keyOf(table, chain, start);
    const known = this.walks.get(key);
    if (known) return known;
    const found = this.takenOver(key, table, chain, start) ?? walk();
    if (this.walks.size < MAX_WALKS) this.walks.set(key, found);
    return found;
  }

  private takenOver(key: string, table: FirewallTable, chain: string, start: Bounds<PacketSet>): ChainWalk | undefined {
    const walk = this.before?.walks.get(key);
    if (!walk || !this.before) return undefined;
    let change = this.changes.get(table);
    if (!change) {
      change = new TableChange(this.before.model.allRules(table), this.model.allRules(table), this.model.matchContext);
      this.changes.set(table, change);
    }
    // Rounding adds packets that the start does not have, and a new rule may meet those.
    const isRounded = walk.regions.some(isRoundedUp) || walk.met.some(isRoundedUp);
    return isRounded || change.mayMatter(chain, start.possible) ? undefined : change.over(walk);
  }
}

function keyOf(table: FirewallTable, chain: string, { certain, possible }: Bounds<PacketSet>): string {
  return [table, chain, possible.key, certain === possible ? '' : certain.key].join(' ; ');
}

/** What on a packet a walk may change: whatever these were at the start, a rule may meet them. */
const CHANGED_ON_THE_WAY: readonly Dimension[] = ['connectionMark', 'packetMark', 'routingMark', 'connectionState'];

/** How the rules of a table differ from those of the model before. */
class TableChange {
  /** Rules of either model that are not in the other, with the packets that may come to fit them on their way. */
  private readonly changed: { readonly rule: FirewallRule; readonly met: PacketSet }[] = [];
  private readonly isMuchChanged: boolean;
  /** The rule that stands for one of the model before, by the item of that. */
  private readonly successors = new Map<Item, FirewallRule>();
  private readonly jumpTargets: ReadonlySet<string | undefined>;

  constructor(before: readonly FirewallRule[], now: readonly FirewallRule[], context: MatchContext) {
    const isUnchanged = remembering((named) => holdsTheSame(named, context));
    const pair = (old: FirewallRule | undefined, rule: FirewallRule | undefined): boolean => {
      if (!old || !rule?.continues(old, isUnchanged)) return false;
      this.successors.set(old.item, rule);
      return true;
    };
    const changed: (FirewallRule | undefined)[] = [];
    let first = 0;
    while (first < now.length && pair(before[first], now[first])) first++;
    let [oldEnd, end] = [before.length, now.length];
    while (end > first && oldEnd > first && pair(before[oldEnd - 1], now[end - 1]))
      [oldEnd, end] = [oldEnd - 1, end - 1];
    const isInPlace = before.length === now.length;
    for (let at = first; at < Math.max(oldEnd, end); at++) {
      const [old, rule] = [at < oldEnd ? before[at] : undefined, at < end ? now[at] : undefined];
      if (!isInPlace || !pair(old, rule)) changed.push(old, rule);
    }
    this.isMuchChanged = changed.length > MAX_CHANGED;
    for (const rule of this.isMuchChanged ? [] : changed) {
      if (rule) this.changed.push({ rule, met: CHANGED_ON_THE_WAY.reduce(free, rule.match.may) });
    }
    const jumps = [...before, ...now].filter(({ action }) => action === 'jump');
    this.jumpTargets = new Set(jumps.map((rule) => rule.value('jump-target')));
  }

  /** Whether a rule that is new, gone or another one may meet some of the packets. */
  mayMatter(chain: string, packets: PacketSet): boolean {
    if (this.isMuchChanged) return true;
    return this.changed.some(({ rule, met }) => {
      if (rule.chain !== undefined && rule.chain !== chain && !this.jumpTargets.has(rule.chain)) return false;
      return !packets.isApartFrom(met) && !packets.intersect(met).isEmpty;
    });
  }

  over(walk: ChainWalk): ChainWalk {
    const ruleOf = (rule: FirewallRule): FirewallRule => this.successors.get(rule.item) ?? rule;
    const stepOf = (step: FirewallStep): FirewallStep => {
      const rule = step.item && this.successors.get(step.item);
      return rule ? ruleStep(rule, step.chain) : step;
    };
    return walk.over(ruleOf, stepOf);
  }
}

function isRoundedUp({ possible }: Bounds<PacketSet>): boolean {
  return possible.roundedUp;
}

function free(packets: PacketSet, dimension: Dimension): PacketSet {
  return packets.assign(dimension, UNIVERSE[dimension]);
}

/** Thousands of rules name the same few lists. */
function remembering(ask: (named: NamedSet) => boolean): (named: NamedSet) => boolean {
  const known = new Map<NamedSet['held'], boolean>();
  return (named) => {
    let answer = known.get(named.held);
    if (answer === undefined) {
      answer = ask(named);
      known.set(named.held, answer);
    }
    return answer;
  };
}
