import type { DeployClock } from '../../router/src/deploy/deploy-clock';
import type { DeployRecord, DeployStore } from '../../router/src/deploy/deploy-record';
import type { DeployTarget } from '../../router/src/deploy/deploy-target';
import { PracticeClock } from '../../router/src/practice/clock';
import { type PracticeRouter, type PracticeRouterOptions, startPracticeRouter } from '../../router/src/practice/server';
import { connectRouter } from '../../router/src/transport/connect';
import { type Protocol, serviceOf } from '../../router/src/transport/trust';

/**
 * A clock for deploys on a practice router: whoever waits a minute waits a moment, and the router's clock moves on by a
 * minute. A wait that is called off moves nothing.
 *
 * @param patience how many real milliseconds the router has to answer before a command counts as not answered
 */
export function deployClock(clock: PracticeClock, patience = 200): DeployClock {
  return {
    now: () => clock.elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const end = (isOver: boolean) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          if (isOver) clock.advance(ms);
          resolve();
        };
        const onAbort = () => end(false);
        const timer = setTimeout(() => end(true), ms >= 30_000 ? patience : 0);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}

/** Records and texts that are kept in memory. */
export interface MemoryStore extends DeployStore {
  readonly records: Map<string, DeployRecord>;
  readonly texts: Map<string, string>;
}

export function memoryStore(): MemoryStore {
  const records = new Map<string, DeployRecord>();
  const texts = new Map<string, string>();
  return {
    records,
    texts,
    save: async (record) => void records.set(record.id, record),
    list: async () => [...records.values()].reverse(),
    keepText: async (router, time, name, text) => {
      const path = `${router}/${time}/${name}`;
      texts.set(path, text);
      return path;
    },
  };
}

/** A practice router whose clock stands still, to deploy to. */
export async function startTarget(
  routeros: string,
  options: Partial<PracticeRouterOptions> = {},
  protocol: Protocol = 'api',
): Promise<{ readonly router: PracticeRouter; readonly clock: PracticeClock; readonly target: DeployTarget }> {
  const clock = new PracticeClock();
  const router = await startPracticeRouter({
    ...{ routeros, tlsPort: false, clock, ...options },
    ...(protocol === 'rest' && { restPort: 0 }),
  });
  const target: DeployTarget = {
    name: 'practice',
    connect: (signal) =>
      connectRouter({
        host: '127.0.0.1',
        protocol,
        port: router.portOf(serviceOf(protocol, false).name) ?? 1,
        user: 'admin',
        password: '',
        ...(signal ? { signal } : {}),
      }),
  };
  return { router, clock, target };
}

/** What Rscope left of its own on a router. */
export function leftovers({ device }: PracticeRouter): readonly string[] {
  return [
    ...device.snapshot().filter((line) => /rscope/i.test(line)),
    ...device.environment().map((variable) => `variable ${variable.get('name')}`),
  ];
}
