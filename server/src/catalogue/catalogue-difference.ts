import type { Argument, Catalogue, Menu } from './catalogue';

/** A thing that one of two versions has and the other has not. */
export interface CatalogueChange {
  readonly change: 'added' | 'removed';
  readonly kind: 'menu' | 'command' | 'property';
  /** The menu itself, or the one that holds it. */
  readonly menu: string;
  /** The command, or the commands that take the property. */
  readonly commands: readonly string[];
  readonly property: string | undefined;
  /** What a removed property is called since. */
  readonly renamedTo: string | undefined;
}

/**
 * What came and what went between two versions, by menu. What is in a menu or command that came or went is not told one
 * by one. Types and values are not compared: they are known of the newest releases only.
 */
export function differences(before: Catalogue, after: Catalogue): CatalogueChange[] {
  return [...menuChanges(before.root, after.root)];
}

function* menuChanges(before: Menu, after: Menu): Generator<CatalogueChange> {
  yield* commandChanges(before, after);
  for (const name of union(before.menus, after.menus)) {
    const [old, now] = [before.child(name), after.child(name)];
    if (old && now) yield* menuChanges(old, now);
    else {
      const menu = (now ?? old)?.path ?? '';
      yield {
        change: now ? 'added' : 'removed',
        kind: 'menu',
        menu,
        commands: [],
        property: undefined,
        renamedTo: undefined,
      };
    }
  }
}

function* commandChanges(before: Menu, after: Menu): Generator<CatalogueChange> {
  const { path: menu } = after;
  /** By property: which commands got or lost it. */
  const changed = { added: new Map<string, Argument[]>(), removed: new Map<string, Argument[]>() };
  for (const name of union(before.commands, after.commands)) {
    const [old, now] = [before.command(name), after.command(name)];
    if (old && now) {
      for (const argument of now.arguments.values()) if (!old.argument(argument.name)) note(changed.added, argument);
      for (const argument of old.arguments.values()) if (!now.argument(argument.name)) note(changed.removed, argument);
    } else
      yield {
        change: now ? 'added' : 'removed',
        kind: 'command',
        menu,
        commands: [name],
        property: undefined,
        renamedTo: undefined,
      };
  }
  for (const change of ['removed', 'added'] as const)
    for (const [property, uses] of changed[change]) {
      const commands = uses.map(({ command }) => command.name);
      yield {
        change,
        kind: 'property',
        menu,
        commands,
        property,
        renamedTo: change === 'removed' ? uses[0]?.renamedTo : undefined,
      };
    }
}

function note(changed: Map<string, Argument[]>, argument: Argument): void {
  changed.set(argument.name, [...(changed.get(argument.name) ?? []), argument]);
}

function union(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...left.keys(), ...right.keys()])].sort();
}
