import { areAlike, type Item } from '../config/item';
import { type FirewallTable, tableOfMenu } from './firewall-table';
import type { NetworkModel } from './network-model';
import { TableChange } from './table-change';

/** Menus that say nothing of where a packet goes. */
const ASIDE = /^\/(tool|system|queue|log|user|snmp|certificate|file)(\/|$)/;
/** What these hold is known by the rules that name it. */
const OF_RULES = /^\/(ip|ipv6)\/firewall\/(address-list|connection)$/;

/**
 * How a model differs from one before it: from that of the text before an edit, or from the router before its scripts
 * ran. What was found out about that one and hangs on nothing that differs holds for this one, too.
 */
export class ModelChange {
  private readonly tables = new Map<FirewallTable, TableChange>();
  #elsewhere: ReadonlyMap<Item, Item> | 'differs' | undefined;

  constructor(
    readonly before: NetworkModel,
    private readonly now: NetworkModel,
  ) {}

  /** How the rules of a table differ. */
  table(table: FirewallTable): TableChange {
    let change = this.tables.get(table);
    if (change === undefined) {
      change = new TableChange(this.before.allRules(table), this.now.allRules(table), this.now.matchContext);
      this.tables.set(table, change);
    }
    return change;
  }

  /** Whether a chain has got its first rules, or has lost the last one. */
  isFilledOrEmptied(table: FirewallTable, chain: string): boolean {
    const hasRules = (model: NetworkModel) => model.rules(table, chain).length > 0;
    return hasRules(this.before) !== hasRules(this.now);
  }

  /** Whether nothing but firewall rules and address lists differs of what decides where packets go. */
  get isOfRulesOnly(): boolean {
    return this.elsewhere !== 'differs';
  }

  /** What now stands in the place of an item; undefined for one that is gone or another, or where all may be others. */
  itemAfter(item: Item): Item | undefined {
    const table = tableOfMenu(item.menu);
    if (table !== undefined) return this.table(table).successorOf(item)?.item;
    const { elsewhere } = this;
    return elsewhere === 'differs' ? undefined : elsewhere.get(item);
  }

  private get elsewhere(): ReadonlyMap<Item, Item> | 'differs' {
    this.#elsewhere ??= this.pairElsewhere() ?? 'differs';
    return this.#elsewhere;
  }

  /** The items of all other menus in pairs; undefined where some differ. */
  private pairElsewhere(): ReadonlyMap<Item, Item> | undefined {
    const [before, now] = [this.before.configuration, this.now.configuration];
    if (JSON.stringify(before.version) !== JSON.stringify(now.version)) return undefined;
    const pairs = new Map<Item, Item>();
    for (const path of new Set([...before.paths, ...now.paths])) {
      if (tableOfMenu(path) !== undefined || ASIDE.test(path) || OF_RULES.test(path)) continue;
      const [was, is] = [before.menu(path), now.menu(path)];
      const isSameSize = was.items.length === is.items.length;
      if (was.completeness !== is.completeness || was.uncertain !== is.uncertain || !isSameSize) return undefined;
      for (const [at, item] of was.items.entries()) {
        const other = is.items[at];
        if (other === undefined || (other !== item && !areAlike(item, other))) return undefined;
        pairs.set(item, other);
      }
    }
    return pairs;
  }
}
