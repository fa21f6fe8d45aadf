import { randomBytes } from 'node:crypto';
import { matches } from '../../../server/src/config/selector';
import { AbortedError, RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';
import { type DeployPlan, type ItemSelector, SCRIPT_LIMITS, type SentenceStep } from './deploy-plan';
import type { ImportChunk } from './import-chunks';
import { printedItem } from './printed-content';
import { doneVariable, namesOf } from './undo-scripts';

/** How far a deploy is. */
export interface DeployProgress {
  readonly done: number;
  readonly total: number;
  /** The line of the script that is being applied, from 1; undefined for a script that runs as a whole. */
  readonly line: number | undefined;
}

/** What became of a deploy. What was applied before a failure stays. */
export type DeployOutcome =
  | { readonly kind: 'applied'; readonly commands: number }
  | { readonly kind: 'cancelled'; readonly commands: number; readonly nextLine: number | undefined }
  | {
      readonly kind: 'failed';
      /** How many commands were applied before; undefined where the router did not tell. */
      readonly commands: number | undefined;
      /** From 1; undefined where the router did not tell. */
      readonly line: number | undefined;
      /** The router's own words. */
      readonly message: string;
    };

export interface ApplyOptions {
  /** The id of the deploy: what is made on the router is called after it. */
  readonly id?: string;
  /** Awaited before each command, or before each part of a script. */
  readonly beforeStep?: () => Promise<void>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DeployProgress) => void;
}

/**
 * Applies a plan in its order; nothing is sent past the first failure. Long ones go as files where the router imports
 * them (7.9); an older one gets one command a round trip, for what is on its way when a command is refused can't be
 * called back. A refusal of the router is an outcome; the loss of the connection rejects.
 */
export function applyPlan(
  connection: RouterConnection,
  plan: DeployPlan,
  options: ApplyOptions = {},
): Promise<DeployOutcome> {
  if (plan.kind === 'script') return applyScript(connection, plan, options);
  return plan.parts
    ? applyParts(connection, plan.steps, plan.parts, options)
    : applySentences(connection, plan.steps, options);
}

async function applySentences(
  connection: RouterConnection,
  steps: readonly SentenceStep[],
  { signal, onProgress, beforeStep }: ApplyOptions,
): Promise<DeployOutcome> {
  let done = 0;
  for (const step of steps) {
    if (signal?.aborted) return { kind: 'cancelled', commands: done, nextLine: step.line };
    onProgress?.({ done, total: steps.length, line: step.line });
    await beforeStep?.();
    try {
      await applyStep(connection, step, signal);
    } catch (error) {
      if (error instanceof AbortedError) return { kind: 'cancelled', commands: done, nextLine: step.line };
      if (!(error instanceof RouterTrapError) && !(error instanceof NothingFoundError)) throw error;
      return { kind: 'failed', commands: done, line: step.line, message: error.message };
    }
    done++;
  }
  onProgress?.({ done, total: steps.length, line: undefined });
  return { kind: 'applied', commands: done };
}

class NothingFoundError extends Error {}

async function applyStep(
  connection: RouterConnection,
  step: SentenceStep,
  signal: AbortSignal | undefined,
): Promise<void> {
  const words = [step.command];
  if (step.selector) {
    const ids = await selectItems(connection, step.selector);
    // The console does nothing for an empty selection, but a name that stands alone must exist.
    if (ids.length === 0) {
      const [only] = step.selector.conditions;
      const isName = step.selector.conditions.length === 1 && only?.property === 'name' && only.operator === '=';
      if (isName) throw new NothingFoundError('no such item');
      return;
    }
    words.push(`=.id=${ids.join(',')}`);
  }
  for (const [name, value] of step.values) {
    if (typeof value === 'string') words.push(`=${name}=${value}`);
    else words.push(`=${name}=${(await selectItems(connection, value)).join(',')}`);
  }
  await connection.talk(words, signal ? { signal } : {});
}

/** The ids of the items that fulfil the conditions now. */
async function selectItems(connection: RouterConnection, { menu, conditions }: ItemSelector): Promise<string[]> {
  const { rows } = await connection.talk([`${menu}/print`]);
  return rows
    .filter((row) => matches(printedItem(menu, Object.entries(row)), conditions) === 'yes')
    .map((row) => row['.id'] ?? '');
}

async function applyScript(
  connection: RouterConnection,
  plan: Extract<DeployPlan, { kind: 'script' }>,
  { onProgress, beforeStep, signal, ...options }: ApplyOptions,
): Promise<DeployOutcome> {
  const id = options.id ?? randomBytes(4).toString('hex');
  const parts = plan.parts ?? [{ text: plan.text, lineOf: (line: number) => line }];
  for (const [at, part] of parts.entries()) {
    if (signal?.aborted) return { kind: 'cancelled', commands: at, nextLine: part.lineOf(1) };
    await beforeStep?.();
    onProgress?.({ done: at, total: parts.length, line: undefined });
    const end = await runPart(connection, plan.via, part.text, id, plan.parts ? `-${at + 1}` : '');
    if (end.kind === 'ran') continue;
    const line = end.line === undefined ? undefined : part.lineOf(end.line);
    return { kind: 'failed', commands: end.isUntouched && at === 0 ? 0 : undefined, line, message: end.message };
  }
  onProgress?.({ done: parts.length, total: parts.length, line: undefined });
  return { kind: 'applied', commands: 1 };
}

