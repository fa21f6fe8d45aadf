import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The collection of real scripts and routers' answers that lies beside the project on the developers' machines. */
const SHARED = join(__dirname, '../../../shared');

/** Whether a part of the collection is there. */
export function hasShared(folder: string): boolean {
  return existsSync(join(SHARED, folder));
}

/** All scripts below a folder of the collection. */
export function sharedScripts(folder: string): string[] {
  const walk = (path: string): string[] =>
    statSync(path).isDirectory()
      ? readdirSync(path).flatMap((name) => walk(join(path, name)))
      : path.endsWith('.rsc')
        ? [path]
        : [];
  return hasShared(folder) ? walk(join(SHARED, folder)) : [];
}

/** The place of a part of the collection. */
export function sharedPath(path: string): string {
  return join(SHARED, path);
}

export function readShared(path: string): string {
  return readFileSync(join(SHARED, path), 'utf8');
}
