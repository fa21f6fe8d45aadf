import type { Item } from '../config/item';
import { type Dimension, UNIVERSE } from './cube';
import type { FirewallRule } from './firewall-rule';
import { type FirewallStep, ruleStep } from './firewall-step';
import type { MatchContext } from './lower-match';
import { holdsTheSame, type NamedSet } from './named-set';
import type { PacketSet } from './packet-set';
import type { ChainWalk } from './walk-chain';

/** Where more rules than these are others, hardly a walk stays the same. */
const MAX_CHANGED = 40;

/** What on a packet a walk may change: whatever these were at the start, a rule may meet them. */
const CHANGED_ON_THE_WAY: readonly Dimension[] = ['connectionMark', 'packetMark', 'routingMark', 'connectionState'];

/** How the rules of a table differ from those of the model before. */
export class TableChange {
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

  /** Whether all rules are the same. */
  get isNothing(): boolean {
    return this.changed.length === 0 && !this.isMuchChanged;
  }

  /** Whether a rule that is new, gone or another one may meet some of the packets. */
  mayMatter(chain: string, packets: PacketSet): boolean {
    if (this.isMuchChanged) return true;
    return this.changed.some(({ rule, met }) => {
      if (rule.chain !== undefined && rule.chain !== chain && !this.jumpTargets.has(rule.chain)) return false;
      return !packets.isApartFrom(met) && !packets.intersect(met).isEmpty;
    });
  }

  /** The rule of now in the place of one of before; undefined for one that is new, gone or another. */
  successorOf(item: Item): FirewallRule | undefined {
    return this.successors.get(item);
  }

  /** A walk through rules of before, with those of now in their places. */
  over(walk: ChainWalk): ChainWalk {
    const ruleOf = (rule: FirewallRule): FirewallRule => this.successors.get(rule.item) ?? rule;
    const stepOf = (step: FirewallStep): FirewallStep => {
      const rule = step.item && this.successors.get(step.item);
      return rule ? ruleStep(rule, step.chain) : step;
    };
    return walk.over(ruleOf, stepOf);
  }
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
