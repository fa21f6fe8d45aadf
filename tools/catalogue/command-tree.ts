import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A node of `/console/inspect`'s tree. An argument may itself be called `desc`, so only a string `desc` is metadata. */
export interface TreeNode {
  readonly _type?: string;
  readonly [child: string]: TreeNode | string | undefined;
}

/** One release: what it has without and with its extra packages. */
export interface Release {
  readonly version: string;
  readonly base: TreeNode;
  readonly all: TreeNode;
}

const ALL_PACKAGES = '.all-packages.json';

/**
 * All releases in the folders, oldest first. A file is called after its version: `7.20.8.json`, and with extra packages
 * `7.20.8.all-packages.json`; one of the two is enough. Trees of one version from several folders are laid over each other.
 */
export function readReleases(...folders: readonly string[]): Release[] {
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => /^\d+(\.\d+)+(\.all-packages)?\.json$/.test(file))
      .map((file) => ({ file, path: join(folder, file) })),
  );
  const versions = new Set(files.map(({ file }) => file.replace(ALL_PACKAGES, '').replace(/\.json$/, '')));
  const read = (name: string): TreeNode =>
    files
      .filter(({ file }) => file === name)
      .map(({ path }): TreeNode => JSON.parse(readFileSync(path, 'utf8')))
      .reduce(overlaid, {});
  return [...versions].sort(compareVersions).map((version) => ({
    version,
    base: read(`${version}.json`),
    all: read(`${version}${ALL_PACKAGES}`),
  }));
}

function overlaid(below: TreeNode, above: TreeNode): TreeNode {
  const both: Record<string, TreeNode | string | undefined> = { ...below };
  for (const [name, node] of Object.entries(above)) {
    const other = both[name];
    both[name] = typeof node === 'object' && typeof other === 'object' ? overlaid(other, node) : node;
  }
  return both;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The children of a node that are nodes themselves. */
export function childNodes(node: TreeNode): [string, TreeNode][] {
  return Object.entries(node).filter((entry): entry is [string, TreeNode] => {
    const [name, child] = entry;
    return name !== '_type' && typeof child === 'object';
  });
}

export function isMenuNode(node: TreeNode): boolean {
  return node._type === 'dir' || node._type === 'path';
}
