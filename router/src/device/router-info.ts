import { parseRouterOsVersion, type RouterOsVersion } from '../../../server/src/base/routeros-version';
import type { RouterConnection } from '../transport/router-connection';

/** What a router says of itself. */
export interface RouterInfo {
  readonly version: RouterOsVersion;
  /** As the router writes it: `7.20.8 (stable)`. */
  readonly versionText: string;
  readonly identity: string;
  readonly board: string;
}

/** Asks a router for its version and name. Rejects with a RouterError, or where the answer is none. */
export async function readRouterInfo(connection: RouterConnection): Promise<RouterInfo> {
  const [resource] = (await connection.talk(['/system/resource/print', '=.proplist=version,board-name'])).rows;
  const [identity] = (await connection.talk(['/system/identity/print'])).rows;
  const versionText = resource?.['version'] ?? '';
  const version = parseRouterOsVersion(versionText);
  if (!version) throw new Error(`The router gave no version that can be read (${JSON.stringify(versionText)}).`);
  return { version, versionText, identity: identity?.['name'] ?? '', board: resource?.['board-name'] ?? '' };
}
