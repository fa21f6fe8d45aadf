import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../router/src/deploy/deploy-clock';
import { deployFolder } from '../../../router/src/deploy/deploy-folder';
import { runDeploy } from '../../../router/src/deploy/deploy-session';
import { DEPLOY_TIMES } from '../../../router/src/deploy/deploy-target';
import { prepareDeploy } from '../../../router/src/deploy/prepare-deploy';
import { reopenDeploy } from '../../../router/src/deploy/reopen-deploy';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import { type Practice, startPractice } from '../../support/practice';

const SCRIPT = '/system identity set name=head-office\n/ip dns set servers=192.0.2.53\n';

describe('a deploy whose program was ended while it waited to be kept', () => {
  let practice: Practice;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-reopen-'));
  });
  afterEach(async () => {
    await practice.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Deploys, and ends like a program that is killed: its connections are gone and it never says another word. */
  const interrupt = async (routeros: string) => {
    practice = await startPractice(routeros);
    const { clock: time } = practice;
    // Nothing that a dead program waits for happens any more.
    const dead = { now: Date.now, sleep: () => new Promise<void>(() => undefined) };
    const times = { ...DEPLOY_TIMES, retry: 0.01 };
    const open: RouterConnection[] = [];
    const target = {
      name: 'Office',
      connect: async () => {
        const connection = await practice.connect();
        open.push(connection);
        return connection;
      },
    };
    const store = deployFolder(folder);
    const around = { clock: systemClock, times, today: () => new Date(time.wall) };
    const prepared = await prepareDeploy(target, { name: 'a.rsc', text: SCRIPT }, { user: 'admin', ...around });
    await new Promise<void>((resolve) => {
      const decide = () => {
        resolve();
        return new Promise<never>(() => undefined);
      };
      void runDeploy(target, prepared.order, { ...around, clock: dead, store, decide }, times);
    });
    assert.equal(practice.router.device.name, 'head-office');
    await Promise.all(open.map((connection) => connection.close()));
    const [record] = await store.list();
    assert.ok(record?.phase === 'waiting');
    return { store, deploy: await reopenDeploy(record, target, store, around) };
  };
  const leftovers = () =>
    ['/system/scheduler', '/system/script', '/file'].flatMap((menu) => practice.router.device.items(menu));

  it('can still be kept', async () => {
    const { deploy, store } = await interrupt('7.16');
    assert.equal((await deploy.state()).kind, 'armed');
    assert.equal((await deploy.settle('keep')).kind, 'kept');
    assert.equal(practice.router.device.name, 'head-office');
    assert.equal((await store.list())[0]?.phase, 'kept');
    assert.deepEqual(leftovers(), []);
  });

  it('or undone', async () => {
    const { deploy } = await interrupt('7.16');
    const { kind, restored } = await deploy.settle('revert');
    assert.deepEqual([kind, restored], ['reverted', true]);
    assert.deepEqual(leftovers(), []);
  });

  it('is undone where safe mode ended with it, and nobody is told that it could be kept', async () => {
    const { deploy } = await interrupt('7.20.8');
    assert.equal((await deploy.state()).kind, 'undone');
    const { kind, restored } = await deploy.settle('keep');
    assert.deepEqual([kind, restored], ['reverted', true]);
    assert.notEqual(practice.router.device.name, 'head-office');
    assert.deepEqual(leftovers(), []);
  });
});
