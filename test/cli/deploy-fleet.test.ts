import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { leftovers } from '../support/deploying';
import { rscopeIn } from '../support/rscope-program';

const PASSWORD = 'canary-fleet';
const VARIABLE = 'RSCOPE_TEST_FLEET';
const SCRIPT = '/interface bridge\nadd name=office\n/ip address\nadd address=10.9.0.1/24 interface=office\n';

describe('rscope deploy to fifty routers', function () {
  this.timeout(120_000);
  let folder: string;
  let routers: PracticeRouter[];
  before(async () => {
    process.env[VARIABLE] = PASSWORD;
    folder = mkdtempSync(join(tmpdir(), 'rscope-fleet-'));
    writeFileSync(join(folder, 'office.rsc'), SCRIPT);
  });
  after(() => {
    delete process.env[VARIABLE];
    rmSync(folder, { recursive: true });
  });
  afterEach(() => Promise.all(routers.map((router) => router.stop())));

  /** Half of them RouterOS 6, in an Ansible inventory; the third one may be another than the rest. */
  async function start(third?: string): Promise<void> {
    routers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        startPracticeRouter({
          routeros: at % 2 === 0 ? '7.20' : '6.49',
          tlsPort: false,
          password: PASSWORD,
          ...(third !== undefined && at === 2 ? { configuration: third } : {}),
        }),
      ),
    );
    const hosts = routers.map(({ port }, at) => `edge-${at + 1} ansible_host=127.0.0.1 ansible_port=${port}`);
    writeFileSync(
      join(folder, 'hosts.ini'),
      ['[edges]', ...hosts, '[edges:vars]', 'ansible_user=admin', ''].join('\n'),
    );
  }
  async function deploy(...more: string[]) {
    const fleet = ['--inventory', 'hosts.ini', '--waves', '1,rest', '--at-once', '8', '--password-env', VARIABLE];
    const run = await rscopeIn(
      folder,
      'deploy',
      'office.rsc',
      ...fleet,
      '--keep',
      'verified',
      '--format',
      'json',
      ...more,
    );
    assert.doesNotMatch(run.stdout + run.stderr, /canary/);
    const results = run.stdout
      .trim()
      .split('\n')
      .map((line): { router: string; end: string } => JSON.parse(line));
    return { ...run, results: new Map(results.map((result) => [result.router, result])) };
  }
  const offices = () =>
    routers.filter(({ device }) =>
      device.store.items('/interface/bridge').some((item) => item.get('name') === 'office'),
    );

  it('keeps the result on all of them, the first one before the others, and leaves nothing of its own', async () => {
    await start();
    const { code, results, stdout, stderr } = await deploy();
    assert.equal(code, 0, stderr);
    assert.deepEqual([...new Set([...results.values()].map(({ end }) => end))], ['kept']);
    assert.equal(results.size, 50);
    assert.match(stdout, /^\{"router":"edge-1",/);
    assert.match(stderr, /50 routers: 50 kept\n/);
    assert.equal(offices().length, 50);
    for (const router of routers) assert.deepEqual(leftovers(router), []);
  });

  it('begins no further router once one has refused', async () => {
    await start('/interface bridge add name=office');
    const { code, results, stderr } = await deploy();
    assert.equal(code, 1, stderr);
    assert.deepEqual(results.get('edge-3')?.end, 'refused');
    const alone = [...results.values()].filter(({ end }) => end === 'left-alone');
    // Those that were under way when it refused go on to their end.
    assert.ok(alone.length >= 50 - 2 * 8 && alone.length < 50, `${alone.length} left alone`);
    assert.equal(offices().length, 50 - alone.length);
    assert.equal(results.size, 50);
    for (const router of routers) assert.deepEqual(leftovers(router), []);
  });
});
