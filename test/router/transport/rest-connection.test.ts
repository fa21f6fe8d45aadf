import assert from 'node:assert/strict';
import { generate } from 'selfsigned';
import { type PracticeRouter, startPracticeRouter } from '../../../router/src/practice/server';
import { connectRouter, readCertificate } from '../../../router/src/transport/connect';
import type { ConnectOptions } from '../../../router/src/transport/connect-attempt';
import {
  AbortedError,
  CommandTimeoutError,
  ConnectionLostError,
  ConnectionRefusedError,
  LoginRefusedError,
  RouterIdentityError,
  RouterTrapError,
  UnsafeConnectionError,
} from '../../../router/src/transport/connection-errors';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import {
  type RestPeer,
  type RestRequest,
  type RestScript,
  respond,
  restAnswer,
  startRestPeer,
} from '../../support/scripted-rest-peer';
import { settles } from './contracts';

const login = { host: '127.0.0.1', user: 'admin', password: 'secret', protocol: 'rest' } as const;

/** Connects to a peer that follows a script, and closes both afterwards. */
async function withPeer(
  script: RestScript,
  work: (connection: RouterConnection, peer: RestPeer) => Promise<void>,
  options: Partial<ConnectOptions> = {},
): Promise<void> {
  const peer = await startRestPeer(script);
  try {
    const connection = await connectRouter({ ...login, ...options, port: peer.port });
    try {
      await work(connection, peer);
    } finally {
      await settles(connection.close());
    }
  } finally {
    await peer.stop();
  }
}

/** What a command becomes, and what an answer gives. */
async function exchange(words: readonly string[], status: number, body: unknown) {
  let request: RestRequest | undefined;
  let answer: unknown;
  await withPeer(
    (got, socket) => {
      request = got;
      respond(socket, status, body);
    },
    async (connection) => {
      answer = await settles(connection.talk(words));
    },
  );
  return { request, answer };
}

describe('REST: what is sent and what comes back', () => {
  it('a command is a POST to its path; attributes and queries are its body', async () => {
    const { request, answer } = await exchange(
      ['/ip/route/print', '=.proplist=.id,gateway', '?dst-address=0.0.0.0/0', '?disabled=true', '?#!&'],
      200,
      [{ '.id': '*1', gateway: '192.0.2.1' }, {}],
    );
    assert.equal(request?.path, '/rest/ip/route/print');
    assert.deepEqual(request?.body, {
      '.proplist': '.id,gateway',
      '.query': ['dst-address=0.0.0.0/0', 'disabled=true', '#!&'],
    });
    assert.deepEqual(answer, { rows: [{ '.id': '*1', gateway: '192.0.2.1' }, {}], done: {} });
  });

  it('a value may hold “=”, line breaks and any letters; one without a value is empty', async () => {
    const comment = 'a=b\nПривет, 世界 é';
    const { request } = await exchange(['/x/add', `=comment=${comment}`, '=count-only='], 200, []);
    assert.deepEqual(request?.body, { comment, 'count-only': '' });
  });

  it('the id of an added item is “ret”; settings are one row; nothing is no rows', async () => {
    assert.deepEqual((await exchange(['/ip/pool/add'], 200, { ret: '*5' })).answer, { rows: [], done: { ret: '*5' } });
    assert.deepEqual((await exchange(['/system/identity/print'], 200, { name: 'edge' })).answer, {
      rows: [{ name: 'edge' }],
      done: {},
    });
    assert.deepEqual((await exchange(['/ip/pool/set'], 200, [])).answer, { rows: [], done: {} });
    assert.deepEqual((await exchange(['/ip/pool/remove'], 204, '')).answer, { rows: [], done: {} });
  });

  it('a name or password beyond Latin letters arrives as it is', () =>
    withPeer(
      () => undefined,
      async (_, peer) => {
        const [, encoded = ''] = /^Basic (.*)$/.exec(peer.received[0]?.authorization ?? '') ?? [];
        assert.equal(Buffer.from(encoded, 'base64').toString('utf8'), 'admin:пароль');
      },
      { password: 'пароль' },
    ));

  it('an answer may be cut at every byte', () =>
    withPeer(
      (_, socket) => {
        socket.setNoDelay(true);
        const bytes = [...restAnswer(200, [{ comment: 'Офис' }])];
        const next = () => {
          const byte = bytes.shift();
          if (byte === undefined || socket.destroyed) return;
          socket.write(Buffer.from([byte]));
          setTimeout(next, 1);
        };
        next();
      },
      async (connection) =>
        assert.deepEqual((await settles(connection.talk(['/x/print']))).rows, [{ comment: 'Офис' }]),
    ));

  it('a value of a megabyte goes both ways', () =>
    withPeer(
      ({ body }, socket) => respond(socket, 200, [body]),
      async (connection) => {
        const contents = 'é'.repeat(1 << 19);
        assert.equal(
          (await settles(connection.talk(['/file/add', `=contents=${contents}`]))).rows[0]?.['contents'],
          contents,
        );
      },
    ));

  it('commands go one after the other, in their order, over one connection', async () => {
    let underWay = 0;
    await withPeer(
      ({ path }, socket) => {
        underWay++;
        setTimeout(() => {
          respond(socket, 200, { ret: `${path} ${underWay--}` });
        }, 5);
      },
      async (connection, peer) => {
        const answers = await Promise.all(['/a/b', '/c/d', '/e/f'].map((path) => settles(connection.talk([path]))));
        assert.deepEqual(
          answers.map(({ done }) => done['ret']),
          ['/rest/a/b 1', '/rest/c/d 1', '/rest/e/f 1'],
        );
        assert.equal(peer.connections(), 1);
      },
    );
  });

  it('the words of the caller stay as they were', () =>
    withPeer(
      (_, socket) => respond(socket, 200, []),
      async (connection) => {
        const words = ['/x/print', '?name=a'];
        await settles(connection.talk(words));
        assert.deepEqual(words, ['/x/print', '?name=a']);
      },
    ));
});

