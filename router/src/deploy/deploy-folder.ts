import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeployRecord, DeployStore } from './deploy-record';

/**
 * Records and backups as files: `<folder>/deploys/<id>.json` and `<folder>/backups/<router>/<time>/<name>`. The folder
 * tells git to leave it out, for a configuration has addresses and names that are nobody's business.
 */
export function deployFolder(folder: string): DeployStore {
  const deploys = join(folder, 'deploys');
  const prepare = async (path: string) => {
    await mkdir(path, { recursive: true });
    await writeFile(join(folder, '.gitignore'), '*\n');
  };
  return {
    async save(record) {
      await prepare(deploys);
      const path = join(deploys, `${record.id}.json`);
      // A crash in the middle of writing must not lose what was written before.
      await writeFile(`${path}.new`, `${JSON.stringify(record, undefined, 2)}\n`);
      await rename(`${path}.new`, path);
    },
    async list() {
      const names = await readdir(deploys).catch(() => []);
      const records = await Promise.all(
        names.filter((name) => name.endsWith('.json')).map((name) => readRecord(join(deploys, name))),
      );
      return records.filter((record) => record !== undefined).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    },
    async keepText(router, time, name, text) {
      const place = join(folder, 'backups', fileName(router), fileName(time));
      await prepare(place);
      const path = join(place, fileName(name));
      await writeFile(path, text, { mode: 0o600 });
      return path;
    },
  };
}

async function readRecord(path: string): Promise<DeployRecord | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { id, router, script, startedAt, phase } = value as Record<string, unknown>;
    const isRecord = [id, router, script, startedAt, phase].every((part) => typeof part === 'string');
    return isRecord && /^[0-9a-f]{8}$/.test(String(id)) ? (value as DeployRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** A name of one path segment, whatever a router calls itself. */
function fileName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_') || '_';
}
