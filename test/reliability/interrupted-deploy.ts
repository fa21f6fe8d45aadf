import type { DeployPhase } from '../../router/src/deploy/deploy-record';
import { type DeployEnd, type DeployOrder, runDeploy } from '../../router/src/deploy/deploy-session';
import { DEPLOY_TIMES, type DeployTarget } from '../../router/src/deploy/deploy-target';
import { prepareDeploy } from '../../router/src/deploy/prepare-deploy';
import { askDeploy, undoOf } from '../../router/src/deploy/settle-deploy';
import { PracticeClock } from '../../router/src/practice/clock';
import { type Fault, type FaultProxy, type Passed, startFaultProxy } from '../../router/src/practice/fault-proxy';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { connectRouter } from '../../router/src/transport/connect';
import type { RouterConnection } from '../../router/src/transport/router-connection';
import { deployClock, leftovers, memoryStore } from '../support/deploying';
import { IN_USE, type Scenario, scriptOf } from './scenario';

/** What goes wrong. `reboot`: the router loses its power, which nobody tells. `kill`: the editor is ended at a phase. */
export type Interruption =
  | {
      readonly kind: 'fin' | 'rst' | 'silence' | 'reboot';
      readonly at: Pick<Fault, 'direction' | 'after' | 'connection'>;
    }
  | { readonly kind: 'kill'; readonly phase: DeployPhase };

export interface Trial {
  readonly scenario: Scenario;
  readonly interruption: Interruption | undefined;
  readonly decision: 'keep' | 'revert' | 'none';
  /** The line stays cut until the router has undone. */
  readonly staysCut: boolean;
}

export interface TrialResult {
  /** What the router has when all times have passed. */
  readonly state: 'old' | 'new' | 'other';
  /** How the deploy ended for the user; undefined where the editor was killed. */
  readonly end: DeployEnd['kind'] | undefined;
  /** What is wrong with it; undefined where all is as promised. */
  readonly failure: string | undefined;
  /** What passed on each connection. */
  readonly passed: readonly Readonly<Record<'toRouter' | 'toClient', Passed>>[];
}

/** How long a command or a connection may take in real time before it counts as not answered, in milliseconds. */
const PATIENCE = 100;
/** Nothing is cut there, so that nobody waits for it. */
const CLEAN_PATIENCE = 10_000;
/** Beyond all times of the router: that of the undo, a restart, the sessions that nobody ended. */
const AFTERWARDS = 30 * 60_000;

/** What is the same in all trials of a scenario: the plan, and the configurations from before and after. */
export interface Bench {
  readonly scenario: Scenario;
  readonly order: DeployOrder;
  readonly old: string;
  readonly new: string;
}

/** Prepares the deploy of a scenario, and does it once without a fault. */
export async function prepareBench(scenario: Scenario): Promise<Bench & { readonly clean: TrialResult }> {
  const { router, clock } = await startRouter(scenario);
  const target = targetOf(() => router.portOf('api'), []);
  const prepared = await prepareDeploy(
    target,
    { name: scenario.example, text: scriptOf(scenario) },
    { user: 'admin', clock: deployClock(clock, CLEAN_PATIENCE), times: DEPLOY_TIMES },
  );
  const old = router.device.snapshot().join('\n');
  await router.stop();
  const bench = { scenario, order: prepared.order, old, new: '' };
  const trial: Trial = { scenario, interruption: undefined, decision: 'keep', staysCut: false };
  const clean = await run(bench, trial, CLEAN_PATIENCE);
  return { ...bench, new: clean.snapshot, clean: { ...clean, state: 'new', failure: undefined } };
}

/** Does one deploy that is interrupted, lets the times pass, and looks at the router. */
export function tryOut(bench: Bench, trial: Trial): Promise<TrialResult> {
  return run(bench, trial);
}

async function startRouter({ routeros, hasFlashFolder }: Scenario) {
  const clock = new PracticeClock();
  const router = await startPracticeRouter({ routeros, tlsPort: false, clock, hasFlashFolder, configuration: IN_USE });
  return { router, clock };
}

function targetOf(
  port: () => number | undefined,
  open: RouterConnection[],
  connectTimeoutMs = CLEAN_PATIENCE,
): DeployTarget {
  return {
    name: 'edge',
    connect: async () => {
      const connection = await connectRouter({
        ...{ host: '127.0.0.1', port: port() ?? 1, user: 'admin', password: '', connectTimeoutMs },
      });
      open.push(connection);
      return connection;
    },
  };
}

async function run(
  bench: Bench,
  { interruption, decision, staysCut, scenario }: Trial,
  patience = PATIENCE,
): Promise<TrialResult & { readonly snapshot: string }> {
  const { router, clock } = await startRouter(scenario);
  const proxy = await startProxy(router, clock, interruption, staysCut);
  const open: RouterConnection[] = [];
  const target = targetOf(() => proxy.port, open, 5 * patience);
  const store = memoryStore();
  let killed: () => void = () => undefined;
  const isKilled = new Promise<undefined>((resolve) => {
    killed = () => resolve(undefined);
  });
  const end = await Promise.race([
    isKilled,
    runDeploy(target, bench.order, {
      clock: deployClock(clock, patience),
      store: {
        ...store,
        save: async (record) => {
          await store.save(record);
          if (interruption?.kind !== 'kill' || record.phase !== interruption.phase) return;
          // A process that is ended does nothing more, and its sockets close.
          await Promise.all(open.map((connection) => connection.close()));
          killed();
          await new Promise(() => undefined);
        },
      },
      today: () => new Date(clock.wall),
      decide: async () => (decision === 'none' ? new Promise(() => undefined) : decision),
    }),
  ]);
  const { passed } = proxy;
  await passTime(router, clock);
  const snapshot = router.device.snapshot().join('\n');
  const left = leftovers(router);
  const told = await askWhatBecame(router, store, clock, end?.kind);
  await Promise.all(open.map((connection) => connection.close()));
  await proxy.stop();
  await router.stop();
  const state = snapshot === bench.old ? 'old' : snapshot === bench.new ? 'new' : 'other';
  const failure =
    left.length > 0 ? `left on the router: ${left.join('; ')}` : judge(state, end?.kind, told, interruption, decision);
  return { state, end: end?.kind, failure, passed, snapshot };
}

