import { ProgressLocation, window } from 'vscode';
import { type RouterInfo, readRouterInfo } from '../../../router/src/device/router-info';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import type { RouterAccess } from './router-access';
import type { RouterEntry } from './router-inventory';

/**
 * Asks a router something over a connection of its own, with a notification that calls it off. Undefined where the user
 * left, or where it failed and they were told why.
 */
export async function talkToRouter<T>(
  access: RouterAccess,
  router: RouterEntry,
  title: string,
  work: (connection: RouterConnection, info: RouterInfo, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const abort = new AbortController();
  try {
    return await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (_progress, token) => {
        token.onCancellationRequested(() => abort.abort());
        const connection = await access.connect(router, abort.signal);
        if (!connection) return undefined;
        // What is under way has no end of its own where it takes no signal.
        const close = () => void connection.close();
        abort.signal.addEventListener('abort', close, { once: true });
        try {
          return await work(connection, await readRouterInfo(connection), abort.signal);
        } finally {
          await connection.close();
        }
      },
    );
  } catch (error) {
    if (!abort.signal.aborted)
      void window.showErrorMessage(`${router.name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
