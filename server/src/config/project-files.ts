import { isGlob, matchesGlob } from '../base/glob';
import { inNumericOrder } from '../base/numeric-order';

/** What may be read of the place that scripts lie in. Never throws. */
export interface HostFiles {
  /** The text of a file; undefined where there is none. */
  read(uri: string): string | undefined;
  /** What a folder holds; undefined where there is no such folder. */
  list(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[] | undefined;
  /** The address of a file as it is named in a folder: `parts/wan.rsc`, `../wan.rsc`. */
  join(folder: string, name: string): string;
}

/** The files of a project as its list names them, and what is wrong with the list. */
export interface ListedFiles {
  /** Addresses in order, each once. */
  readonly uris: readonly string[];
  /** In words for people. */
  readonly problems: readonly string[];
}

/** Folders in folders that are looked into, at most; and files that a list may come to. */
const MAX_DEPTH = 8;
const MAX_FILES = 1000;

/**
 * The files that a list names, from a folder: each entry is a file, a folder (all its `.rsc` files), or a pattern with `*`
 * and `**`. What one entry comes to is ordered by name, numbers in it by their size.
 */
export function listedFiles(entries: readonly string[], folder: string, host: HostFiles): ListedFiles {
  const uris = new Set<string>();
  const problems: string[] = [];
  for (const entry of entries) {
    const path = entry.replace(/^\.\//, '').replace(/\/+$/, '');
    const names = path === '' || path === '.' ? scriptsIn('', folder, host) : namesOf(path, folder, host);
    if (names.length === 0)
      problems.push(
        isGlob(path)
          ? `“${entry}” matches no .rsc file: it is a pattern of paths from ${folder}.`
          : `“${entry}” is no file, and no folder with .rsc files, in ${folder}.`,
      );
    for (const name of names) if (uris.size < MAX_FILES) uris.add(host.join(folder, name));
  }
  return { uris: [...uris], problems };
}

function namesOf(path: string, folder: string, host: HostFiles): readonly string[] {
  if (!isGlob(path)) {
    const inFolder = scriptsIn(`${path}/`, host.join(folder, path), host);
    if (inFolder.length > 0) return inFolder;
    return host.read(host.join(folder, path)) === undefined ? [] : [path];
  }
  const parts = path.split('/');
  const fixed = parts
    .slice(0, parts.findIndex(isGlob))
    .map((part) => `${part}/`)
    .join('');
  const found = below(fixed, folder, host, path.includes('**') ? MAX_DEPTH : parts.length);
  return inNumericOrder(found.filter((name) => /\.rsc$/i.test(name) && matchesGlob(name, path)));
}

function scriptsIn(prefix: string, folder: string, host: HostFiles): readonly string[] {
  const names = (host.list(folder) ?? []).filter(({ name, isFolder }) => !isFolder && /\.rsc$/i.test(name));
  return inNumericOrder(names.map(({ name }) => prefix + name));
}

/** The files in a folder and those below it. */
function below(prefix: string, root: string, host: HostFiles, depth: number): string[] {
  const found: string[] = [];
  for (const { name, isFolder } of host.list(prefix === '' ? root : host.join(root, prefix)) ?? []) {
    if (!isFolder) found.push(prefix + name);
    else if (depth > 1 && !/^(\.|node_modules$)/.test(name))
      found.push(...below(`${prefix}${name}/`, root, host, depth - 1));
    if (found.length > MAX_FILES) break;
  }
  return found;
}
