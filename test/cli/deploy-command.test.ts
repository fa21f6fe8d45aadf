import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PracticeClock } from '../../router/src/practice/clock';
import { type PracticeRouter, type PracticeRouterOptions, startPracticeRouter } from '../../router/src/practice/server';
import { leftovers } from '../support/deploying';
import { rscopeArguments, rscopeIn } from '../support/rscope-program';

const PASSWORD = 'canary-deploy';
const VARIABLE = 'RSCOPE_TEST_DEPLOY';
const OFFICE = '/interface bridge\nadd name=office\n/ip address\nadd address=10.9.0.1/24 interface=office\n';

describe('rscope deploy', function () {
  this.timeout(60_000);
  let folder: string;
  let router: PracticeRouter;
  let clock: PracticeClock;
  let before: readonly string[];
  beforeEach(async () => {
    process.env[VARIABLE] = PASSWORD;
    folder = mkdtempSync(join(tmpdir(), 'rscope-deploy-'));
    await start();
  });
  afterEach(async () => {
    delete process.env[VARIABLE];
    rmSync(folder, { recursive: true });
    await router.stop();
  });

  async function start(options: Partial<PracticeRouterOptions> = {}): Promise<void> {
    await router?.stop();
    clock = new PracticeClock();
    router = await startPracticeRouter({ routeros: '7.20', tlsPort: false, password: PASSWORD, clock, ...options });
    before = router.device.snapshot();
  }
  const place = () => ['--router', `127.0.0.1:${router.port}`, '--password-env', VARIABLE];
  async function run(command: string, ...more: string[]) {
    const result = await rscopeIn(folder, command, ...place(), ...more);
    assert.doesNotMatch(result.stdout + result.stderr, /canary/);
    return result;
  }
  /** Deploys a script, and gives what it printed as JSON as well. */
  async function deploy(script: string, ...more: string[]) {
    writeFileSync(join(folder, 'office.rsc'), script);
    const result = await run('deploy', 'office.rsc', '--format', 'json', ...more);
    return { ...result, json: result.stdout === '' ? undefined : JSON.parse(result.stdout) };
  }
  /** Nothing of the script, nor of Rscope, is on the router. */
  const isOld = () => router.device.snapshot().join('\n') === before.join('\n') && leftovers(router).length === 0;
  const bridges = () => router.device.store.items('/interface/bridge').map((item) => item.get('name'));

  it('needs to be told who keeps the result where there is no terminal', async () => {
    const { code, stderr } = await deploy(OFFICE);
    assert.equal(code, 2);
    assert.match(stderr, /--keep verified.*--keep later/);
    assert.ok(isOld());
  });

  it('keeps what no check speaks against, with the export from before in .rscope', async () => {
    const { code, json, stderr } = await deploy(OFFICE, '--keep', 'verified');
    assert.equal(code, 0, stderr);
    assert.deepEqual([json.router, json.end, json.commands], [`127.0.0.1:${router.port}`, 'kept', 2]);
    assert.match(stderr, /: applying\n/);
    assert.deepEqual([bridges(), leftovers(router)], [['office'], []]);
    const record = JSON.parse(readFileSync(join(folder, `.rscope/deploys/${json.id}.json`), 'utf8'));
    assert.equal(record.phase, 'kept');
    assert.match(readFileSync(record.before, 'utf8'), /by RouterOS 7\.20/);
    // What is there already is left, or refused.
    const again = await deploy(OFFICE, '--keep', 'verified', '--mode', 'leave-existing');
    assert.deepEqual([again.code, again.json.end], [0, 'nothing']);
    const twice = await deploy(OFFICE, '--keep', 'verified');
    assert.deepEqual([twice.code, twice.json.end, twice.json.line], [1, 'refused', 2]);
  });

  it('undoes it where a check fails', async () => {
    const script = '/ip route add dst-address=0.0.0.0/0 gateway=203.0.113.1\n';
    const { code, json, stdout } = await deploy(script, '--keep', 'verified');
    assert.deepEqual([code, json.end], [1, 'reverted'], stdout);
    assert.match(JSON.stringify(json.checks), /"result":"failed"/);
    assert.ok(isOld());
  });

  it('--plan tells what would be done, and does nothing', async () => {
    writeFileSync(join(folder, 'office.rsc'), OFFICE);
    const { code, stdout, stderr } = await run('deploy', 'office.rsc', '--plan');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /: planned, 2 commands/);
    assert.match(stdout, /line 2: \/interface\/bridge\/add name=office\n/);
    assert.match(stdout, /\n@@ -\d+,\d+ \+\d+,\d+ @@\n[^@]*\n\+\/interface bridge\n\+add name=office\n/);
    assert.ok(isOld());
    const refused = await deploy(`${OFFICE}/interface bridge add name=office\n`, '--plan');
    assert.deepEqual([refused.code, refused.json.end, refused.json.line], [1, 'refused', 5]);
    assert.ok(!existsSync(join(folder, '.rscope/deploys')));
  });

  it('--plan shows no secret of the router: neither a community nor one in a script', async () => {
    await start({
      configuration: `/snmp community add name=canary-community
/system script add name=mail source=":local password \\"canary-in-code\\""`,
    });
    const { code, stdout, json } = await deploy('/snmp community add name=canary-new\n', '--plan');
    assert.equal(code, 0, stdout);
    assert.match(json.plan.difference, /^\+/m);
    assert.doesNotMatch(json.plan.difference, /^-[^-]/m);
  });

  it('refuses code from a backup, in which a secret is left out', async () => {
    await start({ configuration: '/system script add name=mail source=":local password \\"canary-in-code\\""' });
    const pulled = await run('pull');
    const [line] = /add .*••••.*\n/.exec(pulled.stdout) ?? [];
    assert.ok(line, pulled.stdout);
    const again = `/system script\nremove mail\n${line}`;
    const { code, json } = await deploy(again, '--keep', 'verified');
    assert.deepEqual([code, json.end, json.line], [1, 'refused', 3], JSON.stringify(json));
    assert.ok(isOld());
  });

  it('--mode make-it-so brings a router to what the script says', async () => {
    const tagged = ['--keep', 'verified', '--mode', 'make-it-so', '--tag', 'hq'];
    assert.equal((await deploy(OFFICE, ...tagged)).code, 0);
    const { code, stdout } = await deploy('/interface bridge\nadd name=office\n', ...tagged);
    assert.equal(code, 0, stdout);
    assert.deepEqual([bridges(), router.device.store.items('/ip/address').length], [['office'], 0]);
  });

  it('--keep later leaves it to be kept by its record, from another machine, or to be undone', async () => {
    const waiting = await deploy(OFFICE, '--keep', 'later');
    assert.deepEqual([waiting.code, waiting.json.end], [0, 'waiting'], waiting.stderr);
    assert.match(waiting.json.message, /rscope confirm --router 127\.0\.0\.1:\d+/);
    assert.deepEqual(bridges(), ['office']);
    // Nobody comes between a deploy and its undo.
    const other = await deploy('/interface bridge add name=other\n', '--keep', 'verified');
    assert.equal(other.code, 1);
    assert.match(other.json.message, new RegExp(waiting.json.id));
    const undone = await run('revert');
    assert.equal(undone.code, 0, undone.stdout);
    assert.ok(isOld());
    assert.equal((await run('confirm')).code, 1, 'nothing waits any more');

    const second = await deploy(OFFICE, '--keep', 'later');
    assert.equal(second.json.end, 'waiting');
    rmSync(join(folder, '.rscope'), { recursive: true });
    const kept = await run('confirm', '--format', 'json');
    assert.deepEqual([kept.code, JSON.parse(kept.stdout).id], [0, second.json.id]);
    assert.deepEqual([bridges(), leftovers(router)], [['office'], []]);
  });

  it('--keep later is undone by the router itself where nobody comes', async () => {
    assert.equal((await deploy(OFFICE, '--keep', 'later', '--confirm-after', '60')).json.end, 'waiting');
    clock.advance(80_000);
    assert.ok(isOld());
    const late = await run('confirm', '--format', 'json');
    assert.deepEqual([late.code, JSON.parse(late.stdout).end], [1, 'reverted']);
  });

  it('refuses a script that cuts the connection before anything is sent; forced by name, it is undone', async () => {
    const cut = '/interface bridge add name=office\n/ip service disable api\n';
    const { code, json } = await deploy(cut, '--keep', 'verified');
    assert.deepEqual([code, json.end, json.line], [1, 'refused', 2], JSON.stringify(json));
    assert.match(json.message, /cut your own connection.*--force 127\.0\.0\.1:\d+/);
    assert.ok(isOld());
    const wrong = await deploy(cut, '--keep', 'verified', '--force', 'another');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    const forced = await deploy(cut, '--keep', 'verified', '--force', `127.0.0.1:${router.port}`);
    assert.deepEqual([forced.code, forced.json.end], [1, 'reverted'], forced.stdout + forced.stderr);
    assert.ok(isOld());
  });

  it('refuses a script that can’t be read', async () => {
    const { code, json } = await deploy('/ip route add gateway=10.0.0.1 ]\n', '--keep', 'verified');
    assert.deepEqual([code, json.end, json.line], [1, 'refused', 1]);
    assert.ok(isOld());
  });

  it('Ctrl+C undoes what is under way', async () => {
    writeFileSync(join(folder, 'office.rsc'), '/ip route add dst-address=0.0.0.0/0 gateway=203.0.113.1\n');
    const child = spawn(
      process.execPath,
      [...rscopeArguments('deploy', 'office.rsc', ...place(), '--keep', 'verified')],
      { cwd: folder },
    );
    // The checks of a route take seconds.
    child.stderr.on('data', (data) => /answers a new/.test(String(data)) && child.kill('SIGINT'));
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    const code = child.exitCode ?? (await once(child, 'close'))[0];
    assert.equal(code, 1, stdout);
    assert.match(stdout, /: reverted/);
    assert.ok(isOld());
  });

  it('says which router can’t be reached, and leaves no record', async () => {
    await router.stop();
    const { code, json } = await deploy(OFFICE, '--keep', 'verified');
    assert.deepEqual([code, json.end], [2, 'unreachable']);
    assert.deepEqual(existsSync(join(folder, '.rscope')) ? readdirSync(join(folder, '.rscope/deploys')) : [], []);
    await start();
  });
});
