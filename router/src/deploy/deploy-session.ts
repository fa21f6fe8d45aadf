import { randomBytes } from 'node:crypto';
import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import type { RouterConnection } from '../transport/router-connection';
import { applyPlan, type DeployOutcome, type DeployProgress } from './apply-plan';
import { ArmedUndo } from './armed-undo';
import type { DeployClock } from './deploy-clock';
import type { DeployPlan } from './deploy-plan';
import type { DeployPhase, DeployRecord, DeployStore } from './deploy-record';
import { connectInTime, DEPLOY_TIMES, type DeployTarget, type DeployTimes } from './deploy-target';
import { inWords } from './error-words';
import { exportWithoutSecrets } from './export-without-secrets';
import type { SafetyNet } from './safety-net';
import { settleDeploy } from './settle-deploy';

/** What is to be deployed, and everything that was decided before. */
export interface DeployOrder {
  readonly script: string;
  readonly plan: DeployPlan;
  readonly net: SafetyNet;
  readonly version: RouterOsVersion;
  readonly hasFlash: boolean;
  /** The router's export from before; what it is when all is undone. */
  readonly before: string;
}

/** What surrounds a deploy. */
export interface DeploySurroundings {
  readonly clock: DeployClock;
  readonly store: DeployStore;
  /** The date, for records. */
  today(): Date;
  /**
   * Asks the user when all is applied and the router answers a new connection; no answer in time is `revert`. `later`
   * leaves the undo armed, for somebody to keep the deploy in time.
   */
  decide(state: AppliedDeploy, signal: AbortSignal): Promise<'keep' | 'revert' | 'later'>;
  onPhase?(phase: DeployPhase): void;
  onProgress?(progress: DeployProgress): void;
}

/** A deploy that stands on the router and waits to be kept. */
export interface AppliedDeploy {
  readonly id: string;
  /** A new connection, made after everything was applied. */
  readonly connection: RouterConnection;
  /** When the router undoes, in milliseconds of the clock. */
  readonly deadline: number;
}

/** How a deploy ended. */
export type DeployEnd = {
  readonly id: string;
  /** What became of the commands; undefined where the connection was lost under way. */
  readonly outcome: DeployOutcome | undefined;
  readonly message: string;
} & (
  | { readonly kind: 'kept' }
  /** `restored`: the export equals the one from before; undefined where it could not be compared. */
  | { readonly kind: 'reverted'; readonly restored: boolean | undefined }
  /** Nothing was changed on the router. */
  | { readonly kind: 'untouched' }
  /** It stands, and the router undoes it unless somebody keeps it (`reopenDeploy`). */
  | { readonly kind: 'waiting' }
  /** The router can't be reached; it undoes by itself. */
  | { readonly kind: 'open' }
  /** Neither the old nor the new state could be proven. */
  | { readonly kind: 'unknown' }
);

/**
 * Brings a plan onto a router so that it ends in one of two states: the new one, which the user has confirmed over a new
 * connection, or the old one. Whatever fails is an end and not an error; it never rejects.
 */
export async function runDeploy(
  target: DeployTarget,
  order: DeployOrder,
  surroundings: DeploySurroundings,
  times: DeployTimes = DEPLOY_TIMES,
  signal?: AbortSignal,
): Promise<DeployEnd> {
  const deploy = new Deploy(target, order, surroundings, times, randomBytes(4).toString('hex'));
  return deploy.run(signal);
}

class Deploy {
  readonly #undo: ArmedUndo;
  #record: DeployRecord;
  /** When the router undoes, by the clock of this machine; never later than by its own. */
  #deadline = 0;
  #outcome: DeployOutcome | undefined;
  #inSafeMode = false;

