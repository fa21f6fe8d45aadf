import { randomBytes } from 'node:crypto';
import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import type { RouterConnection } from '../transport/router-connection';
import { ArmedUndo } from './armed-undo';
import { fetchExport } from './fetch-export';
import { withoutOwnEntries } from './own-entries';

export interface WatchedExportOptions {
  readonly hasFlash: boolean;
  /** False where the router takes no scheduler entries; then the file goes only as long as the connection lasts. */
  readonly isWatched: boolean;
  /** After how many seconds the watch sweeps by itself. */
  readonly seconds: number;
}

/**
 * What is configured on a router. The file of the export is made under a watch, so that it goes again whatever happens.
 * Rejects with a RouterError, or an Error where the export can't be had.
 */
export async function exportUnderWatch(
  connection: RouterConnection,
  version: RouterOsVersion,
  { hasFlash, isWatched, seconds }: WatchedExportOptions,
): Promise<string> {
  const sweeper = new ArmedUndo(randomBytes(4).toString('hex'), hasFlash);
  if (isWatched) await sweeper.startWatch(connection, seconds);
  try {
    return withoutOwnEntries(await fetchExport(connection, version, sweeper.names.export));
  } finally {
    // Where the connection is gone the watch does it.
    await sweeper.sweep(connection).catch(() => undefined);
  }
}
