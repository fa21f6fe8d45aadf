import type { AddressRows } from '../base/address-rows';
import { type Interval, IntervalSet } from '../base/interval-set';
import { ANY_IPV4, parseIpv4Set } from '../base/ip-set';
import type { Ipv6Prefix } from '../base/ipv6-address';
import { type Configuration, itemsWithMore } from '../config/configuration';
import { type Item, isDisabled, valueOf } from '../config/item';
import { type Bounds, exactly } from './bounds';
import { parseIpv6Networks } from './ipv6-packets';

const UNKNOWN: Bounds<IntervalSet> = { certain: IntervalSet.empty, possible: ANY_IPV4 };
const ANY_IPV6: readonly Ipv6Prefix[] = [{ address: 0n, length: 0 }];

/** The tables whose rules put addresses into lists while the router runs. */
const TABLES: readonly string[] = ['raw', 'mangle', 'nat', 'filter'];
/** Menus with an `address-list` (or `address-lists`) property that fills lists with leased or dialled-in addresses. */
const FEEDING_MENUS: readonly string[] = [
  '/ppp/profile',
  '/ip/dhcp-server/lease',
  '/ip/hotspot/user/profile',
  '/ip/dns/static',
];

/** What the address lists of IPv4 or of IPv6 hold, as far as the configuration tells. */
export class AddressLists {
  private readonly entries = new Map<string, Item[]>();
  private readonly fedAtRunTime = new Set<string>();
  private readonly resolved = new Map<string, Bounds<IntervalSet>>();

  /** Plain entries, with what each list came to when these were all of them. */
  private readonly rows: RowSets | undefined;

  constructor(configuration: Configuration, family: '/ip' | '/ipv6' = '/ip') {
    const menu = configuration.menu(`${family}/firewall/address-list`);
    this.rows = menu.columns && rowSetsOf(menu.columns.rows);
    for (const item of itemsWithMore(menu)) {
      const list = valueOf(item, 'list');
      if (list === undefined || isDisabled(item)) continue;
      const items = this.entries.get(list);
      if (items) items.push(item);
      else this.entries.set(list, [item]);
    }
    for (const table of TABLES) {
      for (const item of configuration.menu(`${family}/firewall/${table}`).items) {
        const action = valueOf(item, 'action');
        if (action === 'add-src-to-address-list' || action === 'add-dst-to-address-list')
          this.feed(item, 'address-list');
      }
    }
    for (const path of FEEDING_MENUS) {
      for (const item of configuration.menu(path).items) {
        this.feed(item, 'address-list');
        this.feed(item, 'address-lists');
      }
    }
  }

  /**
   * The addresses of a list. Host names, entries made in a branch, and rules or leases that fill the list at run time
   * leave it open upwards; so does a list of which a fragment says nothing.
   */
  addressesOf(list: string): Bounds<IntervalSet> {
    const cached = this.resolved.get(list);
    if (cached) return cached;
    const result = this.resolve(list);
    this.resolved.set(list, result);
    return result;
  }

  /** The networks of an IPv6 list, as `addressesOf` tells those of an IPv4 one. */
  ipv6NetworksOf(list: string): Bounds<readonly Ipv6Prefix[]> {
    const items = this.entries.get(list);
    if (items === undefined) return { certain: [], possible: ANY_IPV6 };
    const certain: Ipv6Prefix[] = [];
    const possible: Ipv6Prefix[] = [];
    let open = this.fedAtRunTime.has(list);
    for (const item of items) {
      const networks = parseIpv6Networks(valueOf(item, 'address') ?? '');
      if (networks === undefined) open = true;
      else if (item.certain && !hasTimeout(item)) certain.push(...networks);
      possible.push(...(networks ?? []));
    }
    if (open) return { certain, possible: ANY_IPV6 };
    return certain.length === possible.length ? exactly(possible) : { certain, possible };
  }

  private resolve(list: string): Bounds<IntervalSet> {
    const items = this.entries.get(list);
    const plain = this.rows?.get(list);
    if (items === undefined && plain === undefined) return UNKNOWN;
    const certain: (readonly [number, number])[] = [];
    const possible: (readonly [number, number])[] = [];
    let open = this.fedAtRunTime.has(list);
    for (const item of items ?? []) {
      const address = valueOf(item, 'address');
      const set = address === undefined ? undefined : parseIpv4Set(address);
      if (set === undefined) {
        open = true;
        continue;
      }
      // A fragment's list may have more entries on the router, but what the lists of one file say is meant to be whole.
      if (item.certain && !hasTimeout(item)) certain.push(...set.intervals());
      possible.push(...set.intervals());
    }
    const all = plain ?? IntervalSet.empty;
    if (!open && certain.length === possible.length) return exactly(all.union(IntervalSet.from(certain)));
    return {
      certain: all.union(IntervalSet.from(certain)),
      possible: open ? ANY_IPV4 : all.union(IntervalSet.from(possible)),
    };
  }

  private feed(item: Item, property: string): void {
    for (const list of (valueOf(item, property) ?? '').split(',')) if (list !== '') this.fedAtRunTime.add(list.trim());
  }
}

/** The addresses of the plain entries of some lists. */
type RowSets = ReadonlyMap<string, IntervalSet>;

/**
 * What the same columns came to before, by the first of them: after an edit elsewhere each list is the same object, and
 * with it all that is known of it.
 */
const known = new WeakMap<AddressRows, { readonly rows: readonly AddressRows[]; readonly sets: RowSets }>();

function rowSetsOf(rows: readonly AddressRows[]): RowSets {
  const [first] = rows;
  const last = first && known.get(first);
  if (
    last &&
    last.rows.length === rows.length &&
    last.rows.every((each, index) => areAlike(each, rows[index] as AddressRows))
  )
    return last.sets;
  const intervals = new Map<string, Interval[]>();
  for (const { first: from, last: to, list, lists, disabled } of rows) {
    const own = lists.map((name) => {
      const found = intervals.get(name) ?? [];
      intervals.set(name, found);
      return found;
    });
    for (let at = 0; at < from.length; at++)
      if (disabled[at] === 0) own[list[at] as number]?.push([from[at] as number, to[at] as number]);
  }
  // A list of which all entries are switched off is one of which the text says nothing.
  const sets = new Map<string, IntervalSet>();
  for (const [name, found] of intervals) if (found.length > 0) sets.set(name, IntervalSet.from(found));
  if (first) known.set(first, { rows, sets });
  return sets;
}

/** An edit beside some entries makes their columns anew, with the same in them. */
function areAlike(a: AddressRows, b: AddressRows): boolean {
  if (a === b) return true;
  const { length } = a.first;
  if (b.first.length !== length || a.lists.join(' ') !== b.lists.join(' ')) return false;
  for (let at = 0; at < length; at++)
    if (
      a.first[at] !== b.first[at] ||
      a.last[at] !== b.last[at] ||
      a.list[at] !== b.list[at] ||
      a.disabled[at] !== b.disabled[at]
    )
      return false;
  return true;
}

/** An entry with a timeout is gone some time after the import. */
function hasTimeout(item: Item): boolean {
  const timeout = valueOf(item, 'timeout');
  return timeout !== undefined && timeout !== '' && timeout !== 'none-static';
}