  constructor(
    private readonly target: DeployTarget,
    private readonly order: DeployOrder,
    private readonly around: DeploySurroundings,
    private readonly times: DeployTimes,
    readonly id: string,
  ) {
    this.#undo = new ArmedUndo(id, order.hasFlash);
    this.#record = {
      id,
      router: target.name,
      script: order.script,
      startedAt: around.today().toISOString(),
      phase: 'arming',
      undo: order.net.undo,
      hasFlash: order.hasFlash,
      process: process.pid,
      commands: order.plan.kind === 'sentences' ? order.plan.steps.length : 1,
    };
  }

  async run(signal?: AbortSignal): Promise<DeployEnd> {
    try {
      const before = await this.around.store.keepText(
        this.target.name,
        this.#record.startedAt,
        'before.rsc',
        exportWithoutSecrets(this.order.before, this.order.version),
      );
      this.#record = { ...this.#record, before };
      await this.#enter('arming');
    } catch (error) {
      return this.#end('untouched', `The backup can’t be kept on this machine: ${inWords(error)}. Nothing was sent.`);
    }
    let connection: RouterConnection | undefined;
    try {
      connection = await this.#connect(signal);
      await this.#arm(connection);
    } catch (error) {
      return this.#untouched(connection, error);
    }
    const problem = await this.#apply(connection, signal);
    if (problem !== undefined) return this.#revert(connection, problem);
    return this.#confirm(connection);
  }

  async #arm(connection: RouterConnection): Promise<void> {
    const { net } = this.order;
    if (net.undo !== 'none') {
      const deadline = await this.#countFrom(this.times.confirm + 2 * this.times.script, (seconds) =>
        this.#undo.startWatch(connection, seconds),
      );
      await this.#undo.arm(connection, net, deadline);
    }
    // Only now: the end of safe mode would undo the arming, too.
    if (net.safeMode) {
      await connection.talk(['/safe-mode/take']);
      this.#inSafeMode = true;
    }
  }

  /** Applies the plan. Returns what speaks against going on, in words for people. */
  async #apply(connection: RouterConnection, signal: AbortSignal | undefined): Promise<string | undefined> {
    try {
      await this.#enter('applying');
      const outcome = await applyPlan(connection, this.order.plan, {
        id: this.id,
        beforeStep: () => this.#stayAhead(connection),
        ...(signal ? { signal } : {}),
        ...(this.around.onProgress ? { onProgress: this.around.onProgress } : {}),
      });
      this.#outcome = outcome;
      if (outcome.kind === 'cancelled') return 'It was cancelled.';
      if (outcome.kind === 'failed')
        return `${outcome.line ? `Line ${outcome.line}` : 'The script'} was refused: “${outcome.message}”.`;
      if (this.order.net.undo !== 'none') await this.#extend(connection, this.times.confirm);
      return undefined;
    } catch (error) {
      return inWords(error);
    }
  }

  /** As long as commands are being applied, the undo must not come between them. */
  async #stayAhead(connection: RouterConnection): Promise<void> {
    if (this.order.net.undo === 'none') return;
    const left = this.#deadline - this.around.clock.now();
    if (left < 1500 * this.times.script) await this.#extend(connection, this.times.confirm + 2 * this.times.script);
  }

  async #extend(connection: RouterConnection, seconds: number): Promise<void> {
    await this.#countFrom(seconds, () => this.#undo.extend(connection, seconds));
  }

  /** The router counts from when it has the command, we from before it: so ours ends first. */
  async #countFrom<T>(seconds: number, work: (seconds: number) => Promise<T>): Promise<T> {
    const start = this.around.clock.now();
    const done = await work(seconds);
    this.#deadline = start + seconds * 1000;
    return done;
  }

  /** All is applied: a new connection must be possible, and the user must want it. */
  async #confirm(first: RouterConnection): Promise<DeployEnd> {
    let second: RouterConnection | undefined;
    try {
      second = await this.#connect();
      await this.#enter('waiting');
      const choice = await this.#decision(second);
      if (choice === 'later' && this.order.net.undo !== 'none') return await this.#leave(first, second);
      if (choice !== 'keep') {
        await second.close();
        return await this.#revert(first, choice === 'late' ? 'Nobody kept it in time.' : 'It was not kept.');
      }
      return await this.#keep(first, second);
    } catch (error) {
      await second?.close();
      return this.#revert(first, `The router does not answer a new connection: ${inWords(error)}`);
    }
  }

  async #decision(connection: RouterConnection): Promise<'keep' | 'revert' | 'later' | 'late'> {
    const over = new AbortController();
    const { clock } = this.around;
    const deadline = this.order.net.undo === 'none' ? clock.now() + this.times.confirm * 1000 : this.#deadline;
    // A command that is begun must end before the router undoes.
    const late = clock
      .sleep(Math.max(0, deadline - 1000 * this.times.retry - clock.now()), over.signal)
      .then(() => 'late' as const);
    const asked = this.around.decide({ id: this.id, connection, deadline }, over.signal).catch(() => 'revert' as const);
    try {
      return await Promise.race([asked, late]);
    } finally {
      over.abort();
    }
  }

  /** Leaves the undo armed. Safe mode can't stay: its session ends now. */
  async #leave(first: RouterConnection, second: RouterConnection): Promise<DeployEnd> {
    if (this.#inSafeMode) await first.talk(['/safe-mode/release']);
    this.#inSafeMode = false;
    await Promise.all([first.close(), second.close()]);
    const seconds = Math.max(0, Math.floor((this.#deadline - this.around.clock.now()) / 1000));
    return this.#end('waiting', `It waits to be kept; the router undoes it in ${seconds} seconds.`);
  }

  async #keep(first: RouterConnection, second: RouterConnection): Promise<DeployEnd> {
    try {
      await this.#enter('keeping');
      if (this.#inSafeMode) {
        await first.talk(['/safe-mode/release']);
        this.#inSafeMode = false;
      }
    } catch (error) {
      await second.close();
      return this.#revert(first, `Safe mode could not be left: ${inWords(error)}`);
    }
    try {
      if (this.order.net.undo !== 'none') await this.#undo.keep(second);
      return await this.#end('kept', 'The router answers, and the result is kept.');
    } catch (error) {
      return await this.#settle(`The router was lost while it was told to keep the result: ${inWords(error)}`, 'keep');
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  }

  /** Puts the old state back, by the connection that is there or by a new one. */
  async #revert(connection: RouterConnection, why: string): Promise<DeployEnd> {
    await this.#enter('reverting').catch(() => undefined);
    try {
      if (this.#inSafeMode) await connection.talk(['/safe-mode/unroll']);
      this.#inSafeMode = false;
      if (this.order.net.undo !== 'none') await this.#undo.undoNow(connection);
    } catch {
      // The connection is gone, or the router restarts with its backup: what became of it is asked for below.
    }
    await connection.close();
    return this.#settle(why, 'revert');
  }

  /** Asks the router again until it is known how the deploy ended. */
  async #settle(why: string, wanted: 'keep' | 'revert'): Promise<DeployEnd> {
    const settled = await settleDeploy(
      {
        target: this.target,
        undo: this.order.net.undo === 'none' ? undefined : this.#undo,
        hasFlash: this.order.hasFlash,
        before: this.order.before,
        clock: this.around.clock,
        times: this.times,
        until: this.#deadline,
      },
      wanted,
    );
    return this.#end(settled.kind, `${why} ${settled.message}`, settled.restored);
  }

  async #untouched(connection: RouterConnection | undefined, error: unknown): Promise<DeployEnd> {
    // What was left on the router is swept away now, or by the watch.
    if (connection) await this.#undo.sweep(connection).catch(() => undefined);
    await connection?.close();
    return this.#end('untouched', `Nothing was changed: ${inWords(error)}`);
  }

  #connect(signal?: AbortSignal): Promise<RouterConnection> {
    return connectInTime(this.target, this.around.clock, this.times, signal);
  }

  async #enter(phase: DeployPhase): Promise<void> {
    this.#record = { ...this.#record, phase };
    await this.around.store.save(this.#record);
    this.around.onPhase?.(phase);
  }

  async #end(kind: DeployEnd['kind'], message: string, restored?: boolean): Promise<DeployEnd> {
    this.#record = { ...this.#record, endedAt: this.around.today().toISOString(), message };
    await this.#enter(kind).catch(() => undefined);
    const common = { id: this.id, outcome: this.#outcome, message };
    return kind === 'reverted' ? { ...common, kind, restored } : { ...common, kind };
  }
}
