import { areAlike, type Item, isDisabled, type Origin, valueOf } from '../config/item';
import { type FirewallTable, isIpv6Table } from './firewall-table';
import { lowerMatch, type Match, type MatchContext } from './lower-match';
import { type NamedSet, noting } from './named-set';
import { PacketSet } from './packet-set';

/** One enabled rule of a firewall table, with the packets that it fits. */
export class FirewallRule {
  #match: Match | undefined;
  /** The lists and groups that the matchers name, as far as they were looked at. */
  #named: readonly NamedSet[] = [];

  constructor(
    readonly item: Item,
    readonly table: FirewallTable,
    /** The chain it stands in; undefined where the script computes the name. */
    readonly chain: string | undefined,
    /** Its place among all items of the menu that name this chain, disabled ones counted, from 1. */
    readonly position: number,
    private readonly context: MatchContext,
  ) {}

  get origin(): Origin {
    return this.item.origin;
  }

  /** What is done to a packet that fits; RouterOS's own default is `accept`. Undefined where the script computes it. */
  get action(): string | undefined {
    return this.item.properties.has('action') || !this.item.added ? valueOf(this.item, 'action') : 'accept';
  }

  /** Whether the rule is there and enabled for sure: not made in a branch, not switched by a computed value. */
  get isCertain(): boolean {
    if (!this.item.certain || !this.item.added || this.chain === undefined) return false;
    const disabled = this.item.properties.get('disabled');
    return disabled === undefined || disabled.value !== undefined;
  }

  /** The packets that the matchers fit; `must` is empty for a rule that may not be there. */
  get match(): Match {
    if (this.#match === undefined) {
      const named: NamedSet[] = [];
      this.#match = this.lower(noting(this.context, named));
      this.#named = named;
    }
    return this.#match;
  }

  /**
   * Whether it does what a rule of the model before did, as far as anybody looked: for the same packets the same. Then it
   * takes over what that rule fits.
   */
  continues(before: FirewallRule, isUnchanged: (named: NamedSet) => boolean): boolean {
    if (!areAlike(this.item, before.item) || !before.#named.every(isUnchanged)) return false;
    this.#match ??= before.#match;
    this.#named = before.#named;
    return true;
  }

  /** The packets that the matchers but this one fit. */
  matchWithout(property: string): Match {
    return this.lower(this.context, property);
  }

  value(property: string): string | undefined {
    return valueOf(this.item, property);
  }

  private lower(context: MatchContext, without?: string): Match {
    // Of a rule that the script only names, the matchers that it does not mention are not known.
    if (!this.item.added) return { must: PacketSet.none, may: PacketSet.all };
    const match = lowerMatch(this.item, context, isIpv6Table(this.table), without);
    return this.isCertain ? match : { must: PacketSet.none, may: match.may };
  }
}

/** The enabled rules of a menu's items in their order. */
export function firewallRules(items: readonly Item[], table: FirewallTable, context: MatchContext): FirewallRule[] {
  const rules: FirewallRule[] = [];
  const counts = new Map<string | undefined, number>();
  for (const item of items) {
    const chain = valueOf(item, 'chain');
    const position = (counts.get(chain) ?? 0) + 1;
    counts.set(chain, position);
    if (!isDisabled(item)) rules.push(new FirewallRule(item, table, chain, position, context));
  }
  return rules;
}
