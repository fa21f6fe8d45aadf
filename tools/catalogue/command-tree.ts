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

/** All releases in `directory`, oldest first. */
export function readReleases(directory: string): Release[] {
  const versions = readdirSync(directory)
    .filter((file) => file.endsWith('.all-packages.json'))
    .map((file) => file.replace('.all-packages.json', ''))
    .sort(compareVersions);
  const read = (file: string): TreeNode => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  return versions.map((version) => ({
    version,
    base: read(`${version}.json`),
    all: read(`${version}.all-packages.json`),
  }));
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
