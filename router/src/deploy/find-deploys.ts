import type { RouterConnection } from '../transport/router-connection';
import { ArmedUndo } from './armed-undo';
import type { DeployRecord } from './deploy-record';
import { namesOf } from './undo-scripts';

/** A deploy that waits on a router, whoever began it. */
export interface FoundDeploy {
  readonly id: string;
  readonly secondsLeft: number;
  readonly undo: DeployRecord['undo'];
  readonly hasFlash: boolean;
}

/** Looks on a router for deploys that it would undo by itself. Rejects with a RouterError. */
export async function findDeploys(connection: RouterConnection): Promise<readonly FoundDeploy[]> {
  const names = async (menu: string) =>
    (await connection.talk([`${menu}/print`, '=.proplist=name'])).rows.map(({ name = '' }) => name);
  const ids = (await names('/system/scheduler')).flatMap((name) => /^rscope-([0-9a-f]{8})$/.exec(name)?.[1] ?? []);
  if (ids.length === 0) return [];
  const scripts = new Set(await names('/system/script'));
  const files = new Set(await names('/file'));
  const found: FoundDeploy[] = [];
  for (const id of ids) {
    const { keep, undo } = namesOf(id, false);
    // A watch without them only sweeps up the file of an export.
    if (!scripts.has(keep) || !scripts.has(undo)) continue;
    const hasFlash = files.has('flash');
    const state = await new ArmedUndo(id, hasFlash).state(connection);
    if (state.kind !== 'armed') continue;
    const isBackup = files.has(namesOf(id, hasFlash).backup);
    found.push({ id, secondsLeft: state.secondsLeft, undo: isBackup ? 'backup' : 'reverse', hasFlash });
  }
  return found;
}
