import { groupBy } from '../base/group-by';
import type { MenuItems } from '../config/configuration';
import { type Item, valueOf } from '../config/item';
import { conditionsOfFind, matches } from '../config/selector';
import type { CommandUse } from '../resolve/command-use';
import { selectorOf } from '../resolve/resolve-script';
import type { RuleContext } from './lint-rule';
import { argumentNamed, type StoredCode } from './stored-code';

/** Something that code switches: an item of the file, or what a selector names where the file has no such item. */
export interface Switched {
  readonly item: Item | undefined;
  /** The menu and the selector, for comparing and for messages: `/ip/route [find comment=wan1]`. */
  readonly name: string;
  readonly state: 'enabled' | 'disabled';
}

/**
 * What pieces of code leave switched on and off, the last word of each counting; undefined where a selector or a
 * command can't be told from the text.
 */
export function switchedItems(
  context: Pick<RuleContext, 'configuration'>,
  codes: readonly StoredCode[],
): readonly Switched[] | undefined {
  const states = new Map<Item | string, Switched>();
  for (const use of codes.flatMap(({ script }) => script.uses)) {
    if (use.kind === 'unknown' || OPAQUE.has(use.command?.name ?? '')) return undefined;
    const state = stateSet(use);
    if (state === undefined) continue;
    const targets = targetsOf(context, use);
    if (!targets) return undefined;
    const selector = selectorOf(use);
    const name = `${use.menu.path} ${selector?.value?.text ?? selector?.text}`;
    for (const item of targets) states.set(item, { item, name, state });
    if (targets.length === 0) states.set(name, { item: undefined, name, state });
  }
  return [...states.values()];
}

const OPAQUE = new Set(['import', 'execute', 'parse']);

function stateSet(use: CommandUse): Switched['state'] | undefined {
  if (use.kind !== 'command' || use.menu.parent === undefined) return undefined;
  switch (use.command?.name) {
    case 'enable':
      return 'enabled';
    case 'disable':
      return 'disabled';
    case 'set': {
      const disabled = argumentNamed(use, 'disabled')?.text;
      return disabled === 'yes' || disabled === 'true'
        ? 'disabled'
        : disabled === 'no' || disabled === 'false'
          ? 'enabled'
          : undefined;
    }
    default:
      return undefined;
  }
}

function targetsOf(context: Pick<RuleContext, 'configuration'>, use: CommandUse): readonly Item[] | undefined {
  const selector = selectorOf(use);
  const { items } = context.configuration.menu(use.menu.path);
  const conditions = conditionsOfFind(selector?.value);
  if (!conditions) {
    // A name; a number says nothing without the router.
    const name = selector?.text;
    return name && !/^[\d*]/.test(name) ? items.filter((item) => valueOf(item, 'name') === name) : undefined;
  }
  const named = conditions.find(({ property, operator }) => operator === '=' && property === 'comment');
  const likely = named ? itemsWith(context.configuration.menu(use.menu.path), named.value) : items;
  const verdicts = likely.map((item) =>
    matches(
      item,
      conditions.filter(({ property }) => property !== 'disabled'),
    ),
  );
  if (verdicts.includes('unknown')) return undefined;
  return likely.filter((_, index) => verdicts[index] === 'yes');
}

/** The items that have, or may have, a comment; looked up, since a long file asks for every one of them. */
function itemsWith(menu: MenuItems, comment: string): readonly Item[] {
  let index = commentIndexes.get(menu);
  if (!index) {
    index = groupBy(menu.items, (item) => item.properties.get('comment')?.value);
    commentIndexes.set(menu, index);
  }
  const unknown = (index.get(undefined) ?? []).filter((item) => item.properties.has('comment'));
  return [...(index.get(comment) ?? []), ...unknown];
}

const commentIndexes = new WeakMap<MenuItems, ReadonlyMap<string | undefined, readonly Item[]>>();
