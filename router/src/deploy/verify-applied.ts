import { networkModel } from '../../../server/src/network/network-model';
import type { RouterInfo } from '../device/router-info';
import { type RouterState, readRouterState } from '../device/router-state';
import type { RouterConnection } from '../transport/router-connection';
import type { DeployClock } from './deploy-clock';
import type { PreparedPlan } from './prepare-plan';
import type { Verification } from './verification';
import { verifyDeploy } from './verify-deploy';

/** How long counters are given to move, in milliseconds. */
const BETWEEN_READINGS = 3000;

/**
 * Looks whether the router shows what the plan promised, twice, so that counters are seen to move. Rejects with a
 * RouterError where the connection ends.
 */
export async function verifyApplied(
  connection: RouterConnection,
  info: RouterInfo,
  prepared: PreparedPlan,
  before: RouterState | undefined,
  clock: DeployClock,
): Promise<readonly Verification[]> {
  const planned = networkModel(prepared.result.configuration);
  const after = await readRouterState(connection, info);
  // A configuration without uplinks and marks promises nothing that a second reading could show.
  if (verifyDeploy({ before, after, later: undefined, planned }).length === 0) return [];
  await clock.sleep(BETWEEN_READINGS);
  const later = await readRouterState(connection, info);
  return verifyDeploy({ before, after, later, planned });
}
