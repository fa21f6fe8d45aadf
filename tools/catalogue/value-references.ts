import type { MergedMenu } from './merged-tree';

/**
 * Which menus have the items that an argument's values name. Told by what a router offered for it (names of items that
 * are on every router), else by its name: `address-pool` in `/ip/dhcp-server` is `/ip/pool`, the nearest menu so called.
 */
export class ValueReferences {
  /** Menus whose items have a name to be called by, by the last word or words of their path. */
  private readonly menus = new Map<string, string[]>();
  private readonly itemsOf = new Map<string, Set<string>>();

  constructor(root: MergedMenu, menusOfItem: ReadonlyMap<string, ReadonlySet<string>>) {
    this.collect(root);
    for (const [item, menus] of menusOfItem)
      if (item !== '')
        for (const menu of menus) this.itemsOf.set(menu, (this.itemsOf.get(menu) ?? new Set()).add(item));
  }

  private collect(menu: MergedMenu): void {
    // A mirror of other routers' menus.
    if (menu.path === '/dude/ros') return;
    const add = menu.commands.get('add')?.arguments;
    if (add?.has('name') || add?.has('list') || menu.path === '/interface') {
      const words = menu.path.split('/').slice(1).map(singular);
      for (let i = words.length - 1; i >= 0; i--) {
        const name = words.slice(i).join('-');
        this.menus.set(name, [...(this.menus.get(name) ?? []), menu.path]);
      }
    }
    for (const inner of menu.menus.values()) this.collect(inner);
  }

  /** `offered` are the names that a router offered which the argument's own value set does not have. */
  of(menu: string, argument: string, offered: ReadonlySet<string>, isInterface: boolean): readonly string[] {
    const known = KNOWN.find(([pattern]) => pattern.test(`${menu} ${argument}`))?.[1];
    if (known) return known;
    const byName = this.byName(menu, argument, isInterface);
    if (isInterface) return [byName?.startsWith('/interface/') ? byName : '/interface'];
    const byItems = [...this.itemsOf].filter(
      ([, items]) => items.size > 0 && [...offered].every((name) => items.has(name)) && offered.size > 0,
    );
    const candidates = byItems.map(([path]) => path);
    if (byName && (candidates.length === 0 || candidates.includes(byName))) return [byName];
    const distinctive = byItems.filter(([, items]) => items.size > 1 && [...items].every((name) => offered.has(name)));
    const only = distinctive.length === 1 ? distinctive[0]?.[0] : candidates.length === 1 ? candidates[0] : byName;
    return only ? [only] : [];
  }

  /** The nearest menu whose path ends in the last words of the argument's name; the more words, the better. */
  private byName(menu: string, argument: string, isInterface: boolean): string | undefined {
    const words = argument.replace(/^.*\./, '').split('-').map(singular);
    for (let i = 0; i < words.length; i++) {
      const named = (this.menus.get(words.slice(i).join('-')) ?? []).filter((path) => path !== menu || i > 0);
      const nearness = named.map((path) => commonWords(path, menu));
      const best = Math.max(...nearness);
      const nearest = named.filter((_, index) => nearness[index] === best);
      const shortest = Math.min(...nearest.map((path) => path.split('/').length));
      const [only, second] = nearest.filter((path) => path.split('/').length === shortest);
      if (only === undefined) continue;
      // Many menus have a `profile`: one that shares nothing with this one is a guess, but for a menu of the root.
      const isSure =
        best > 0 || words.length - i > 1 || shortest === 2 || (isInterface && only.startsWith('/interface/'));
      return second === undefined && isSure ? only : undefined;
    }
    return undefined;
  }
}

/** Where names mislead or tell nothing: RouterOS 7 marks routes by table, chains are named by their rules. */
const KNOWN: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/ip(v6)?\/.* (new-)?routing-mark$/, ['/routing/table']],
  [/^\/routing\/(rule|route\/rule) (table|routing-mark)$/, ['/routing/table']],
  [/^\/routing\/.*[ .-](filter-chain|filter)$/, ['/routing/filter/rule']],
  [/^\/routing\/.*[ .-]filter-select$/, ['/routing/filter/select-rule']],
  [/^\/queue\/tree parent$/, ['/queue/tree', '/interface']],
  [/^\/queue\/simple parent$| (parent-queue|simple-queue|insert-queue-before)$/, ['/queue/simple']],
  [/^\/ip\/dhcp-server\/.* server$/, ['/ip/dhcp-server']],
  [/^\/ipv6\/dhcp-server\/.* server$/, ['/ipv6/dhcp-server']],
  [/^\/ip\/hotspot\/.* server$/, ['/ip/hotspot']],
  [/^\/ip\/firewall\/nat socksify-service$/, ['/ip/socksify']],
  [/^\/interface\/lte apn-profiles$/, ['/interface/lte/apn']],
  [/ vrf$/, ['/ip/vrf']],
  [/ (shared-users|caller-id)$/, []],
];

function singular(word: string): string {
  return word.replace(/([^s])s$/, '$1');
}

function commonWords(path: string, other: string): number {
  const [left, right] = [path.split('/'), other.split('/')];
  let common = 1;
  while (common < left.length && left[common] === right[common]) common++;
  return common - 1;
}
