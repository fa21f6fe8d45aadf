import { PracticeClock } from '../../router/src/practice/clock';
import { type PracticeRouter, type PracticeRouterOptions, startPracticeRouter } from '../../router/src/practice/server';
import { connectRouter } from '../../router/src/transport/connect';
import type { RouterConnection, Row } from '../../router/src/transport/router-connection';

/** A practice router with a connection to it. */
export interface Practice {
  readonly router: PracticeRouter;
  readonly connection: RouterConnection;
  /** Stands still until a test moves it. */
  readonly clock: PracticeClock;
  /** Runs a command and gives its rows. */
  rows(...words: string[]): Promise<readonly Row[]>;
  /** The names of the items of a menu. */
  names(menu: string): Promise<readonly (string | undefined)[]>;
  /** One more connection. */
  connect(user?: string, password?: string): Promise<RouterConnection>;
  stop(): Promise<void>;
}

export async function startPractice(routeros: string, options: Partial<PracticeRouterOptions> = {}): Promise<Practice> {
  const clock = new PracticeClock();
  const router = await startPracticeRouter({ routeros, tlsPort: false, clock, ...options });
  const open: RouterConnection[] = [];
  const connect = async (user = 'admin', password = '') => {
    const connection = await connectRouter({ host: '127.0.0.1', port: router.portOf('api') ?? 0, user, password });
    open.push(connection);
    return connection;
  };
  const connection = await connect();
  const rows = async (...words: string[]) => (await connection.talk(words)).rows;
  return {
    router,
    connection,
    clock,
    rows,
    names: async (menu) => (await rows(`${menu}/print`)).map((row) => row['name']),
    connect,
    stop: async () => {
      await Promise.all(open.map((each) => each.close()));
      await router.stop();
    },
  };
}
