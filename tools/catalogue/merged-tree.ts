import { childNodes, isMenuNode, type Release, type TreeNode } from './command-tree';

/** Everything that any release has, with the releases that have it (indexes, oldest is 0). */
export interface MergedMenu {
  readonly name: string;
  readonly path: string;
  readonly releases: Set<number>;
  /** The releases that have it without an extra package. */
  readonly base: Set<number>;
  readonly menus: Map<string, MergedMenu>;
  readonly commands: Map<string, MergedCommand>;
}

export interface MergedCommand {
  readonly name: string;
  readonly releases: Set<number>;
  readonly base: Set<number>;
  readonly arguments: Map<string, MergedArgument>;
}

export interface MergedArgument {
  readonly releases: Set<number>;
  readonly base: Set<number>;
}

export function newCommand(name: string): MergedCommand {
  return { name, releases: new Set(), base: new Set(), arguments: new Map() };
}

export function newMenu(name: string, path: string): MergedMenu {
  return { name, path, releases: new Set(), base: new Set(), menus: new Map(), commands: new Map() };
}

/** Lays all releases over each other. The packages' tree of a release may lack what its base tree has: both are taken. */
export function mergeReleases(releases: readonly Release[]): MergedMenu {
  const root = newMenu('', '/');
  releases.forEach((release, index) => {
    mergeMenu(root, release.base, index, true);
    mergeMenu(root, release.all, index, false);
  });
  return root;
}

function mergeMenu(menu: MergedMenu, node: TreeNode, index: number, isBase: boolean): void {
  menu.releases.add(index);
  if (isBase) menu.base.add(index);
  for (const [name, child] of childNodes(node)) {
    if (isMenuNode(child)) {
      const path = `${menu.path === '/' ? '' : menu.path}/${name}`;
      let inner = menu.menus.get(name);
      if (!inner) {
        inner = newMenu(name, path);
        menu.menus.set(name, inner);
      }
      mergeMenu(inner, child, index, isBase);
    } else if (child._type === 'cmd') {
      let command = menu.commands.get(name);
      if (!command) {
        command = newCommand(name);
        menu.commands.set(name, command);
      }
      command.releases.add(index);
      if (isBase) command.base.add(index);
      for (const [argument] of childNodes(child)) {
        const seen = command.arguments.get(argument) ?? { releases: new Set(), base: new Set() };
        seen.releases.add(index);
        if (isBase) seen.base.add(index);
        command.arguments.set(argument, seen);
      }
    }
  }
}

/** The releases from the first to the last that has a thing: a hole of one or a few releases is a flaw of the data. */
export function span(releases: ReadonlySet<number>): [number, number] {
  return [Math.min(...releases), Math.max(...releases)];
}
