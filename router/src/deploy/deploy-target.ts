import type { RouterConnection } from '../transport/router-connection';
import type { DeployClock } from './deploy-clock';
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

/** An export of a large configuration takes a small router a minute. */
const IS_LONG = /^\/(import|system\/(script\/run|backup\/)|export)/;

/** The connection with an end to each of its commands. */
export function answeringInTime(
  connection: RouterConnection,
  clock: DeployClock,
  times: Pick<DeployTimes, 'command' | 'script'> = DEPLOY_TIMES,
): RouterConnection {
  return timedConnection(connection, clock, (command) => 1000 * (IS_LONG.test(command) ? times.script : times.command));
}

/** Connects anew; no command of the connection waits for ever. Rejects with a RouterError. */
export async function connectInTime(
  target: DeployTarget,
  clock: DeployClock,
  times: DeployTimes,
  signal?: AbortSignal,
): Promise<RouterConnection> {
  return answeringInTime(await target.connect(signal), clock, times);
}
