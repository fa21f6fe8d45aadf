import { childNodes, isMenuNode, type Release, type TreeNode } from './command-tree';

/** In which releases a thing is (indexes, oldest is 0), with extra packages and without. */
export interface Releases {
  readonly all: Set<number>;
  readonly base: Set<number>;
}

/** Everything that any release has. */
export interface MergedMenu {
  readonly name: string;
  readonly path: string;
  readonly releases: Releases;
  readonly menus: Map<string, MergedMenu>;
  readonly commands: Map<string, MergedCommand>;
}

export interface MergedCommand {
  readonly name: string;
  readonly releases: Releases;
  readonly arguments: Map<string, MergedArgument>;
}

export interface MergedArgument {
  readonly releases: Releases;
  /** What the console says of the form of the value, in the first and in the last release that has it. */
  readonly forms: [first: string, last: string] | [];
}

export function newMenu(name: string, path: string): MergedMenu {
  return { name, path, releases: noRelease(), menus: new Map(), commands: new Map() };
}

export function newCommand(name: string): MergedCommand {
  return { name, releases: noRelease(), arguments: new Map() };
}

export function newArgument(): MergedArgument {
  return { releases: noRelease(), forms: [] };
}

function noRelease(): Releases {
  return { all: new Set(), base: new Set() };
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
  mark(menu.releases, index, isBase);
  for (const [name, child] of childNodes(node)) {
    if (isMenuNode(child)) {
      const path = `${menu.path === '/' ? '' : menu.path}/${name}`;
      mergeMenu(
        entry(menu.menus, name, () => newMenu(name, path)),
        child,
        index,
        isBase,
      );
    } else if (child._type === 'cmd') {
      const command = entry(menu.commands, name, () => newCommand(name));
      mark(command.releases, index, isBase);
      for (const [argumentName, argumentNode] of childNodes(child)) {
        const argument = entry(command.arguments, argumentName, newArgument);
        mark(argument.releases, index, isBase);
        const form = typeof argumentNode['desc'] === 'string' ? argumentNode['desc'].trim() : '';
        argument.forms[0] ??= form;
        argument.forms[1] = form;
      }
    }
  }
}

function mark(releases: Releases, index: number, isBase: boolean): void {
  releases.all.add(index);
  if (isBase) releases.base.add(index);
}

function entry<T>(map: Map<string, T>, name: string, make: () => T): T {
  const found = map.get(name) ?? make();
  map.set(name, found);
  return found;
}

/**
 * First and last release of every stretch in which a thing is there. A hole of one release is a flaw of the data; a
 * longer one is true: `/interface/bonding mlag-id` was away for a year.
 */
export function stretches(releases: ReadonlySet<number>): number[] {
  const bounds: number[] = [];
  for (const release of [...releases].sort((a, b) => a - b)) {
    const last = bounds[bounds.length - 1];
    if (last !== undefined && release - last <= 2) bounds[bounds.length - 1] = release;
    else bounds.push(release, release);
  }
  return bounds;
}