/** Imports the commands part by part. A part that stops is the last one that is sent. */
async function applyParts(
  connection: RouterConnection,
  steps: readonly SentenceStep[],
  parts: readonly ImportChunk[],
  { onProgress, beforeStep, signal, ...options }: ApplyOptions,
): Promise<DeployOutcome> {
  const id = options.id ?? randomBytes(4).toString('hex');
  const stepsBefore = (line: number) => steps.filter((step) => step.line < line).length;
  for (const [at, part] of parts.entries()) {
    const done = at === 0 ? 0 : stepsBefore(part.lineOf(1));
    const line = steps[done]?.line;
    if (signal?.aborted) return { kind: 'cancelled', commands: done, nextLine: line };
    await beforeStep?.();
    onProgress?.({ done, total: steps.length, line });
    const end = await runPart(connection, 'import', part.text, id, `-${at + 1}`);
    if (end.kind === 'ran') continue;
    const failed = end.line === undefined ? undefined : part.lineOf(end.line);
    const commands = end.isUntouched ? done : failed === undefined ? undefined : stepsBefore(failed);
    return { kind: 'failed', commands, line: failed, message: end.message };
  }
  onProgress?.({ done: steps.length, total: steps.length, line: undefined });
  return { kind: 'applied', commands: steps.length };
}

type PartEnd =
  | { readonly kind: 'ran' }
  | {
      readonly kind: 'failed';
      /** Of the part, from 1; undefined where the router did not tell. */
      readonly line: number | undefined;
      readonly message: string;
      /** It was not sent at all. */
      readonly isUntouched: boolean;
    };

/** Has the router run a script, or a part of one, to its end. The loss of the connection rejects. */
async function runPart(
  connection: RouterConnection,
  via: keyof typeof SCRIPT_LIMITS,
  source: string,
  id: string,
  suffix: string,
): Promise<PartEnd> {
  const token = randomBytes(8).toString('hex');
  const name = `${namesOf(id, false).apply}${suffix}`;
  // The script sets it at its end: the outcome of an import is read back, not guessed.
  const marker = doneVariable(id);
  const text = `${source}\n:global ${marker} "${token}"\n`;
  const limit = SCRIPT_LIMITS[via];
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) {
    const message = `The script has ${bytes} bytes; a router takes ${limit} at once this way, and it can’t be parted between two statements. Split it.`;
    return { kind: 'failed', line: undefined, message, isUntouched: true };
  }
  let refused: string | undefined;
  try {
    await (via === 'import' ? runByImport(connection, name, text) : runBySystemScript(connection, name, text));
  } catch (error) {
    if (!(error instanceof RouterTrapError)) throw error;
    refused = error.message;
  }
  if (await takeMarker(connection, marker, token)) return { kind: 'ran' };
  const words = refused ?? 'the script did not come to its end; the log of the router may say why';
  const line = /line (\d+)/.exec(words)?.[1];
  // The line that the router names is one of the part: to be told apart from the script's, it goes.
  const message =
    suffix === '' ? words : words.replace(/^Script Error: /i, '').replace(/\s*\([^()]*\bline \d+[^()]*\)/g, '');
  return { kind: 'failed', line: line ? Number(line) : undefined, message, isUntouched: false };
}

async function runByImport(connection: RouterConnection, name: string, contents: string): Promise<void> {
  const file = `${name}.rsc`;
  await connection.talk(['/file/add', `=name=${file}`, `=contents=${contents}`]);
  try {
    await connection.talk(['/import', `=file-name=${file}`]);
  } finally {
    await removeNamed(connection, '/file', file);
  }
}

async function runBySystemScript(connection: RouterConnection, name: string, source: string): Promise<void> {
  await connection.talk([
    '/system/script/add',
    `=name=${name}`,
    `=source=${source}`,
    '=policy=ftp,read,write,policy,test,password,sensitive',
  ]);
  try {
    await connection.talk(['/system/script/run', `=number=${name}`]);
  } finally {
    await removeNamed(connection, '/system/script', name);
  }
}

/** Cleans up after itself; a router that is gone can't be cleaned, and that error is not the one that matters. */
async function removeNamed(connection: RouterConnection, menu: string, name: string): Promise<void> {
  try {
    const { rows } = await connection.talk([`${menu}/print`, `?name=${name}`, '=.proplist=.id']);
    for (const row of rows) await connection.talk([`${menu}/remove`, `=.id=${row['.id'] ?? ''}`]);
  } catch {
    // Nothing else can be done about a leftover file.
  }
}

async function takeMarker(connection: RouterConnection, marker: string, token: string): Promise<boolean> {
  const { rows } = await connection.talk(['/system/script/environment/print', `?name=${marker}`]);
  const [row] = rows;
  if (row?.['.id'])
    await connection.talk(['/system/script/environment/remove', `=.id=${row['.id']}`]).catch(() => undefined);
  return row?.['value'] === token;
}
