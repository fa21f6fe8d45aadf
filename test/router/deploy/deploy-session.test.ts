import assert from 'node:assert/strict';
import { planDeploy } from '../../../router/src/deploy/deploy-plan';
import type { DeployPhase } from '../../../router/src/deploy/deploy-record';
import { type DeploySurroundings, runDeploy } from '../../../router/src/deploy/deploy-session';
import { DEPLOY_TIMES } from '../../../router/src/deploy/deploy-target';
import { fetchExport } from '../../../router/src/deploy/fetch-export';
import type { SafetyNet } from '../../../router/src/deploy/safety-net';
import { parseRouterOsVersion } from '../../../server/src/base/routeros-version';
import { deployClock, memoryStore, startTarget } from '../../support/deploying';

const SCRIPT = '/interface bridge\nadd name=office\n/ip address\nadd address=10.0.0.1/24 interface=office\n';
const REVERSE = [
  ':do { /ip address remove [find address="10.0.0.1/24"] } on-error={ }',
  ':do { /interface bridge remove [find name=office] } on-error={ }',
].join('\n');

const NETS: Readonly<Record<string, Omit<SafetyNet, 'inWords'>>> = {
  'a reverse script': { undo: 'reverse', reverse: REVERSE, safeMode: false },
  'a backup': { undo: 'backup', reverse: undefined, safeMode: false },
};

interface Setting {
  readonly routeros?: string;
  readonly script?: string;
  readonly net?: Omit<SafetyNet, 'inWords'>;
  readonly decide?: DeploySurroundings['decide'];
  readonly onPhase?: (phase: DeployPhase, router: Awaited<ReturnType<typeof startTarget>>) => void;
}

/** Deploys the office bridge to a practice router and tells how it ended and what is on the router afterwards. */
async function deploy({ routeros = '7.20', script = SCRIPT, net = NETS['a reverse script'], ...setting }: Setting) {
  const version = parseRouterOsVersion(routeros);
  assert.ok(version && net);
  const started = await startTarget(routeros);
  const { router, clock, target } = started;
  const before = router.device.snapshot();
  const store = memoryStore();
  const connection = await target.connect();
  const order = {
    script: 'office.rsc',
    plan: planDeploy(script, version),
    net: { ...net, inWords: [] },
    hasFlash: false,
    before: await fetchExport(connection, version, 'before'),
  };
  await connection.close();
  const end = await runDeploy(target, order, {
    clock: deployClock(clock),
    store,
    today: () => new Date(clock.wall),
    readExport: (open, name) => fetchExport(open, version, name),
    decide: setting.decide ?? (async () => 'keep'),
    onPhase: (phase) => setting.onPhase?.(phase, started),
  });
  await router.stop();
  const after = router.device.snapshot();
  return {
    end,
    store,
    isOld: same(before, after),
    after,
    bridges: after.filter((line) => line.startsWith('/interface/bridge ')),
  };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join('\n') === b.join('\n');
}

/** What Rscope left on the router; there must be nothing. */
const leftovers = (lines: readonly string[]) => lines.filter((line) => line.includes('rscope'));

describe('a deploy', () => {
  for (const [name, net] of Object.entries(NETS))
    for (const routeros of ['6.49', '7.20']) {
      it(`is kept on RouterOS ${routeros} when the user says so, and leaves nothing of its own (undo: ${name})`, async () => {
        const { end, bridges, after } = await deploy({ routeros, net });
        assert.equal(end.kind, 'kept', end.message);
        assert.equal(bridges.length, 1);
        assert.deepEqual(leftovers(after), []);
      });

      it(`is undone on RouterOS ${routeros} when the user reverts (undo: ${name})`, async () => {
        const { end, isOld, after } = await deploy({ routeros, net, decide: async () => 'revert' });
        assert.ok(end.kind === 'reverted' && end.restored === true, JSON.stringify(end));
        assert.ok(isOld, after.join('\n'));
      });

      it(`is undone on RouterOS ${routeros} when nobody answers (undo: ${name})`, async () => {
        const { end, isOld } = await deploy({ routeros, net, decide: () => new Promise(() => undefined) });
        assert.equal(end.kind, 'reverted');
        assert.match(end.message, /Nobody kept it in time/);
        assert.ok(isOld);
      });

      it(`is undone on RouterOS ${routeros} when a command in the middle is refused (undo: ${name})`, async () => {
        const { end, isOld } = await deploy({
          routeros,
          net,
          script: `${SCRIPT}add address=10.0.0.1/24 interface=nowhere\n`,
        });
        assert.equal(end.kind, 'reverted');
        assert.ok(end.outcome?.kind === 'failed' && end.outcome.line === 5, JSON.stringify(end));
        assert.match(end.message, /Line 5 was refused/);
        assert.ok(isOld);
      });

      it(`is undone by RouterOS ${routeros} itself when it restarts while it waits (undo: ${name})`, async () => {
        const { end, isOld } = await deploy({
          routeros,
          net,
          decide: () => new Promise(() => undefined),
          onPhase: (phase, { router }) => phase === 'waiting' && router.device.reboot(),
        });
        assert.equal(end.kind, 'reverted', end.message);
        assert.ok(isOld);
      });
    }

  it('is in safe mode as well where the router has it', async () => {
    const net = { undo: 'reverse', reverse: REVERSE, safeMode: true } as const;
    const kept = await deploy({ net });
    assert.equal(kept.end.kind, 'kept', kept.end.message);
    assert.equal(kept.bridges.length, 1);
    const reverted = await deploy({ net, decide: async () => 'revert' });
    assert.ok(reverted.isOld);
  });

  it('writes down each phase, so that it is found again after a crash', async () => {
    const phases: DeployPhase[] = [];
    const { store, end } = await deploy({ onPhase: (phase) => phases.push(phase) });
    assert.deepEqual(phases, ['arming', 'applying', 'waiting', 'keeping', 'kept']);
    const record = store.records.get(end.id);
    assert.equal(record?.phase, 'kept');
    assert.match(store.texts.get(record?.before ?? '') ?? '', /by RouterOS 7\.20/);
  });

  it('gives the user less time than the router gives itself', () => {
    assert.ok(DEPLOY_TIMES.retry < DEPLOY_TIMES.confirm);
  });
});
