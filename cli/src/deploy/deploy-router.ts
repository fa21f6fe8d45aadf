import { resolve } from 'node:path';
import { systemClock } from '../../../router/src/deploy/deploy-clock';
import { deployFolder } from '../../../router/src/deploy/deploy-folder';
import { type DeployPhase, type DeployStore, PHASES_IN_WORDS } from '../../../router/src/deploy/deploy-record';
import { type AppliedDeploy, type DeployEnd, runDeploy } from '../../../router/src/deploy/deploy-session';
import type { DeployTarget, DeployTimes } from '../../../router/src/deploy/deploy-target';
import { inWords } from '../../../router/src/deploy/error-words';
import { exportWithoutSecrets } from '../../../router/src/deploy/export-without-secrets';
import type { PlanMode } from '../../../router/src/deploy/idempotent-plan';
import {
  type DeployRefusal,
  type PreparedDeploy,
  prepareDeploy,
  refusalOfDeploy,
} from '../../../router/src/deploy/prepare-deploy';
import type { Verification } from '../../../router/src/deploy/verification';
import { verifyApplied } from '../../../router/src/deploy/verify-applied';
import { syntaxFindings } from '../../../server/src/lint/lint';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { logIn, type RouterLogin } from '../router-login';
import { askKeep } from './ask-keep';
import type { RouterResult } from './deploy-result';
import { unifiedDiff } from './unified-diff';

/** What is deployed, and how. */
export interface DeployJob {
  readonly script: { readonly name: string; readonly text: string };
  readonly mode: PlanMode;
  readonly times: DeployTimes;
  /** Who decides whether the result is kept. */
  readonly keep: 'ask' | 'verified' | 'later';
  /** Names of routers where a refusal was overruled. */
  readonly forced: ReadonlySet<string>;
  /** Only tells what would be done. */
  readonly isPlan: boolean;
  /** Undoes what is under way, and begins nothing. */
  readonly signal: AbortSignal;
  /** A line about one router, for people. */
  say(router: string, text: string): void;
}

/** Records and backups of this program lie in the folder that it is called in. */
export function localDeploys(): DeployStore {
  return deployFolder(resolve('.rscope'));
}

/** How a deploy, or who settles one, gets to a router. */
export function targetOf(login: RouterLogin): DeployTarget {
  return { name: login.address.name, connect: (signal) => logIn(login, signal) };
}

/** Deploys to one router. What fails is a result and not an error. */
export async function deployToRouter(login: RouterLogin, job: DeployJob): Promise<RouterResult> {
  const { name: router, user } = login.address;
  const start = performance.now();
  const result = (fields: Omit<RouterResult, 'router' | 'seconds'>): RouterResult => ({
    ...{ router, ...fields },
    seconds: Math.round((performance.now() - start) / 100) / 10,
  });
  if (job.signal.aborted) return result({ end: 'untouched', message: 'It was cancelled before its turn.' });
  const target = targetOf(login);
  let deploy: PreparedDeploy;
  try {
    job.say(router, 'reading what it has');
    const { mode, times, script } = job;
    deploy = await prepareDeploy(target, script, { user, clock: systemClock, times, mode });
  } catch (error) {
    return result({ end: 'unreachable', message: `Nothing was sent: ${inWords(error)}` });
  }
  const { prepared } = deploy;
  const commands = prepared.commands.length;
  const plan = job.isPlan ? { plan: planOf(router, deploy) } : {};
  const refusal = prepared.refused
    ? { why: `The mode ${job.mode.kind} can’t be kept to: ${prepared.refused}.`, line: undefined, canBeForced: false }
    : (refusalOfSyntax(job.script.text) ?? refusalOfDeploy(deploy) ?? refusalOfWaiting(deploy, job));
  if (refusal && !(refusal.canBeForced && job.forced.has(router))) {
    const force = refusal.canBeForced ? ` To deploy all the same, add --force ${quoted(router)}.` : '';
    const line = refusal.line === undefined ? {} : { line: refusal.line };
    return result({ end: 'refused', ...line, message: `${refusal.why}${force}`, ...plan });
  }
  if (commands === 0)
    return result({ end: 'nothing', commands: 0, message: 'There is nothing that would be changed.', ...plan });
  if (job.isPlan) return result({ end: 'planned', commands, message: deploy.net.inWords.join(' '), ...plan });
  let checks: readonly Verification[] | undefined;
  const end = await runDeploy(
    target,
    deploy.order,
    {
      clock: systemClock,
      store: localDeploys(),
      today: () => new Date(),
      decide: async (applied, signal) => {
        if (job.keep === 'later') return 'later';
        checks = await verifyApplied(applied.connection, deploy.info, prepared, deploy.state, systemClock);
        return decision(router, job, checks, applied, signal);
      },
      onPhase: (phase) => job.say(router, PHASES[phase]),
      onProgress: ({ done, total, line }) =>
        line !== undefined && total > 200 && done % 100 === 0 && job.say(router, `${done} of ${total} commands`),
    },
    job.times,
    job.signal,
  );
  return result({ ...endOf(end, router), ...(checks && { checks }) });
}

