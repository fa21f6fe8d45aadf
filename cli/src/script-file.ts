import { readFile } from 'node:fs/promises';
import { parseRouterOsVersion, type RouterOsVersion } from '../../server/src/base/routeros-version';
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
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encoding: 'utf8' };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'latin1' };
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
