import assert from 'node:assert/strict';
import { PracticeClock } from '../../../router/src/practice/clock';
import { type Fault, type FaultProxy, startFaultProxy } from '../../../router/src/practice/fault-proxy';
import { connectRouter } from '../../../router/src/transport/connect';
import { type Practice, startPractice } from '../../support/practice';

describe('faults between a client and the practice router', () => {
  let practice: Practice;
  let clock: PracticeClock;
  let proxy: FaultProxy;
  beforeEach(async () => {
    practice = await startPractice('7.20.8');
    clock = new PracticeClock();
    proxy = await startFaultProxy({ target: () => practice.router.portOf('api'), clock });
  });
  afterEach(async () => {
    await proxy.stop();
    await practice.stop();
  });
  const connect = () => connectRouter({ host: '127.0.0.1', port: proxy.port, user: 'admin', password: '' });
  /** Adds one pool through the proxy; whether the client was told that it worked. */
  const addPool = async () => {
    const connection = await connect();
    await connection.talk(['/ip/pool/add', '=name=p', '=ranges=10.0.0.1-10.0.0.9']);
    await connection.close();
  };
  const pools = () => practice.names('/ip/pool');

  it('counts what passes, by bytes and sentences', async () => {
    await addPool();
    assert.equal(proxy.passed.length, 1);
    const { toRouter, toClient } = proxy.passed[0] ?? assert.fail();
    assert.deepEqual([toRouter.sentences, toClient.sentences], [2, 2]);
    assert.ok(toRouter.bytes > 50 && toClient.bytes > 10);
    assert.equal(proxy.hasHappened, false);
  });

  for (const kind of ['fin', 'rst'] as const)
    it(`${kind} after each sentence: what was cut on its way did not happen, what was cut on its way back did`, async () => {
      const outcomes: [Fault['direction'], number, number][] = [];
      for (const direction of ['toRouter', 'toClient'] as const)
        for (const sentences of [1, 2]) {
          for (const { '.id': id } of await practice.rows('/ip/pool/print'))
            await practice.connection.talk(['/ip/pool/remove', `=.id=${id}`]);
          proxy.plan({ direction, after: { sentences }, kind });
          await addPool().catch(() => undefined);
          assert.ok(proxy.hasHappened);
          outcomes.push([direction, sentences, (await pools()).length]);
        }
      assert.deepEqual(outcomes, [
        ['toRouter', 1, 0],
        ['toRouter', 2, 1],
        ['toClient', 1, 0],
        ['toClient', 2, 1],
      ]);
    });

  it('a cut at each byte of a command: it happened only if all of it came through', async () => {
    await addPool();
    const total = proxy.passed[0]?.toRouter.bytes ?? 0;
    const [pool] = await practice.rows('/ip/pool/print');
    await practice.connection.talk(['/ip/pool/remove', `=.id=${pool?.['.id']}`]);
    for (let bytes = total - 20; bytes < total; bytes++) {
      proxy.plan({ direction: 'toRouter', after: { bytes }, kind: 'rst' });
      await assert.rejects(addPool());
      assert.deepEqual(await pools(), []);
    }
  });

  it('split bytes change nothing', async () => {
    for (const direction of ['toRouter', 'toClient'] as const) {
      proxy.plan({ direction, after: { bytes: 7 }, kind: 'split' });
      const connection = await connect();
      assert.ok(proxy.hasHappened);
      assert.equal((await connection.talk(['/system/identity/print'])).rows.length, 1);
      await connection.close();
    }
  });

  it('a garbled byte is another byte', async () => {
    const connection = await connect();
    proxy.plan({
      direction: 'toRouter',
      after: { bytes: (proxy.passed[0]?.toRouter.bytes ?? 0) + 3 },
      kind: 'garble',
      connection: 0,
    });
    await assert.rejects(connection.talk(['/system/identity/print']));
    assert.ok(proxy.hasHappened);
  });

  it('silence lasts until the clock ends it', async () => {
    const connection = await connect();
    proxy.plan({ direction: 'toClient', after: { sentences: 1 }, kind: 'stall', connection: 0, later: 'refuse' });
    let isSettled = false;
    const waiting = connection.talk(['/ip/pool/add', '=name=p', '=ranges=10.0.0.1-10.0.0.9']).finally(() => {
      isSettled = true;
    });
    waiting.catch(() => undefined);
    while (!proxy.hasHappened) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await pools(), ['p']);
    await assert.rejects(connect());
    clock.advance(9 * 60_000 - 1);
    await pools();
    assert.equal(isSettled, false);
    clock.advance(1);
    await assert.rejects(waiting);
    proxy.heal();
    await (await connect()).close();
  });
});