async function decision(
  router: string,
  job: DeployJob,
  checks: readonly Verification[],
  { deadline }: AppliedDeploy,
  signal: AbortSignal,
): Promise<'keep' | 'revert'> {
  if (job.signal.aborted) return 'revert';
  if (job.keep === 'verified') return checks.some(({ result }) => result === 'failed') ? 'revert' : 'keep';
  for (const { result, check, text, whatToDo } of checks)
    job.say(router, `${result.padEnd(8)} ${check}: ${text}${whatToDo === '' ? '' : ` ${whatToDo}`}`);
  const over = AbortSignal.any([signal, job.signal]);
  return (await askKeep(router, () => deadline - systemClock.now(), over)) ?? 'revert';
}

/** A script that is no script stops half-way on the router, wherever that can't check it itself. */
function refusalOfSyntax(text: string): DeployRefusal | undefined {
  const tree = parse(text);
  const [first] = syntaxFindings(tree);
  if (!first) return undefined;
  const line = text.slice(0, first.range.start).split('\n').length;
  return { why: `Line ${line} can’t be read, the router would stop there: ${first.message}`, line, canBeForced: true };
}

/** What is left to be kept later must be undone by the router. */
function refusalOfWaiting({ net }: PreparedDeploy, { keep, isPlan }: DeployJob): DeployRefusal | undefined {
  if (isPlan || keep !== 'later' || net.undo !== 'none') return undefined;
  return { why: `It can’t be left to be kept later. ${net.inWords.join(' ')}`, line: undefined, canBeForced: false };
}

function planOf(router: string, { order, prepared }: PreparedDeploy): NonNullable<RouterResult['plan']> {
  const names = { before: `${router} now`, after: `${router} after the deploy` };
  const before = exportWithoutSecrets(order.before, order.version);
  return { commands: prepared.commands, difference: unifiedDiff(before, prepared.result.text, names) };
}

function endOf(end: DeployEnd, router: string): Omit<RouterResult, 'router' | 'seconds'> {
  const { id, outcome, kind } = end;
  const line = outcome?.kind === 'failed' ? outcome.line : undefined;
  const name = quoted(router);
  const more =
    kind === 'waiting'
      ? ` To keep it: rscope confirm --router ${name}. To undo it now: rscope revert --router ${name}.`
      : '';
  return {
    end: kind === 'reverted' && end.restored === false ? 'unproven' : kind,
    id,
    ...(outcome?.commands !== undefined && { commands: outcome.commands }),
    ...(line !== undefined && { line }),
    message: `${end.message}${more}`,
  };
}

function quoted(name: string): string {
  return /^[\w.:[\]-]+$/.test(name) ? name : `'${name.replace(/'/g, `'\\''`)}'`;
}

/** Said behind the name of the router, and where nobody need be there to keep it. */
const PHASES: Readonly<Record<DeployPhase, string>> = {
  ...PHASES_IN_WORDS,
  arming: 'leaving the way back on it',
  waiting: 'applied; it answers a new connection',
};
