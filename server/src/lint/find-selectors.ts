import type { CommandUse } from '../resolve/command-use';
import { selectorOf } from '../resolve/resolve-script';
import type { RuleContext } from './lint-rule';

/** A command on the items that a `[find …]` names: `remove [find comment=x]`. */
export interface FindSelector {
  readonly use: CommandUse;
  readonly find: CommandUse;
}

/** Every command of a menu whose items are named by a `[find …]` of the same menu. */
export function findSelectors({ script }: RuleContext): readonly FindSelector[] {
  return script.uses.flatMap((find) => {
    const use = find.holder;
    const isFind = find.command?.name === 'find' && find.menu.parent !== undefined && !find.afterUnknownMenu;
    if (!isFind || !use?.command || use.menu.path !== find.menu.path) return [];
    return selectorOf(use)?.value === find.node.parent ? [{ use, find }] : [];
  });
}