describe('REST: refusals and endings', () => {
  for (const { status, body, words, category } of [
    {
      status: 400,
      body: { error: 400, message: 'Bad Request', detail: 'failure: already have such address' },
      words: /^failure: already have such address$/,
      category: undefined,
    },
    {
      status: 404,
      body: { error: 404, message: 'Not Found', detail: 'no such command or directory (adress)' },
      words: /^no such command or directory \(adress\)$/,
      category: 0,
    },
    { status: 401, body: { error: 401, message: 'Unauthorized' }, words: /^Unauthorized$/, category: undefined },
    { status: 500, body: '<html>', words: /answered 500/, category: undefined },
    { status: 200, body: '<html>a portal</html>', words: /no JSON/, category: undefined },
  ])
    it(`${status} with ${JSON.stringify(body)} is the router’s refusal, in its words`, () =>
      withPeer(
        (_, socket) => respond(socket, status, body),
        (connection) =>
          assert.rejects(settles(connection.talk(['/ip/address/add'])), (error: unknown) => {
            assert.ok(error instanceof RouterTrapError);
            assert.match(error.message, words);
            assert.equal(error.traps[0]?.category, category);
            return true;
          }),
      ));

  it('a refusal leaves the connection as it was', async () => {
    let count = 0;
    await withPeer(
      (_, socket) => (count++ === 0 ? respond(socket, 400, { detail: 'no' }) : respond(socket, 200, { ret: '1' })),
      async (connection) => {
        await assert.rejects(settles(connection.talk(['/a/b'])), RouterTrapError);
        assert.equal((await settles(connection.talk(['/a/b']))).done['ret'], '1');
      },
    );
  });

  for (const [name, script] of [
    ['an orderly end', (_, socket) => socket.end()],
    ['a reset', (_, socket) => socket.resetAndDestroy()],
    ['an answer that is cut off', (_, socket) => socket.end(restAnswer(200, [{ a: 'b' }]).subarray(0, -3))],
  ] satisfies [string, RestScript][])
    it(`${name} rejects what is under way, and what comes after`, () =>
      withPeer(script, async (connection) => {
        const isLost = (error: unknown) => error instanceof ConnectionLostError && /not known/.test(error.message);
        await assert.rejects(settles(connection.talk(['/x/print'])), isLost);
        await assert.rejects(settles(connection.talk(['/x/print'])), isLost);
        assert.ok(isLost(await settles(connection.closed)));
      }));

  it('closing rejects what is under way and what waits, and does not wait for the router', () =>
    withPeer(
      () => undefined,
      async (connection) => {
        const pending = [connection.talk(['/x/print']), connection.talk(['/y/print'])].map((talk) =>
          assert.rejects(settles(talk), /closed/),
        );
        await new Promise((resolve) => setTimeout(resolve, 20));
        await settles(connection.close());
        await Promise.all(pending);
        assert.equal(await settles(connection.closed), undefined);
      },
    ));

  it('a command is cancelled, also one that waits, and the next one runs', () =>
    withPeer(
      ({ path }, socket) => {
        if (path !== '/rest/slow/run') respond(socket, 200, { ret: path });
      },
      async (connection, peer) => {
        const abort = new AbortController();
        const slow = [
          connection.talk(['/slow/run'], { signal: abort.signal }),
          connection.talk(['/waits/run'], { signal: abort.signal }),
        ];
        const settled = slow.map((talk) => assert.rejects(settles(talk), AbortedError));
        const next = connection.talk(['/next/run']);
        await new Promise((resolve) => setTimeout(resolve, 20));
        abort.abort();
        await Promise.all(settled);
        assert.equal((await settles(next)).done['ret'], '/rest/next/run');
        assert.ok(!peer.received.some(({ path }) => path === '/rest/waits/run'));
      },
    ));

  it('a command that the router ends after its 60 seconds is told in words', () =>
    withPeer(
      (_, socket) => respond(socket, 400, { detail: 'Session closed', error: 400, message: 'Bad Request' }),
      (connection) =>
        assert.rejects(
          settles(connection.talk(['/ping', '=address=192.0.2.1'])),
          (error: unknown) => error instanceof CommandTimeoutError && /60 seconds.*\/ping/.test(error.message),
        ),
    ));

  it('what goes on until it is cancelled is refused, and nothing is sent', () =>
    withPeer(
      () => undefined,
      async (connection, peer) => {
        await assert.rejects(connection.talk(['/interface/listen']), /listen goes on.*API/);
        await assert.rejects(connection.talk(['/ip/route/print'], { onRow: () => undefined }), /API/);
        assert.equal(peer.received.length, 1, 'the login');
      },
    ));
});

