import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PracticeClock } from '../../../router/src/practice/clock';
import { type PracticeRouter, startPracticeRouter } from '../../../router/src/practice/server';
import { readTestRouter } from './test-router';

const ROOT = join(__dirname, '..', '..', '..');

/** Runs what `npm run test:router` runs, with a practice router in the place of a real one. */
function testRouter(environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const { TS_NODE_PROJECT: _, ...inherited } = process.env;
    const child = spawn(
      process.execPath,
      ['node_modules/mocha/bin/mocha.js', 'test/router/real-router/real-router.ts'],
      {
        cwd: ROOT,
        env: { ...inherited, RSCOPE_ROUTER_HOST: '127.0.0.1', RSCOPE_ROUTER_PASSWORD: 'secret', ...environment },
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
    child.on('close', (code) => resolve({ code, output }));
  });
}

describe('npm run test:router', function () {
  this.timeout(120_000);
  let router: PracticeRouter;
  beforeEach(async () => {
    const clock = new PracticeClock();
    router = await startPracticeRouter({
      routeros: '7.20',
      clock,
      tlsPort: false,
      restTlsPort: 0,
      password: 'secret',
      configuration: '/system identity set name="bench rscope-test-router 3"',
    });
  });
  afterEach(() => router.stop());

  it('passes on a router that bears the mark, by the API, and leaves it as it was', async () => {
    const before = router.device.snapshot();
    const { code, output } = await testRouter({
      RSCOPE_ROUTER_PORT: String(router.port),
      RSCOPE_ROUTER_MARK: 'rscope-test-router',
    });
    assert.equal(code, 0, output);
    assert.match(output, /9 passing/);
    assert.deepEqual(router.device.snapshot(), before);
  });

  it('passes by REST over HTTPS, with its mark in a comment', async () => {
    router.device.runScript('/system identity set name=edge; /interface set ether5 comment="a test-bench"');
    const { code, output } = await testRouter({
      RSCOPE_ROUTER_PROTOCOL: 'rest',
      RSCOPE_ROUTER_PORT: String(router.portOf('www-ssl')),
      RSCOPE_ROUTER_FINGERPRINT: router.fingerprint ?? '',
      RSCOPE_ROUTER_MARK: 'test-bench',
    });
    assert.equal(code, 0, output);
    assert.match(output, /8 passing[\s\S]*1 pending/);
  });

  it('refuses a router without the mark, and changes nothing on it', async () => {
    const before = router.device.snapshot();
    const { code, output } = await testRouter({ RSCOPE_ROUTER_PORT: String(router.port), RSCOPE_ROUTER_MARK: 'lab' });
    assert.notEqual(code, 0);
    assert.match(output, /0 passing[\s\S]*not marked as a test router[\s\S]*Nothing was changed/);
    assert.deepEqual(router.device.snapshot(), before);
  });

  it('says which variables it takes where a host or the mark is missing', () => {
    assert.throws(() => readTestRouter({}), /RSCOPE_ROUTER_HOST.*RSCOPE_ROUTER_MARK/);
    assert.throws(
      () => readTestRouter({ RSCOPE_ROUTER_HOST: '192.0.2.1', RSCOPE_ROUTER_MARK: '' }),
      /RSCOPE_ROUTER_MARK/,
    );
  });
});
