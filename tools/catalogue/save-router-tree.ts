import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandTree } from '../../router/src/device/console-inspect';
import { readRouterInfo } from '../../router/src/device/router-info';
import { connectRouter } from '../../router/src/transport/connect';
import type { ConnectOptions } from '../../router/src/transport/connect-attempt';
import { formatRouterOsVersion } from '../../server/src/base/routeros-version';

/**
 * Reads the command tree of a router and writes it to `folder` under the name of its version, in the form of the
 * published trees. Returns the exit code. Rejects where the router can't be reached or has no such command.
 */
export async function saveRouterTree(folder: string, options: ConnectOptions): Promise<number> {
  const connection = await connectRouter(options);
  try {
    const { version, versionText } = await readRouterInfo(connection);
    console.log(`import-catalogue: reading the tree of RouterOS ${versionText}; this takes some minutes.`);
    const { root, refused } = await readCommandTree(connection);
    const file = join(folder, `${formatRouterOsVersion(version)}.json`);
    writeFileSync(file, `${JSON.stringify(root)}\n`);
    for (const place of refused) console.log(`import-catalogue: the router does not tell what is in ${place}.`);
    console.log(`import-catalogue: ${file} written.`);
    return 0;
  } finally {
    await connection.close();
  }
}
