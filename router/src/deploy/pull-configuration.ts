import { randomBytes } from 'node:crypto';
import type { RouterInfo } from '../device/router-info';
import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';
import { exportWithoutSecrets } from './export-without-secrets';
import { fetchExport } from './fetch-export';

/**
 * The configuration of a router as a script, without secrets. The router writes it to a file, which is removed again;
 * nothing else is changed. Rejects with an error that says what to do.
 */
export async function pullConfiguration(
  connection: RouterConnection,
  { version }: Pick<RouterInfo, 'version'>,
): Promise<string> {
  try {
    const text = await fetchExport(connection, version, `rscope-pull-${randomBytes(4).toString('hex')}`);
    return exportWithoutSecrets(text, version);
  } catch (error) {
    if (!(error instanceof RouterTrapError)) throw error;
    throw new Error(
      `The router refused to export its configuration: “${error.message}”. The user needs the policies read, write and ftp, and the router free space for the file.`,
    );
  }
}
