import { readRouterInfo } from '../device/router-info';
import type { RouterConnection } from '../transport/router-connection';
import { ArmedUndo, type UndoState } from './armed-undo';
import type { DeployClock } from './deploy-clock';
import type { DeployRecord } from './deploy-record';
import { connectInTime, type DeployTarget, type DeployTimes } from './deploy-target';
import { inWords } from './error-words';
import { exportUnderWatch } from './export-under-watch';
import { isSameExport } from './own-entries';

/** A deploy of which it has to be found out, or decided, how it ends. */
export interface UnsettledDeploy {
  readonly target: DeployTarget;
  /** Undefined where nothing was left on the router that undoes. */
  readonly undo: ArmedUndo | undefined;
  readonly hasFlash: boolean;
  /** The router's export from before; undefined where it is lost. */
  readonly before: string | undefined;
  readonly clock: DeployClock;
  readonly times: DeployTimes;
  /** When the router undoes by itself at the latest, in milliseconds of the clock. */
  readonly until: number;
}

export interface SettledDeploy {
  readonly kind: 'kept' | 'reverted' | 'open' | 'unknown';
  /** For people. */
  readonly message: string;
  /** Whether the export equals the one from before; undefined where it could not be compared. */
  readonly restored: boolean | undefined;
}

/** The undo of a deploy that is written down. */
export function undoOf({ id, undo, hasFlash }: DeployRecord): ArmedUndo | undefined {
  return undo === 'none' ? undefined : new ArmedUndo(id, hasFlash);
}

/** How a deploy stands on its router now. Rejects with a RouterError where that can't be asked. */
export async function askDeploy(deploy: UnsettledDeploy): Promise<UndoState> {
  const connection = await connectInTime(deploy.target, deploy.clock, deploy.times);
  try {
    return deploy.undo ? await deploy.undo.state(connection) : { kind: 'gone', end: undefined };
  } finally {
    await connection.close();
  }
}

/**
 * Keeps or reverts a deploy and proves what came of it. The router is tried again and again until it must have undone by
 * itself; never rejects.
 */
export async function settleDeploy(deploy: UnsettledDeploy, wanted: 'keep' | 'revert'): Promise<SettledDeploy> {
  const { clock } = deploy;
  // The watch looks every ten seconds, and a backup needs a restart.
  const until = Math.max(deploy.until, clock.now()) + 1000 * (deploy.times.script + deploy.times.command);
  let failure = '';
  for (let first = true; first || clock.now() < until; first = false) {
    if (!first) await clock.sleep(1000 * deploy.times.retry);
    try {
      const settled = await attempt(deploy, wanted);
      if (settled) return settled;
    } catch (error) {
      failure = inWords(error);
    }
  }
  const message = deploy.undo
    ? 'The router can’t be asked; it undoes the deploy by itself. Ask it again later.'
    : 'The router can’t be asked, and nothing was left on it that would undo the deploy.';
  return { kind: 'open', message: failure ? `${message} ${failure}` : message, restored: undefined };
}

async function attempt(deploy: UnsettledDeploy, wanted: 'keep' | 'revert'): Promise<SettledDeploy | undefined> {
  const connection = await connectInTime(deploy.target, deploy.clock, deploy.times);
  try {
    if (!deploy.undo) return await compare(deploy, connection, wanted);
    const state = await deploy.undo.state(connection);
    if (state.kind === 'gone')
      return state.end === 'kept'
        ? { kind: 'kept', message: 'It is kept.', restored: undefined }
        : state.end === 'undone' && deploy.before === undefined
          ? { kind: 'reverted', message: 'The router has undone it, as its log tells.', restored: undefined }
          : await compare(deploy, connection, wanted);
    if (wanted === 'revert') await deploy.undo.undoNow(connection);
    else if (state.secondsLeft > deploy.times.command) await deploy.undo.keep(connection);
    // How it ended is asked over a connection that is new again.
    return undefined;
  } finally {
    await connection.close();
  }
}

/** Whether the router's export is the one from before; false where that is lost. Rejects with a RouterError. */
export async function isAsBefore(deploy: UnsettledDeploy): Promise<boolean> {
  const { before } = deploy;
  if (before === undefined) return false;
  const connection = await connectInTime(deploy.target, deploy.clock, deploy.times);
  try {
    return isSameExport(await readNow(deploy, connection), before);
  } finally {
    await connection.close();
  }
}

/** The old state is proven by the export, which must be the one from before. */
async function compare(
  deploy: UnsettledDeploy,
  connection: RouterConnection,
  wanted: 'keep' | 'revert',
): Promise<SettledDeploy> {
  if (deploy.before === undefined)
    return { kind: 'unknown', message: 'What the router was before is not on this machine.', restored: undefined };
  const now = await readNow(deploy, connection);
  if (isSameExport(now, deploy.before))
    return { kind: 'reverted', message: 'The router is as it was before.', restored: true };
  return wanted === 'keep' || !deploy.undo
    ? {
        kind: 'unknown',
        message: 'Its configuration is not the one from before: compare it with the backup.',
        restored: false,
      }
    : {
        kind: 'reverted',
        message: 'It was undone, yet the configuration is not exactly the one from before: compare it with the backup.',
        restored: false,
      };
}

/** What is configured on the router now. */
async function readNow({ undo, hasFlash, times }: UnsettledDeploy, connection: RouterConnection): Promise<string> {
  const { version } = await readRouterInfo(connection);
  return exportUnderWatch(connection, version, { hasFlash, isWatched: undo !== undefined, seconds: 2 * times.script });
}
