import assert from 'node:assert/strict';
import type { DeployPhase } from '../../../router/src/deploy/deploy-record';
import { type DeploySurroundings, runDeploy } from '../../../router/src/deploy/deploy-session';
import { DEPLOY_TIMES } from '../../../router/src/deploy/deploy-target';
import { prepareDeploy } from '../../../router/src/deploy/prepare-deploy';
import { deployClock, leftovers, memoryStore, startTarget } from '../../support/deploying';

const SCRIPT = '/interface bridge\nadd name=office\n/ip address\nadd address=10.0.0.1/24 interface=office\n';
/** What is decided by the moment can't be foreseen, so that the way back is a backup. */
const LOOP = `${SCRIPT}:if ([/system resource get uptime] < 1s) do={ /interface bridge add name=early }\n`;

interface Setting {
  readonly routeros?: string;
  readonly protocol?: 'api' | 'rest';
  readonly script?: string;
  readonly safeMode?: boolean;
  readonly decide?: DeploySurroundings['decide'];
  readonly onPhase?: (phase: DeployPhase, router: Awaited<ReturnType<typeof startTarget>>) => void;
}

/** Deploys the office bridge to a practice router and tells how it ended and what is on the router afterwards. */
async function deploy({ routeros = '7.20', protocol = 'api', script = SCRIPT, safeMode = false, ...setting }: Setting) {
  const started = await startTarget(routeros, {}, protocol);
  const { router, clock, target } = started;
  const before = router.device.snapshot();
  const store = memoryStore();
  const time = deployClock(clock);
  const { order } = await prepareDeploy(
    target,
    { name: 'office.rsc', text: script },
    { user: 'admin', clock: time, times: DEPLOY_TIMES },
  );
  assert.deepEqual(leftovers(router), []);
  const end = await runDeploy(
    target,
    { ...order, net: { ...order.net, safeMode } },
    {
      clock: time,
      store,
      today: () => new Date(clock.wall),
      decide: setting.decide ?? (async () => 'keep'),
      onPhase: (phase) => setting.onPhase?.(phase, started),
    },
  );
  await router.stop();
  const after = router.device.snapshot();
  const bridges = after.filter((line) => line.startsWith('/interface/bridge '));
  return {
    end,
    store,
    undo: order.net.undo,
    net: order.net,
    isOld: same(before, after),
    after,
    bridges,
    left: leftovers(router),
  };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join('\n') === b.join('\n');
}

describe('a deploy', () => {
  for (const [undo, script] of [
    ['reverse', SCRIPT],
    ['backup', LOOP],
  ] as const) {
    it(`by REST is kept or undone as by the API, without safe mode (undo: ${undo})`, async () => {
      const kept = await deploy({ protocol: 'rest', script });
      assert.equal(kept.end.kind, 'kept', kept.end.message);
      assert.deepEqual([kept.undo, kept.bridges.length, kept.left], [undo, 1, []]);
      // There is no session that safe mode could be bound to.
      assert.equal(kept.net.safeMode, false);
      assert.doesNotMatch(kept.net.inWords.join(' '), /safe mode/);
      const reverted = await deploy({ protocol: 'rest', script, decide: async () => 'revert' });
      assert.ok(reverted.end.kind === 'reverted' && reverted.end.restored === true, JSON.stringify(reverted.end));
      assert.ok(reverted.isOld, reverted.after.join('\n'));
      assert.deepEqual(reverted.left, []);
    });
  }

  for (const routeros of ['6.49', '7.20'])
    for (const [undo, script] of [
      ['reverse', SCRIPT],
      ['backup', LOOP],
    ] as const) {
      it(`is kept on RouterOS ${routeros} when the user says so, and leaves nothing of its own (undo: ${undo})`, async () => {
        const deployed = await deploy({ routeros, script });
        assert.equal(deployed.undo, undo);
        assert.equal(deployed.end.kind, 'kept', deployed.end.message);
        assert.equal(deployed.bridges.length, 1);
        assert.deepEqual(deployed.left, []);
      });

      it(`is undone on RouterOS ${routeros} when the user reverts (undo: ${undo})`, async () => {
        const { end, isOld, after, left } = await deploy({ routeros, script, decide: async () => 'revert' });
        assert.ok(end.kind === 'reverted' && end.restored === true, JSON.stringify(end));
        assert.ok(isOld, after.join('\n'));
        assert.deepEqual(left, []);
      });

      it(`is undone on RouterOS ${routeros} when nobody answers (undo: ${undo})`, async () => {
        const { end, isOld } = await deploy({ routeros, script, decide: () => new Promise(() => undefined) });
        assert.equal(end.kind, 'reverted');
        assert.match(end.message, /Nobody kept it in time/);
        assert.ok(isOld);
      });

      it(`is undone on RouterOS ${routeros} when a command in the middle is refused (undo: ${undo})`, async () => {
        const { end, isOld } = await deploy({
          routeros,
          script: `${script}/ip address add address=10.0.0.1/24 interface=nowhere\n`,
        });
        assert.equal(end.kind, 'reverted');
        assert.equal(end.outcome?.kind, 'failed');
        assert.match(end.message, /was refused: .*input does not match any value of interface/);
        assert.ok(isOld);
      });

      it(`is undone by RouterOS ${routeros} itself when it restarts while it waits (undo: ${undo})`, async () => {
        const { end, isOld } = await deploy({
          routeros,
          script,
          decide: () => new Promise(() => undefined),
          onPhase: (phase, { router }) => phase === 'waiting' && router.device.reboot(),
        });
        assert.equal(end.kind, 'reverted', end.message);
        assert.ok(isOld);
      });
    }

  it('is not begun on a router that has only just started: a restart could not be told from it', async () => {
    const { end, isOld } = await deploy({
      onPhase: (phase, { router, clock }) => {
        if (phase !== 'arming') return;
        router.device.reboot();
        clock.advance(40_000);
      },
    });
    assert.equal(end.kind, 'untouched');
    assert.match(end.message, /started \d+ seconds ago/);
    assert.ok(isOld);
  });

  it('is in safe mode as well where the router has it', async () => {
    const kept = await deploy({ safeMode: true });
    assert.equal(kept.end.kind, 'kept', kept.end.message);
    assert.equal(kept.bridges.length, 1);
    const reverted = await deploy({ safeMode: true, decide: async () => 'revert' });
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
