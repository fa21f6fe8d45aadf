import { SymbolSet } from '../base/symbol-set';
import type { Configuration, MenuItems } from '../config/configuration';
import { type Item, isDisabled, valueOf } from '../config/item';
import { type Bounds, exactly } from './bounds';
import type { Interfaces } from './interfaces';

const UNKNOWN: Bounds<SymbolSet> = { certain: SymbolSet.empty, possible: SymbolSet.all };
/** Interfaces that come and go with a connection; they are in the built-in list `dynamic`, all others in `static`. */
const DYNAMIC_NAME = /^<.*>$/;

/** The members of interface lists, with `include` and `exclude` followed. */
export class InterfaceLists {
  private readonly definitions = new Map<string, Item>();
  private readonly members = new Map<string, Item[]>();
  private readonly memberMenu: MenuItems;
  private readonly resolved = new Map<string, Bounds<SymbolSet>>();

  constructor(
    configuration: Configuration,
    private readonly interfaces: Interfaces,
  ) {
    for (const item of configuration.menu('/interface/list').items) {
      const name = valueOf(item, 'name');
      if (name !== undefined) this.definitions.set(name, item);
    }
    this.memberMenu = configuration.menu('/interface/list/member');
    for (const item of this.memberMenu.items) {
      const list = valueOf(item, 'list');
      if (list === undefined || isDisabled(item)) continue;
      this.members.set(list, [...(this.members.get(list) ?? []), item]);
    }
  }

  /** Every list that is defined or has members; the built-in ones are not among them. */
  get names(): readonly string[] {
    return [...new Set([...this.definitions.keys(), ...this.members.keys()])];
  }

  /** The items that put interfaces into a list by name, disabled ones left out. */
  memberItems(list: string): readonly Item[] {
    return this.members.get(list) ?? [];
  }

  /**
   * The members of a list. A list of which the configuration says nothing may hold anything. RouterOS takes the
   * included lists first, removes the excluded ones, and adds the list's own members last.
   */
  membersOf(list: string): Bounds<SymbolSet> {
    return this.resolve(list, []);
  }

  private resolve(list: string, pending: readonly string[]): Bounds<SymbolSet> {
    const cached = this.resolved.get(list);
    if (cached) return cached;
    // A list that includes itself has no more members for that.
    if (pending.includes(list)) return exactly(SymbolSet.empty);
    const result = this.builtIn(list) ?? this.fromItems(list, [...pending, list]);
    if (pending.length === 0) this.resolved.set(list, result);
    return result;
  }

  private builtIn(list: string): Bounds<SymbolSet> | undefined {
    const names = this.interfaces.names;
    switch (list) {
      case 'all':
        return exactly(SymbolSet.all);
      case 'none':
        return exactly(SymbolSet.empty);
      case 'dynamic':
        return {
          certain: SymbolSet.of(...names.filter((name) => DYNAMIC_NAME.test(name))),
          possible: SymbolSet.allBut(...names.filter((name) => !DYNAMIC_NAME.test(name))),
        };
      case 'static':
        return {
          certain: SymbolSet.of(...names.filter((name) => !DYNAMIC_NAME.test(name))),
          possible: SymbolSet.allBut(...names.filter((name) => DYNAMIC_NAME.test(name))),
        };
      default:
        return undefined;
    }
  }

  private fromItems(list: string, pending: readonly string[]): Bounds<SymbolSet> {
    const definition = this.definitions.get(list);
    const items = this.members.get(list) ?? [];
    if (items.length === 0 && this.memberMenu.completeness === 'fragment') {
      const includes = definition === undefined ? '' : (valueOf(definition, 'include') ?? '');
      if (includes === '') return UNKNOWN;
    }
    if (definition === undefined && items.length === 0) return UNKNOWN;
    const included = this.unionOf(definition, 'include', pending);
    const excluded = this.unionOf(definition, 'exclude', pending);
    let certain = included.certain.subtract(excluded.possible);
    let possible = included.possible.subtract(excluded.certain);
    for (const item of items) {
      const name = this.interfaces.canonical(valueOf(item, 'interface'));
      if (name === undefined) {
        possible = SymbolSet.all;
        continue;
      }
      const member = this.interfaces.named(name);
      if (item.certain) certain = certain.union(member.certain);
      possible = possible.union(member.possible);
    }
    return { certain, possible };
  }

  private unionOf(item: Item | undefined, property: string, pending: readonly string[]): Bounds<SymbolSet> {
    const value = item?.properties.get(property);
    if (value === undefined || value.value === '') return exactly(SymbolSet.empty);
    if (value.value === undefined) return UNKNOWN;
    const lists = value.value.split(',').map((name) => this.resolve(name.trim(), pending));
    return lists.reduce((all, each) => ({
      certain: all.certain.union(each.certain),
      possible: all.possible.union(each.possible),
    }));
  }
}
