import { readFile } from 'node:fs/promises';
import { readRouterInfo } from '../device/router-info';
import type { UndoState } from './armed-undo';
import type { DeployClock } from './deploy-clock';
import type { DeployRecord, DeployStore } from './deploy-record';
import type { DeployTarget, DeployTimes } from './deploy-target';
import { fetchExport } from './fetch-export';
import { askDeploy, type SettledDeploy, settleDeploy, type UnsettledDeploy, undoOf } from './settle-deploy';

/** A deploy that was written down and of which the end is not known. */
export interface ReopenedDeploy {
  /** How it stands on the router. Rejects with a RouterError where that can't be asked. */
  state(): Promise<UndoState>;
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
    around: {
      clock,
      readExport: async (connection, name) => fetchExport(connection, (await readRouterInfo(connection)).version, name),
    },
    times,
    until: clock.now(),
  };
  return {
    state: () => askDeploy(deploy),
    async settle(wanted) {
      const settled = await settleDeploy(deploy, wanted);
      const { kind, message } = settled;
      await store.save({ ...record, phase: kind, message, endedAt: today().toISOString() });
      return settled;
    },
  };
}
