import assert from 'node:assert/strict';
import { createServer, connect as dial, type Socket } from 'node:net';
import { startPracticeRouter } from '../../../router/src/practice/server';
import { connectRouter } from '../../../router/src/transport/connect';
import { LoginRefusedError } from '../../../router/src/transport/connection-errors';
import { SentenceDecoder } from '../../../router/src/transport/sentence-codec';

/** Stands before a practice router and keeps every sentence that a client sends to it. */
async function listenIn(routeros: string) {
  const router = await startPracticeRouter({ routeros, tlsPort: false, password: 'secret' });
  const received: string[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const decoder = new SentenceDecoder();
    const onward = dial(router.port, router.host);
    for (const socket of [client, onward]) sockets.add(socket.on('error', () => undefined));
    client.on('data', (data: Buffer) => received.push(...decoder.push(data)));
    client.pipe(onward).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    /** The names of what each login carried. */
    logins: () =>
      received.flatMap(([path, ...words]) =>
        path === '/login'
          ? [words.flatMap((word) => /^=(password|response)=/.exec(word)?.[1] ?? []).join(' ') || 'nothing']
          : [],
      ),
    /** Whether the password itself went over the line. */
    sawPassword: () => received.some((words) => words.some((word) => word.includes('secret'))),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await router.stop();
    },
  };
}

describe('the login by the API', () => {
  const login = { host: '127.0.0.1', user: 'admin', password: 'secret' };

  for (const { routeros, logins, sawPassword } of [
    // Up to 6.42 the router asks for a hash with its challenge, and never sees the password.
    { routeros: '6.40', logins: ['nothing', 'response'], sawPassword: false },
    // Until 6.45 either is taken, so the password stays here.
    { routeros: '6.44', logins: ['nothing', 'response'], sawPassword: false },
    // Later ones refuse every hash: only then they get the password.
    { routeros: '6.49', logins: ['nothing', 'response', 'password'], sawPassword: true },
    { routeros: '7.20', logins: ['nothing', 'response', 'password'], sawPassword: true },
  ])
    it(`RouterOS ${routeros} gets the password itself only when it asks for it: ${logins.join(', ')}`, async () => {
      const router = await listenIn(routeros);
      try {
        const connection = await connectRouter({ ...login, port: router.port });
        assert.equal((await connection.talk(['/system/identity/print'])).rows[0]?.['name'], 'MikroTik');
        await connection.close();
        assert.deepEqual(router.logins(), logins);
        assert.equal(router.sawPassword(), sawPassword);
      } finally {
        await router.stop();
      }
    });

  it('an old router that refuses a wrong password does not see that either', async () => {
    const router = await listenIn('6.40');
    try {
      await assert.rejects(
        connectRouter({ ...login, password: 'my secret', port: router.port }),
        (error: unknown) => error instanceof LoginRefusedError && /cannot log in/.test(error.message),
      );
      assert.deepEqual(router.logins(), ['nothing', 'response']);
      assert.equal(router.sawPassword(), false);
    } finally {
      await router.stop();
    }
  });

  it('a router that asked once for the password gets it at once the next time, for a refusal stands in its log', async () => {
    const router = await listenIn('7.20');
    try {
      for (let time = 0; time < 2; time++) await (await connectRouter({ ...login, port: router.port })).close();
      assert.deepEqual(router.logins(), ['nothing', 'response', 'password', 'password']);
    } finally {
      await router.stop();
    }
  });

  it('where there is no password nothing is given away: one sentence does', async () => {
    const router = await listenIn('7.20');
    try {
      await assert.rejects(connectRouter({ ...login, password: '', port: router.port }), LoginRefusedError);
      assert.deepEqual(router.logins(), ['password']);
    } finally {
      await router.stop();
    }
  });
});
