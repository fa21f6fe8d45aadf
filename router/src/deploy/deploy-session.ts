import { randomBytes } from 'node:crypto';
import { RouterError, RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';
import { applyPlan, type DeployOutcome, type DeployProgress } from './apply-plan';
import { ArmedUndo } from './armed-undo';
import type { DeployClock } from './deploy-clock';
import type { DeployPlan } from './deploy-plan';
import type { DeployPhase, DeployRecord, DeployStore } from './deploy-record';
import type { SafetyNet } from './safety-net';
import { timedConnection } from './timed-connection';

/** How one gets to the router; each call makes a new connection. */
export interface DeployTarget {
  /** In the inventory, or its address. */
  readonly name: string;
  connect(signal?: AbortSignal): Promise<RouterConnection>;
}

/** Times in seconds. */
export interface DeployTimes {
  /** How long the user has to keep the result. */
  readonly confirm: number;
  /** How long one command may take. */
  readonly command: number;
  /** How long a script, a chunk of one, or a backup may take. */
  readonly script: number;
  /** Between two attempts to reach the router again. */
  readonly retry: number;
}
export const DEPLOY_TIMES: DeployTimes = { confirm: 180, command: 30, script: 120, retry: 5 };

/** What is to be deployed, and everything that was decided before. */
export interface DeployOrder {
  readonly script: string;
  readonly plan: DeployPlan;
  readonly net: SafetyNet;
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
  /** Fetches the router's configuration; files that it makes on the router bear `name`. */
  readExport(connection: RouterConnection, name: string): Promise<string>;
  /** Asks the user when all is applied and the router answers a new connection; no answer in time is `revert`. */
  decide(state: AppliedDeploy, signal: AbortSignal): Promise<'keep' | 'revert'>;
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
      commands: order.plan.kind === 'sentences' ? order.plan.steps.length : 1,
    };
  }

  async run(signal?: AbortSignal): Promise<DeployEnd> {
    try {
      const before = await this.around.store.keepText(
        this.target.name,
        this.#record.startedAt,
        'before.rsc',
        this.order.before,
      );
      this.#record = { ...this.#record, before };
      await this.#enter('arming');
    } catch (error) {
      return this.#end('untouched', `The backup can’t be kept on this machine: ${words(error)}. Nothing was sent.`);
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
      await this.#countFrom(this.times.confirm + 2 * this.times.script, (seconds) =>
        this.#undo.startWatch(connection, seconds),
      );
      await this.#undo.arm(connection, net);
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
        name: this.#undo.names.apply,
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
      return words(error);
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
  async #countFrom(seconds: number, work: (seconds: number) => Promise<unknown>): Promise<void> {
    const start = this.around.clock.now();
    await work(seconds);
    this.#deadline = start + seconds * 1000;
  }

  /** All is applied: a new connection must be possible, and the user must want it. */
  async #confirm(first: RouterConnection): Promise<DeployEnd> {
    let second: RouterConnection | undefined;
    try {
      second = await this.#connect();
      await this.#enter('waiting');
      const choice = await this.#decision(second);
      if (choice !== 'keep') {
        await second.close();
        return await this.#revert(first, choice === 'late' ? 'Nobody kept it in time.' : 'It was not kept.');
      }
      return await this.#keep(first, second);
    } catch (error) {
      await second?.close();
      return this.#revert(first, `The router does not answer a new connection: ${words(error)}`);
    }
  }

  async #decision(connection: RouterConnection): Promise<'keep' | 'revert' | 'late'> {
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

  async #keep(first: RouterConnection, second: RouterConnection): Promise<DeployEnd> {
    try {
      await this.#enter('keeping');
      if (this.#inSafeMode) {
        await first.talk(['/safe-mode/release']);
        this.#inSafeMode = false;
      }
    } catch (error) {
      await second.close();
      return this.#revert(first, `Safe mode could not be left: ${words(error)}`);
    }
    try {
      if (this.order.net.undo !== 'none') await this.#undo.keep(second);
      return await this.#end('kept', 'The router answers, and the result is kept.');
    } catch (error) {
      return await this.#askAgain(`The router was lost while it was told to keep the result: ${words(error)}`, true);
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
    return this.#askAgain(why, false);
  }

  /** Reaches the router again, as long as it takes until it has undone by itself, and asks how it stands. */
  async #askAgain(why: string, wanted: boolean): Promise<DeployEnd> {
    const { clock } = this.around;
    // The watch looks every ten seconds, and a backup needs a restart.
    const until = Math.max(this.#deadline, clock.now()) + 1000 * (this.times.script + this.times.command);
    for (let first = true; clock.now() < until; first = false) {
      if (!first) await clock.sleep(1000 * this.times.retry);
      const end = await this.#attempt(why, wanted);
      if (end) return end;
    }
    return this.#end(
      'open',
      this.order.net.undo === 'none'
        ? `${why} The router can’t be reached, and nothing was left on it that would undo the deploy.`
        : `${why} The router can’t be reached; it undoes the deploy by itself. Ask it again later.`,
    );
  }

  async #attempt(why: string, wanted: boolean): Promise<DeployEnd | undefined> {
    let connection: RouterConnection | undefined;
    try {
      connection = await this.#connect();
      if (this.order.net.undo === 'none') return await this.#compare(connection, why, wanted);
      const state = await this.#undo.state(connection);
      if (state.kind === 'gone')
        return state.end === 'kept'
          ? await this.#end('kept', wanted ? 'The result is kept.' : `${why} Yet it was kept before.`)
          : await this.#compare(connection, why, wanted);
      if (wanted && state.secondsLeft > this.times.command) await this.#undo.keep(connection);
      else if (!wanted) await this.#undo.undoNow(connection);
      return undefined;
    } catch {
      return undefined;
    } finally {
      await connection?.close();
    }
  }

  /** The old state is proven by the export, which must be the one from before. */
  async #compare(connection: RouterConnection, why: string, wanted: boolean): Promise<DeployEnd> {
    const names = new ArmedUndo(randomBytes(4).toString('hex'), this.order.hasFlash);
    if (this.order.net.undo !== 'none') await names.startWatch(connection, 2 * this.times.command);
    const now = await this.around.readExport(connection, names.names.export);
    if (this.order.net.undo !== 'none') await names.sweep(connection);
    const restored = withoutHeader(now) === withoutHeader(this.order.before);
    if (restored) return this.#end('reverted', `${why} The router is as it was before.`, true);
    if (wanted)
      return this.#end('unknown', `${why} Its configuration is not the one from before: compare it with the router.`);
    return this.#end(
      'reverted',
      `${why} The undo ran, but the configuration is not exactly the one from before: compare it with the backup.`,
      false,
    );
  }

  async #untouched(connection: RouterConnection | undefined, error: unknown): Promise<DeployEnd> {
    // What was left on the router is swept away now, or by the watch.
    if (connection) await this.#undo.sweep(connection).catch(() => undefined);
    await connection?.close();
    return this.#end('untouched', `Nothing was changed: ${words(error)}`);
  }

  async #connect(signal?: AbortSignal): Promise<RouterConnection> {
    const { clock } = this.around;
    const connection = await this.target.connect(signal);
    return timedConnection(
      connection,
      clock,
      (command) =>
        1000 * (/^\/(import|system\/(script\/run|backup\/))/.test(command) ? this.times.script : this.times.command),
    );
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

/** An export without its first lines, which hold the date. */
function withoutHeader(text: string): string {
  return text.replace(/^(#[^\n]*\r?\n)+/, '').trim();
}

function words(error: unknown): string {
  if (error instanceof RouterTrapError) return `The router refused it: “${error.message}”.`;
  if (error instanceof RouterError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