/** The line between, which is cut where the interruption says. */
async function startProxy(
  router: PracticeRouter,
  clock: PracticeClock,
  interruption: Interruption | undefined,
  staysCut: boolean,
): Promise<FaultProxy> {
  const proxy = await startFaultProxy({
    target: () => router.portOf('api'),
    clock,
    onFault: () => interruption?.kind === 'reboot' && router.device.reboot(),
  });
  if (interruption && interruption.kind !== 'kill')
    proxy.plan({
      ...interruption.at,
      kind: interruption.kind === 'silence' || interruption.kind === 'reboot' ? 'stall' : interruption.kind,
      ...(staysCut ? { later: 'refuse' } : {}),
    });
  return proxy;
}

/** Lets all times pass. What is on its way arrives in no time of the router's clock, but in some of this machine's. */
async function passTime(router: PracticeRouter, clock: PracticeClock): Promise<void> {
  for (let round = 0; round < 10 && (round < 2 || leftovers(router).length > 0); round++) {
    await arrival();
    clock.advance(AFTERWARDS);
    await router.settled();
  }
}

/** Prepares a deploy, which changes nothing, and is cut meanwhile: the router must be as before, and nothing left on it. */
export async function tryPreparing(
  scenario: Scenario,
  interruption: Interruption | undefined,
  staysCut: boolean,
): Promise<TrialResult> {
  const { router, clock } = await startRouter(scenario);
  const old = router.device.snapshot().join('\n');
  const proxy = await startProxy(router, clock, interruption, staysCut);
  const patience = interruption ? PATIENCE : CLEAN_PATIENCE;
  const open: RouterConnection[] = [];
  await prepareDeploy(
    targetOf(() => proxy.port, open, 5 * patience),
    { name: scenario.example, text: scriptOf(scenario) },
    { user: 'admin', clock: deployClock(clock, patience), times: DEPLOY_TIMES },
  ).catch(() => undefined);
  const { passed } = proxy;
  await passTime(router, clock);
  const isOld = router.device.snapshot().join('\n') === old;
  const left = leftovers(router);
  await Promise.all(open.map((connection) => connection.close()));
  await proxy.stop();
  await router.stop();
  const failure = isOld
    ? left.length > 0
      ? `left on the router: ${left.join('; ')}`
      : undefined
    : 'the router changed';
  return { state: isOld ? 'old' : 'other', end: undefined, failure, passed };
}

/** Lets this process look at its sockets often enough that what was written on one side has been read on the other. */
async function arrival(): Promise<void> {
  for (let look = 0; look < 15; look++) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** What a later look by the record says; only where the deploy itself could not tell. */
async function askWhatBecame(
  router: PracticeRouter,
  store: ReturnType<typeof memoryStore>,
  clock: PracticeClock,
  end: DeployEnd['kind'] | undefined,
): Promise<'kept' | 'undone' | 'armed' | undefined> {
  const [record] = [...store.records.values()];
  if (!record || (end !== undefined && end !== 'open')) return undefined;
  for (let attempt = 0; ; attempt++) {
    try {
      const state = await askDeploy({
        target: targetOf(() => router.portOf('api'), []),
        undo: undoOf(record),
        hasFlash: record.hasFlash,
        before: undefined,
        clock: deployClock(clock, CLEAN_PATIENCE),
        times: DEPLOY_TIMES,
        until: 0,
      });
      return state.kind === 'armed' ? 'armed' : state.end;
    } catch (error) {
      // Sockets of this machine end in their own time; a person would ask again as well.
      if (attempt === 4) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await router.settled();
    }
  }
}

/** The promise: the new state where it was kept, else the old one; and what the user is told is what is. */
function judge(
  state: TrialResult['state'],
  end: DeployEnd['kind'] | undefined,
  told: 'kept' | 'undone' | 'armed' | undefined,
  interruption: Interruption | undefined,
  decision: Trial['decision'],
): string | undefined {
  if (state === 'other') return 'the router is in neither state';
  if (told === 'armed') return 'the undo still lies on the router';
  if (end === 'kept') return state === 'new' ? undefined : 'it was said to be kept, and is the old one';
  if (end === 'reverted' || end === 'untouched')
    return state === 'old' ? undefined : `it was said to be ${end}, and is the new one`;
  // Nobody could be told. The new state is right only where it had been confirmed.
  const mayBeNew = decision === 'keep' && (interruption?.kind !== 'kill' || interruption.phase === 'kept');
  if (state === 'new' && !mayBeNew) return 'it is the new state, and nobody confirmed it';
  if (told === 'kept' && state !== 'new') return 'the router says that it was kept, and it is the old one';
  if (told === 'undone' && state !== 'old') return 'the router says that it was undone, and it is the new one';
  return undefined;
}
