import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inNumericOrder } from '../../server/src/base/numeric-order';
import { parseRouterOsVersion, type RouterOsVersion } from '../../server/src/base/routeros-version';
import { type FileProvider, type Project, readProject } from '../../server/src/config/project';
import { parse, type SyntaxTree } from '../../server/src/syntax/syntax-tree';
import { UsageError } from './usage';

/**
 * Reads a script as the router stores it. Bytes that are not UTF-8 are read as Latin-1, so that every byte of the file
 * stays one that positions can be counted in. Throws {@link UsageError} for a file that can't be read.
 */
export async function readScript(file: string): Promise<{ text: string; encoding: 'utf8' | 'latin1' }> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${describe(error)}`);
  }
  return decode(bytes);
}

function decode(bytes: Buffer): { text: string; encoding: 'utf8' | 'latin1' } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encoding: 'utf8' };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'latin1' };
  }
}

/** The files of a project on the disk, each read once. Addresses are paths, as they were given. */
export class ScriptFiles implements FileProvider {
  readonly #trees = new Map<string, SyntaxTree | undefined>();

  read(file: string): SyntaxTree | undefined {
    if (!this.#trees.has(file)) this.#trees.set(file, readTree(file));
    return this.#trees.get(file);
  }
  resolve(name: string, from: string): string {
    return join(dirname(from), name);
  }
}

function readTree(file: string): SyntaxTree | undefined {
  try {
    return parse(decode(readFileSync(file)).text);
  } catch {
    return undefined;
  }
}

/**
 * The project of some files and folders, in their order: of a folder all its `.rsc` files by name, numbers in a name by
 * their size. Throws {@link UsageError} where one can't be read, or has none.
 */
export async function readProjectAt(paths: readonly string[]): Promise<Project> {
  const files = await scriptsAt(paths);
  for (const file of files) await readScript(file);
  return readProject(files, new ScriptFiles());
}

async function scriptsAt(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const names = await scriptNames(path);
    if (names?.length === 0) throw new UsageError(`${path} has no .rsc files`);
    files.push(...(names?.map((name) => join(path, name)) ?? [join(path)]));
  }
  return files;
}

/** Undefined for what is no folder. */
async function scriptNames(path: string): Promise<string[] | undefined> {
  try {
    const names = await readdir(path);
    return inNumericOrder(names.filter((name) => /\.rsc$/i.test(name)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw new UsageError(`${path} can't be read: ${describe(error)}`);
  }
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'access is denied';
  return error instanceof Error ? error.message : String(error);
}

/** Reads the value of `--routeros`, or of another option that names a version. */
export function readVersionOption(text: string | undefined, option = '--routeros'): RouterOsVersion | undefined {
  if (text === undefined) return undefined;
  const version = parseRouterOsVersion(text);
  if (!version || (version.major !== 6 && version.major !== 7))
    throw new UsageError(`${option} takes a version such as 6.49 or 7.20.8, not ${JSON.stringify(text)}`);
  return version;
}
