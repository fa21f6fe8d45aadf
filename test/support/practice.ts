import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { connectRouter } from '../../router/src/transport/connect';
import type { RouterConnection, Row } from '../../router/src/transport/router-connection';

/** A practice router with a connection to it. */
export interface Practice {
  readonly router: PracticeRouter;
  readonly connection: RouterConnection;
  /** Runs a command and gives its rows. */
  rows(...words: string[]): Promise<readonly Row[]>;
  stop(): Promise<void>;
}

export async function startPractice(routeros: string): Promise<Practice> {
  const router = await startPracticeRouter({ routeros, tlsPort: false });
  const connection = await connectRouter({ host: '127.0.0.1', port: router.port, user: 'admin', password: '' });
  return {
    router,
    connection,
    rows: async (...words) => (await connection.talk(words)).rows,
    stop: async () => {
      await connection.close();
      await router.stop();
    },
  };
}