describe('REST: trust', () => {
  const certificate = () =>
    generate([{ name: 'commonName', value: 'router' }], { days: 1, keySize: 2048, algorithm: 'sha256' });

  it('a certificate that nobody trusts, or another than the trusted one, stops before a word is sent', async () => {
    const pem = certificate();
    const peer = await startRestPeer(() => undefined, { key: pem.private, cert: pem.cert });
    const { sha256 } = await readCertificate('127.0.0.1', peer.port, 'rest');
    const options = { ...login, port: peer.port };
    await assert.rejects(connectRouter({ ...options, tls: { kind: 'ca' } }), RouterIdentityError);
    const wrong = sha256.replace(/^../, sha256.startsWith('00') ? '11' : '00');
    await assert.rejects(
      connectRouter({ ...options, tls: { kind: 'fingerprint', sha256: wrong } }),
      (error: unknown) => error instanceof RouterIdentityError && error.fingerprint === sha256,
    );
    assert.deepEqual(peer.received, []);
    const connection = await connectRouter({ ...options, tls: { kind: 'fingerprint', sha256 } });
    assert.equal(peer.received.length, 1);
    await connection.close();
    await peer.stop();
  });

  it('plain HTTP to a public address is refused before anything is dialled', () =>
    assert.rejects(connectRouter({ ...login, host: '203.0.113.1' }), (error: unknown) => {
      assert.ok(error instanceof UnsafeConnectionError);
      assert.match(error.message, /port 443/);
      return true;
    }));

  it('says in words that nobody listens, without the password', async () => {
    const peer = await startRestPeer(() => undefined);
    await peer.stop();
    const error = await connectRouter({ ...login, port: peer.port }).catch((reason: unknown) => reason);
    assert.ok(error instanceof ConnectionRefusedError);
    assert.match(error.message, /refuses the connection.*enable www\)/);
    assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes('secret'));
  });
});

describe('REST: a practice router', () => {
  let router: PracticeRouter;
  before(async () => {
    router = await startPracticeRouter({
      routeros: '7.20',
      tlsPort: false,
      restPort: 0,
      restTlsPort: 0,
      password: 'secret',
    });
  });
  after(() => router.stop());

  it('is spoken to by HTTPS: adds, reads, refuses, removes', async () => {
    const connection = await connectRouter({
      ...login,
      port: router.portOf('www-ssl') ?? 0,
      tls: { kind: 'fingerprint', sha256: router.fingerprint ?? '' },
    });
    const { done } = await connection.talk(['/ip/pool/add', '=name=guests', '=ranges=10.9.0.10-10.9.0.99']);
    const { rows } = await connection.talk(['/ip/pool/print', '?name=guests', '=.proplist=.id,ranges']);
    assert.deepEqual(rows, [{ '.id': done['ret'], ranges: '10.9.0.10-10.9.0.99' }]);
    assert.deepEqual((await connection.talk(['/ip/pool/print', '=count-only='])).done, { ret: '1' });
    await assert.rejects(connection.talk(['/ip/pool/add', '=name=guests', '=ranges=10.8.0.1']), /already|exists/);
    await assert.rejects(connection.talk(['/ip/adress/print']), /no such command or directory/);
    await connection.talk(['/ip/pool/remove', `=.id=${done['ret']}`]);
    assert.deepEqual((await connection.talk(['/ip/pool/print'])).rows, []);
    assert.equal(connection.remote.protocol, 'rest');
    assert.equal(connection.remote.address, '127.0.0.1');
    await connection.close();
  });

  it('refuses a wrong password, and RouterOS 6 has no REST: both in words', async () => {
    await assert.rejects(
      connectRouter({ ...login, password: 'wrong', port: router.portOf('www') ?? 0 }),
      (error: unknown) => error instanceof LoginRefusedError && /rest-api/.test(error.message),
    );
    const old = await startPracticeRouter({ routeros: '6.49', tlsPort: false, restPort: 0 });
    await assert.rejects(
      connectRouter({ ...login, port: old.portOf('www') ?? 0 }),
      (error: unknown) => error instanceof ConnectionRefusedError && /RouterOS 7\.1/.test(error.message),
    );
    await old.stop();
  });
});
