import type { HostFiles } from '../config/project-files';

/** The part of `node:fs` that is needed. */
export interface Disk {
  readFileSync(path: string): Uint8Array;
  readdirSync(path: string, options: { withFileTypes: true }): readonly { name: string; isDirectory(): boolean }[];
}

/** The files of a disk by their `file:` addresses, spelled as VS Code does. `toPath` is that of `node:url`. */
export function diskFiles(disk: Disk, toPath: (uri: string) => string): HostFiles {
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  return {
    read: (uri) => attempt(() => new TextDecoder().decode(disk.readFileSync(toPath(uri)))),
    list: (folder) =>
      attempt(() =>
        disk
          .readdirSync(toPath(folder), { withFileTypes: true })
          .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })),
      ),
    join: joinUri,
  };
}

/** The address of a path in a folder. */
export function joinUri(folder: string, path: string): string {
  const names = folder.replace(/\/+$/, '').split('/');
  for (const name of path.split('/')) {
    if (name === '..') {
      if (names.length > 3) names.pop();
    } else if (name !== '.' && name !== '') names.push(encodeURIComponent(name).replace(/[!'()*]/g, escaped));
  }
  return names.join('/');
}

function escaped(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}
