import assert from 'node:assert/strict';
import { generate } from 'selfsigned';
import { startPracticeRouter } from '../../../router/src/practice/server';
import { connectRouter, readCertificate } from '../../../router/src/transport/connect';
import {
  AbortedError,
  ConnectionRefusedError,
  LoginRefusedError,
  RouterIdentityError,
  RouterTrapError,
  UnsafeConnectionError,
} from '../../../router/src/transport/connection-errors';
import { isPublicHost } from '../../../router/src/transport/public-address';
import { reply, startPeer } from '../../support/scripted-api-peer';
import { settles } from './contracts';

const login = { host: '127.0.0.1', user: 'admin', password: 'secret' };
const certificate = () =>
  generate([{ name: 'commonName', value: 'router' }], { days: 1, keySize: 2048, algorithm: 'sha256' });

describe('trust', () => {
  it('a certificate that no authority signed is refused, and nothing was sent', async () => {
    const pem = certificate();
    const peer = await startPeer(() => undefined, { key: pem.private, cert: pem.cert });
    await assert.rejects(connectRouter({ ...login, port: peer.port, tls: { kind: 'ca' } }), RouterIdentityError);
    assert.deepEqual(peer.received, []);
    await peer.stop();
  });

  it('one that a given authority signed is taken', async () => {
    const pem = generate([{ name: 'commonName', value: 'router' }], {
      days: 1,
      keySize: 2048,
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
      ],
    });
    const peer = await startPeer(() => undefined, { key: pem.private, cert: pem.cert });
    const connection = await connectRouter({ ...login, port: peer.port, tls: { kind: 'ca', ca: pem.cert } });
    await connection.close();
    await peer.stop();
  });

  it('the fingerprint that was seen is trusted; another is refused before the router receives a word', async () => {
    const pem = certificate();
    const peer = await startPeer(() => undefined, { key: pem.private, cert: pem.cert });
    const { sha256 } = await readCertificate('127.0.0.1', peer.port);
    assert.deepEqual(peer.received, [], 'reading the certificate logs in nowhere');
    const wrong = {
      kind: 'fingerprint',
      sha256: sha256.replace(/^../, sha256.startsWith('00') ? '11' : '00'),
    } as const;
    await assert.rejects(
      connectRouter({ ...login, port: peer.port, tls: wrong }),
      (error: unknown) => error instanceof RouterIdentityError && error.fingerprint === sha256,
    );
    assert.deepEqual(peer.received, []);
    const connection = await connectRouter({ ...login, port: peer.port, tls: { kind: 'fingerprint', sha256 } });
    await connection.close();
    await peer.stop();
  });

  it('a plain connection to a public address is refused before anything is dialled', async () => {
    await assert.rejects(connectRouter({ ...login, host: '203.0.113.1' }), UnsafeConnectionError);
    assert.deepEqual(['192.168.1.1', '10.0.0.1', 'localhost', '127.0.0.1', 'fe80::1', 'router'].map(isPublicHost), [
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    assert.deepEqual(['8.8.8.8', '2001:db8::1', 'router.example.org'].map(isPublicHost), [true, true, true]);
  });
});

describe('connecting', () => {
  it('says in words that nobody listens', async () => {
    const peer = await startPeer(() => undefined);
    await peer.stop();
    await assert.rejects(
      connectRouter({ ...login, port: peer.port }),
      (error: unknown) => error instanceof ConnectionRefusedError && /refuses the connection.*api/.test(error.message),
    );
  });

  it('never shows a password in an error', async () => {
    const peer = await startPeer(() => undefined);
    await peer.stop();
    const error = await connectRouter({ ...login, port: peer.port }).catch((reason: unknown) => reason);
    assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes('secret'));
  });

  it('keeps the category of a trap', async () => {
    const peer = await startPeer((_, socket, tag) => {
      reply(socket, tag, '!trap', '=category=1', '=message=input does not match any value of interface');
      reply(socket, tag, '!done');
    });
    const connection = await connectRouter({ ...login, port: peer.port });
    await assert.rejects(
      connection.talk(['/ip/address/add']),
      (error: unknown) => error instanceof RouterTrapError && error.traps[0]?.category === 1,
    );
    await connection.close();
    await peer.stop();
  });

  it('cancels a command on the router, and several run at once', async () => {
    const peer = await startPeer((words, socket, tag) => {
      if (words[0] === '/quick') reply(socket, tag, '!done', '=ret=1');
      const target = words.find((word) => word.startsWith('=tag='))?.slice(5);
      if (words[0] !== '/cancel' || !target) return;
      reply(socket, `.tag=${target}`, '!trap', '=category=2', '=message=interrupted');
      reply(socket, `.tag=${target}`, '!done');
      reply(socket, tag, '!done');
    });
    const connection = await connectRouter({ ...login, port: peer.port });
    const abort = new AbortController();
    const slow = connection.talk(['/slow'], { signal: abort.signal });
    assert.equal((await settles(connection.talk(['/quick']))).done['ret'], '1');
    abort.abort();
    await assert.rejects(settles(slow), AbortedError);
    assert.ok(peer.received.some((words) => words[0] === '/cancel'));
    await connection.close();
    await peer.stop();
  });

  it('a refused login is a refused login', async () => {
    const router = await startPracticeRouter({ routeros: '7.20', tlsPort: false, password: 'right' });
    await assert.rejects(
      connectRouter({ ...login, port: router.port }),
      (error: unknown) => error instanceof LoginRefusedError && /invalid user name or password/.test(error.message),
    );
    await router.stop();
  });
});
