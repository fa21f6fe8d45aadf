import type { ConnectOptions } from '../../../router/src/transport/connect-attempt';
import type { RouterConnection } from '../../../router/src/transport/router-connection';

/** A router that is there to be tested on. */
export interface TestRouter {
  readonly options: ConnectOptions;
  /** What its identity, or the comment of one of its interfaces, has to hold. */
  readonly mark: string;
}

/** Reads the router from the environment. Throws with all that is missing. */
export function readTestRouter(environment: NodeJS.ProcessEnv): TestRouter {
  const value = (name: string) => environment[`RSCOPE_ROUTER_${name}`] || undefined;
  const [host, mark] = [value('HOST'), value('MARK')];
  if (!host || !mark)
    throw new Error(
      'npm run test:router takes a router from the environment: RSCOPE_ROUTER_HOST, and RSCOPE_ROUTER_MARK, which its identity or the comment of one of its interfaces must hold, for the tests change it. Besides these RSCOPE_ROUTER_USER (admin), _PASSWORD, _PROTOCOL (api or rest), _PORT, _TLS=1, _FINGERPRINT (SHA-256).',
    );
  const [port, sha256] = [value('PORT'), value('FINGERPRINT')];
  return {
    mark,
    options: {
      host,
      user: value('USER') ?? 'admin',
      password: value('PASSWORD') ?? '',
      protocol: value('PROTOCOL') === 'rest' ? 'rest' : 'api',
      ...(port ? { port: Number(port) } : {}),
      ...(sha256 ? { tls: { kind: 'fingerprint', sha256 } } : value('TLS') ? { tls: { kind: 'ca' } } : {}),
    },
  };
}

/** Throws unless a router is marked as one to be tested on. Only reads. */
export async function requireMark(connection: RouterConnection, mark: string): Promise<void> {
  const [identity] = (await connection.talk(['/system/identity/print'])).rows;
  const { rows } = await connection.talk(['/interface/print']);
  const marks = [identity?.['name'] ?? '', ...rows.map((row) => row['comment'] ?? '')];
  if (marks.some((text) => text.includes(mark))) return;
  throw new Error(
    `This router (${JSON.stringify(identity?.['name'] ?? '')}) is not marked as a test router: neither its identity nor the comment of an interface holds ${JSON.stringify(mark)}. Nothing was changed on it.`,
  );
}
