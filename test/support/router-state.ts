import { type RouterInfo, readRouterInfo } from '../../router/src/device/router-info';
import { type RouterState, readRouterState } from '../../router/src/device/router-state';
import type { StoredItem } from '../../router/src/practice/store';
import { RouterTrapError } from '../../router/src/transport/connection-errors';
import type { RouterConnection, Row } from '../../router/src/transport/router-connection';
import { startPractice } from './practice';

/** What a router answers, by its command; a text is a refusal in these words. What is not told answers with nothing. */
export type Answers = Readonly<Record<string, readonly Row[] | string>>;

/** A connection to a router that answers just so, whatever properties were asked for. */
export function answering(answers: Answers): RouterConnection & { readonly asked: string[][] } {
  const asked: string[][] = [];
  return {
    asked,
    remote: { host: '192.0.2.1', port: 8729, tls: true, fingerprint: undefined },
    closed: new Promise(() => undefined),
    close: () => Promise.resolve(),
    talk(words) {
      asked.push([...words]);
      const query = words.find((word) => word.startsWith('?connection-mark='));
      const command = `${words[0]}${query ?? ''}`;
      const answer = answers[command] ?? (query ? [] : undefined);
      if (typeof answer === 'string')
        return Promise.reject(new RouterTrapError([{ category: undefined, message: answer }]));
      const rows = answer ?? [];
      return Promise.resolve(
        words.includes('=count-only=') ? { rows: [], done: { ret: rows[0]?.['ret'] ?? '0' } } : { rows, done: {} },
      );
    },
  };
}

/** The state of a router that answers so. */
export function stateOf(answers: Answers, major: 6 | 7 = 7): Promise<RouterState> {
  const version = major === 7 ? { major: 7, minor: 20 } : { major: 6, minor: 49 };
  const info: RouterInfo = {
    version,
    versionText: `${version.major}.${version.minor} (stable)`,
    identity: 'edge',
    board: 'hEX',
  };
  return readRouterState(answering(answers), info);
}

/** Puts rows into menus of a practice router as if they had come about there, and reads its state over the API. */
export async function practisedState(
  routeros: string,
  rows: Readonly<Record<string, readonly Row[]>>,
): Promise<RouterState> {
  const practice = await startPractice(routeros);
  try {
    for (const [menu, items] of Object.entries(rows)) {
      const stored = practice.router.device.store.menu(menu);
      const added = items.map((row, at): StoredItem => new Map([['.id', `*A${at}`], ...Object.entries(row)]));
      stored.items = stored.definition.kind === 'settings' ? added : [...stored.items, ...added];
    }
    return await readRouterState(practice.connection, await readRouterInfo(practice.connection));
  } finally {
    await practice.stop();
  }
}
