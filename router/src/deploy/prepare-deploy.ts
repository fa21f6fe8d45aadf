import { type RouterInfo, readRouterInfo } from '../device/router-info';
import { type RouterState, readRouterState } from '../device/router-state';
import { checkOnRouter, type RouterVerdict } from './check-on-router';
import type { DeployClock } from './deploy-clock';
import type { DeployOrder } from './deploy-session';
import { connectInTime, type DeployTarget, type DeployTimes } from './deploy-target';
import { exportUnderWatch } from './export-under-watch';
import { type FoundDeploy, findDeploys } from './find-deploys';
import type { PlanMode } from './idempotent-plan';
import { readManagementPath } from './management-path';
import type { ManagementPath } from './predict-management';
import { type PreparedPlan, preparePlan } from './prepare-plan';
import { chooseSafetyNet, type RouterAbilities, readAbilities, type SafetyNet } from './safety-net';

export interface PrepareDeployOptions {
  /** Who logs in. */
  readonly user: string;
  readonly clock: DeployClock;
  readonly times: DeployTimes;
  /** How one is connected, where that is known better than the connection tells. */
  readonly management?: ManagementPath;
  /** How what is there already is treated; `as-written` where it is left out. */
  readonly mode?: PlanMode;
}

/** Everything that is to be read before the start. Nothing has been changed on the router. */
export interface PreparedDeploy {
  readonly info: RouterInfo;
  readonly abilities: RouterAbilities;
  readonly prepared: PreparedPlan;
  readonly net: SafetyNet;
  readonly verdict: RouterVerdict;
  readonly order: DeployOrder;
  /** How the router's uplinks were before. */
  readonly state: RouterState;
  /** Other deploys that the router would undo by itself. */
  readonly waiting: readonly FoundDeploy[];
}

/**
 * Works out what a deploy would do. Nothing is changed on the router.
 * Rejects with a RouterError, or an Error where the export can't be had.
 */
export async function prepareDeploy(
  target: DeployTarget,
  script: { readonly name: string; readonly text: string },
  options: PrepareDeployOptions,
): Promise<PreparedDeploy> {
  const { clock, times, user } = options;
  const connection = await connectInTime(target, clock, times);
  try {
    const info = await readRouterInfo(connection);
    const abilities = await readAbilities(connection, info.version, user);
    const before = await exportUnderWatch(connection, info.version, {
      hasFlash: abilities.hasFlash,
      isWatched: abilities.canSchedule,
      seconds: 2 * times.script,
    });
    const management = options.management ?? (await readManagementPath(connection, user));
    const prepared = await preparePlan(connection, script.text, {
      version: info.version,
      exportText: before,
      ...(management ? { management } : {}),
      ...(options.mode ? { mode: options.mode } : {}),
    });
    const net = chooseSafetyNet(
      abilities,
      prepared.plan,
      prepared.undo,
      times.confirm,
      connection.remote.protocol !== 'rest',
    );
    const verdict = await checkOnRouter(connection, info.version, script.text);
    const order = {
      script: script.name,
      plan: prepared.plan,
      net,
      version: info.version,
      hasFlash: abilities.hasFlash,
      before,
    };
    const state = await readRouterState(connection, info);
    return { info, abilities, prepared, net, verdict, order, state, waiting: await findDeploys(connection) };
  } finally {
    await connection.close();
  }
}

/** Why a deploy is not begun; undefined where nothing speaks against it. */
export interface DeployRefusal {
  readonly why: string;
  /** The line of the script. */
  readonly line: number | undefined;
  /** True where the name of the router, typed, lets it go on. */
  readonly canBeForced: boolean;
}

/** What speaks against a deploy before anything is sent. */
export function refusalOfDeploy({ prepared, verdict, net, waiting }: PreparedDeploy): DeployRefusal | undefined {
  const [other] = waiting;
  if (other)
    return {
      why: `Another deploy (${other.id}) waits on the router to be kept; it would be undone under this one in ${other.secondsLeft} seconds. Keep it or undo it first.`,
      line: undefined,
      canBeForced: false,
    };
  if (verdict.kind === 'refused')
    return {
      why: `The router does not understand line ${verdict.line}: “${verdict.message}”.`,
      line: verdict.line,
      canBeForced: false,
    };
  const { failure } = prepared.result;
  if (failure)
    return {
      why: `The router would refuse ${failure.line ? `line ${failure.line}` : 'the script'}: “${failure.message}”.`,
      line: failure.line,
      canBeForced: true,
    };
  if (prepared.maskedLine !== undefined)
    return {
      why: `Line ${prepared.maskedLine} stores code in which a secret is left out (••••), as backups and pulled configurations have it: write the secret there, or leave the line out.`,
      line: prepared.maskedLine,
      canBeForced: false,
    };
  if (prepared.management.kind === 'cut') {
    const { what, line } = prepared.management.because;
    return { why: `This would cut your own connection to the router: ${what}.`, line, canBeForced: true };
  }
  if (net.undo === 'none')
    return {
      why: net.inWords.join(' '),
      line: undefined,
      canBeForced: true,
    };
  return undefined;
}
