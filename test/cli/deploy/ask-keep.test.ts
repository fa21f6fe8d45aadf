import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { askKeep } from '../../../cli/src/deploy/ask-keep';
import { type PracticeRouter, startPracticeRouter } from '../../../router/src/practice/server';
import { leftovers } from '../../support/deploying';
import { hasTerminals, rscopeInTerminal } from '../../support/terminal';

const PASSWORD = 'canary-typed';
const [CTRL_C, CTRL_D] = ['\u0003', '\u0004'];

describe('rscope deploy on a terminal', function () {
  this.timeout(90_000);
  let folder: string;
  let router: PracticeRouter;
  before(function () {
    if (!hasTerminals()) this.skip();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-keep-'));
    writeFileSync(join(folder, 'office.rsc'), '/interface bridge add name=office\n');
    const uptime = 3_600_000;
    router = await startPracticeRouter({ routeros: '7.20', tlsPort: false, password: PASSWORD, uptime });
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await router.stop();
  });

  /** Deploys, types the password, and then these keys, each when the terminal asks. */
  async function deploy(...typed: (readonly [question: string, keys: string])[]) {
    const keys = [['assword', `${PASSWORD}\r`] as const, ...typed];
    const run = await rscopeInTerminal(folder, keys, 'deploy', 'office.rsc', '--router', `127.0.0.1:${router.port}`);
    // What is typed as a password is shown nowhere.
    assert.doesNotMatch(run.shown, /canary/);
    const bridges = router.device.store.items('/interface/bridge').map((item) => item.get('name'));
    assert.deepEqual(leftovers(router), [], run.shown);
    return { ...run, bridges };
  }

  it('asks whether to keep it, with the seconds left, and keeps it for a yes', async () => {
    const { code, shown, bridges } = await deploy(['keep it? (yes/no, ', 'yes\r']);
    assert.deepEqual([code, bridges], [0, ['office']], shown);
    assert.match(shown, /127\.0\.0\.1:\d+: keep it\? \(yes\/no, 1[67]\d s\)/);
    assert.match(shown, /: kept/);
  });

  it('undoes it for a no', async () => {
    const { code, shown, bridges } = await deploy(['keep it?', 'no\r']);
    assert.deepEqual([code, bridges], [1, []], shown);
    assert.match(shown, /: reverted/);
  });

  it('takes nothing else for an answer', async () => {
    const { code, shown, bridges } = await deploy(['keep it?', 'y\r'], ['keep it?', '\r'], ['keep it?', 'YES\r']);
    assert.deepEqual([code, bridges], [0, ['office']], shown);
  });

  for (const [name, key] of [
    ['Ctrl+C', CTRL_C],
    ['Ctrl+D', CTRL_D],
  ] as const)
    it(`undoes it for ${name}`, async () => {
      const { code, shown, bridges } = await deploy(['keep it?', key ?? '']);
      assert.deepEqual([code, bridges], [1, []], shown);
    });
});

describe('the question whether to keep a deploy', () => {
  /** Asks on streams instead of a terminal. */
  function ask(signal: AbortSignal) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    return { input, output, answer: askKeep('edge-1', () => 9500, signal, { input, output }) };
  }

  it('ends without an answer when its time is over', async () => {
    const over = new AbortController();
    const { answer, output } = ask(over.signal);
    over.abort();
    assert.equal(await answer, undefined);
    assert.match(String(output.read()), /edge-1: keep it\? \(yes\/no, 9 s\) /);
  });

  it('is not asked at all when its time was over before', async () => {
    const { answer, output } = ask(AbortSignal.abort());
    assert.equal(await answer, undefined);
    assert.doesNotMatch(String(output.read()), /keep/);
  });

  it('is answered with no by an input that ends', async () => {
    const { answer, input } = ask(new AbortController().signal);
    input.end();
    assert.equal(await answer, 'revert');
  });
});
