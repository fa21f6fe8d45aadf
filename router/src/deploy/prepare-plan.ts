import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import type { MenuDifference } from '../../../server/src/config/configuration-difference';
import { isMasked } from '../device/secret-properties';
import type { RouterConnection } from '../transport/router-connection';
import { type DeployPlan, describeStep, planDeploy } from './deploy-plan';
import { exportWithoutSecrets } from './export-without-secrets';
import { idempotentPlan, type LeftStep, type PlanMode, taggedMenus } from './idempotent-plan';
import { type PlannedResult, planResult } from './planned-result';
import { type ManagementPath, type ManagementPrediction, predictManagement } from './predict-management';
import { resultText } from './result-text';
import { menusOf, type RunningConfiguration, readMenus, runningConfiguration } from './running-configuration';
import { type UndoScript, undoScript } from './undo-script';

export interface PrepareOptions {
  readonly version: RouterOsVersion;
  /** How this machine is connected; without it nothing is predicted about the connection. */
  readonly management?: ManagementPath;
  /** How what is there already is treated; `as-written` where it is left out. */
  readonly mode?: PlanMode;
  /** The export of a moment ago: fetching one leaves a file on the router, which wants a watch (`exportUnderWatch`). */
  readonly exportText: string;
}

/** One command of a plan as people read it; secrets are hidden. */
export interface PlannedCommand {
  /** The line of its statement in the script, from 1. */
  readonly line: number;
  readonly text: string;
}

/** All that is known of a deploy before anything is sent. */
export interface PreparedPlan {
  readonly plan: DeployPlan;
  /** Commands of the script that need not be sent, in the modes that look at what is there. */
  readonly left: readonly LeftStep[];
  /** Why the mode could not be kept to, so that the plan is as written. */
  readonly refused?: string;
  readonly running: RunningConfiguration;
  readonly result: PlannedResult & { /** The export as it will be. */ readonly text: string };
  readonly difference: readonly MenuDifference[];
  readonly undo: UndoScript;
  readonly commands: readonly PlannedCommand[];
  readonly management: ManagementPrediction;
  /** The line that would store code with `••••` in it: it comes from a backup, which left a secret out. */
  readonly maskedLine: number | undefined;
}

/** Menus that a prediction looks at, whatever the plan is about. */
const ALWAYS: readonly string[] = ['/ip/service', '/ip/address', '/user', '/user/group'];

/**
 * Works out what a script would do to what is configured on a router. The router is only looked at. Rejects with a
 * RouterError where the connection ends.
 */
export async function preparePlan(
  connection: RouterConnection,
  text: string,
  options: PrepareOptions,
): Promise<PreparedPlan> {
  const { version, management, exportText } = options;
  const mode = options.mode ?? { kind: 'as-written' };
  // A menu that the script no longer touches may hold what an earlier deploy made.
  const exported = runningConfiguration(exportText, version, new Map());
  const tagged = mode.kind === 'make-it-so' ? taggedMenus(exported, mode.tag) : [];
  const rows = await readMenus(connection, [...ALWAYS, ...menusOf(text, version), ...tagged]);
  const running = runningConfiguration(exportText, version, rows);
  const { plan, ...others } = idempotentPlan(running, planDeploy(text, version), text, mode);
  const result = planResult(running, plan, text);
  return {
    plan,
    ...others,
    running,
    result: { ...result, text: exportWithoutSecrets(resultText(running, result), version) },
    difference: result.difference,
    undo: undoScript(running, result),
    commands: commandsOf(plan, result, text),
    management: management
      ? predictManagement(running, result, management, text, plan)
      : { kind: 'unknown', why: 'how you are connected is not known' },
    maskedLine: maskedLine(result, text),
  };
}

function maskedLine({ router }: PlannedResult, text: string): number | undefined {
  const found = router.commands.find(({ values }) => [...values].some(([name, value]) => isMasked(name, value)));
  return found && text.slice(0, found.range.start).split('\n').length;
}

/** What is sent, line by line; of a script that runs as a whole, what it is foreseen to do. */
function commandsOf(plan: DeployPlan, { router }: PlannedResult, text: string): readonly PlannedCommand[] {
  if (plan.kind === 'sentences') return plan.steps.map((step) => ({ line: step.line, text: describeStep(step) }));
  return router.commands.map(({ command, values, selected, range }) => {
    const line = text.slice(0, range.start).split('\n').length;
    const named = selected ? [...values, ['numbers', selected.join(',')] as const] : [...values];
    return { line, text: describeStep({ command, values: named, selector: undefined, range, line }) };
  });
}
