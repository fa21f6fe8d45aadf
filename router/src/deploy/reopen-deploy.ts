import { readFile } from 'node:fs/promises';
import type { UndoState } from './armed-undo';
import type { DeployClock } from './deploy-clock';
import type { DeployRecord, DeployStore } from './deploy-record';
import type { DeployTarget, DeployTimes } from './deploy-target';
import { askDeploy, isAsBefore, type SettledDeploy, settleDeploy, type UnsettledDeploy, undoOf } from './settle-deploy';

/** `undone`: the undo still lies there, yet safe mode, which ended with the connection, has put everything back. */
export type ReopenedState = UndoState | { readonly kind: 'undone' };

/** A deploy that was written down and of which the end is not known. */
export interface ReopenedDeploy {
  /** How it stands on the router. Rejects with a RouterError where that can't be asked. */
  state(): Promise<ReopenedState>;
  /** Keeps or reverts it, finds out what came of it, and writes that down. Never rejects but for the disk. */
  settle(wanted: 'keep' | 'revert'): Promise<SettledDeploy>;
}

/** Takes up a deploy that was interrupted, by what was written down of it. */
export async function reopenDeploy(
  record: DeployRecord,
  target: DeployTarget,
  store: DeployStore,
  { clock, times, today }: { readonly clock: DeployClock; readonly times: DeployTimes; today(): Date },
): Promise<ReopenedDeploy> {
  const before = record.before === undefined ? undefined : await readFile(record.before, 'utf8').catch(() => undefined);
  const deploy: UnsettledDeploy = {
    target,
    undo: undoOf(record),
    hasFlash: record.hasFlash,
    before,
    clock,
    times,
    until: clock.now(),
  };
  const state = async (): Promise<ReopenedState> => {
    const found = await askDeploy(deploy);
    return found.kind === 'armed' && (await isAsBefore(deploy)) ? { kind: 'undone' } : found;
  };
  return {
    state,
    async settle(wanted) {
      // What is undone can't be kept: the undo that still lies there is used up.
      const isUndone = wanted === 'keep' && (await state().catch(() => undefined))?.kind === 'undone';
      const settled = await settleDeploy(deploy, isUndone ? 'revert' : wanted);
      const { kind, message } = settled;
      await store.save({ ...record, phase: kind, message, endedAt: today().toISOString() });
      return settled;
    },
  };
}
