// `npm run test:router`: the contracts of the transport and a deploy, on a router that is given by the environment.
import assert from 'node:assert/strict';
import { systemClock } from '../../../router/src/deploy/deploy-clock';
import { runDeploy } from '../../../router/src/deploy/deploy-session';
import { DEPLOY_TIMES, type DeployTarget } from '../../../router/src/deploy/deploy-target';
import { prepareDeploy } from '../../../router/src/deploy/prepare-deploy';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { connectRouter } from '../../../router/src/transport/connect';
import {
  AbortedError,
  LoginRefusedError,
  RouterIdentityError,
  RouterTrapError,
} from '../../../router/src/transport/connection-errors';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import { memoryStore } from '../../support/deploying';
import { readTestRouter, requireMark } from './test-router';

/** All that the tests put on the router is in this address list. */
const LIST = 'rscope-test';
const MENU = '/ip/firewall/address-list';

describe('a real router', function () {
  this.timeout(600_000);
  let connection: RouterConnection;
  let target: DeployTarget;
  let isMarked = false;
  const router = readTestRouter(process.env);
  const { options } = router;

  before(async () => {
    target = { name: 'test router', connect: (signal) => connectRouter({ ...options, ...(signal ? { signal } : {}) }) };
    connection = await target.connect();
    await requireMark(connection, router.mark);
    isMarked = true;
    const { versionText, identity } = await readRouterInfo(connection);
    console.log(`    ${identity}: RouterOS ${versionText}, by ${options.protocol}`);
  });
  after(async () => {
    if (isMarked) for (const row of await listed()) await connection.talk([`${MENU}/remove`, `=.id=${row['.id']}`]);
    await connection?.close();
  });
  const listed = async () => (await connection.talk([`${MENU}/print`, `?list=${LIST}`])).rows;

  it('an empty answer is no rows', async () => assert.deepEqual(await listed(), []));

  it('values go both ways in UTF-8, and an added item has an id', async () => {
    const comment = 'Привет, 世界 é = "a\\b"';
    const words = [`${MENU}/add`, `=list=${LIST}`, '=address=192.0.2.77', `=comment=${comment}`];
    const { done } = await connection.talk(words);
    assert.match(done['ret'] ?? '', /^\*[0-9A-F]+$/);
    const [row] = await listed();
    assert.equal(row?.['comment'], comment);
    await connection.talk([`${MENU}/remove`, `=.id=${done['ret']}`]);
    assert.deepEqual(await listed(), []);
  });

  it('a long answer arrives whole, and several commands at once get each its own', async () => {
    const [services, log, identity] = await Promise.all(
      ['/ip/service', '/log', '/system/identity'].map((menu) => connection.talk([`${menu}/print`])),
    );
    assert.ok(services?.rows.some((row) => row['name'] === 'ssh'));
    assert.ok(log);
    assert.equal(identity?.rows.length, 1);
  });

  it('a refusal has the router’s words, and the connection goes on', async () => {
    const refusal = await connection.talk(['/ip/adress/print']).catch((error: unknown) => error);
    assert.ok(refusal instanceof RouterTrapError, String(refusal));
    console.log(`    an unknown menu: ${refusal.message} (category ${refusal.traps[0]?.category})`);
    assert.equal((await connection.talk(['/system/identity/print'])).rows.length, 1);
  });

  it('a command that goes on is cancelled', async function () {
    if (options.protocol === 'rest') return this.skip();
    const abort = new AbortController();
    const listening = connection.talk(['/interface/listen'], { signal: abort.signal, onRow: () => undefined });
    setTimeout(() => abort.abort(), 200);
    await assert.rejects(listening, AbortedError);
    assert.equal((await connection.talk(['/system/identity/print'])).rows.length, 1);
  });

  it('a wrong password and a wrong certificate are refused', async () => {
    await assert.rejects(connectRouter({ ...options, password: `${options.password}-wrong` }), LoginRefusedError);
    if (!options.tls) return;
    const sha256 = '00:'.repeat(31).concat('00');
    await assert.rejects(connectRouter({ ...options, tls: { kind: 'fingerprint', sha256 } }), RouterIdentityError);
  });

  it('what waits is rejected when the connection is closed, and what comes after', async () => {
    const second = await target.connect();
    await second.close();
    await assert.rejects(second.talk(['/system/identity/print']), /closed/);
  });

  for (const choice of ['revert', 'keep'] as const)
    it(`a deploy ends as it should: ${choice}`, async () => {
      const text = `/ip firewall address-list\nadd list=${LIST} address=192.0.2.78 comment="Тест"\n`;
      const { order } = await prepareDeploy(
        target,
        { name: 'test.rsc', text },
        { user: options.user, clock: systemClock, times: DEPLOY_TIMES },
      );
      console.log(`    undo: ${order.net.undo}${order.net.safeMode ? ', in safe mode' : ''}`);
      const end = await runDeploy(target, order, {
        clock: systemClock,
        store: memoryStore(),
        today: () => new Date(),
        decide: async () => {
          assert.equal((await listed()).length, 1);
          return choice;
        },
      });
      assert.equal(end.kind, choice === 'keep' ? 'kept' : 'reverted', end.message);
      if (end.kind === 'reverted') assert.equal(end.restored, true, end.message);
      assert.deepEqual(
        (await listed()).map((row) => row['comment']),
        choice === 'keep' ? ['Тест'] : [],
      );
      const scheduled = (await connection.talk(['/system/scheduler/print'])).rows;
      assert.ok(!scheduled.some((row) => row['name']?.startsWith('rscope')), 'nothing of its own is left');
    });
});
