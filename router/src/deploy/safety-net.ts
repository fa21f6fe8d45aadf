import { compareRouterOsVersions, type RouterOsVersion } from '../../../server/src/base/routeros-version';
import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';
import type { DeployPlan } from './deploy-plan';

/** What a router has that a deploy can rest on. */
export interface RouterAbilities {
  readonly version: RouterOsVersion;
  /** A folder that survives a restart; on such devices the files beside it lie in memory. */
  readonly hasFlash: boolean;
  /** Scheduler entries may be made: the user may write and give policies, and no device-mode forbids it. */
  readonly canSchedule: boolean;
  /** Why it can't be scheduled, in words for people. */
  readonly whyNot: string | undefined;
  /** Free space on the disk in bytes; undefined where the router does not tell. */
  readonly freeBytes: number | undefined;
}

/** Asks a router what it can do. Rejects with a RouterError where the connection ends. */
export async function readAbilities(
  connection: RouterConnection,
  version: RouterOsVersion,
  user: string,
): Promise<RouterAbilities> {
  const folders = await ask(connection, ['/file/print', '?name=flash', '=.proplist=name']);
  const [resource] = (await ask(connection, ['/system/resource/print', '=.proplist=free-hdd-space'])) ?? [];
  const [mode] = version.major < 7 ? [] : ((await ask(connection, ['/system/device-mode/print'])) ?? []);
  const missing = await missingPolicies(connection, user);
  const whyNot =
    mode?.['scheduler'] === 'no' || mode?.['scheduler'] === 'false'
      ? 'its device-mode forbids scheduler entries (/system device-mode update scheduler=yes, then press its button)'
      : missing.length > 0
        ? `the user ${user} lacks the policies ${missing.join(', ')}`
        : undefined;
  return {
    version,
    hasFlash: (folders ?? []).length > 0,
    canSchedule: whyNot === undefined,
    whyNot,
    freeBytes: resource?.['free-hdd-space'] === undefined ? undefined : Number(resource['free-hdd-space']),
  };
}

/** Policies that arming takes and that the user's group is known not to have. */
async function missingPolicies(connection: RouterConnection, user: string): Promise<readonly string[]> {
  const [account] = (await ask(connection, ['/user/print', `?name=${user}`, '=.proplist=group'])) ?? [];
  if (!account?.['group']) return [];
  const [group] = (await ask(connection, ['/user/group/print', `?name=${account['group']}`])) ?? [];
  const policies = group?.['policy']?.split(',');
  if (!policies) return [];
  return ['read', 'write', 'policy', 'ftp', 'test', 'reboot'].filter((policy) => !policies.includes(policy));
}

/** What a refusal answers is simply not known. */
async function ask(connection: RouterConnection, words: readonly string[]) {
  try {
    return (await connection.talk(words)).rows;
  } catch (error) {
    if (error instanceof RouterTrapError) return undefined;
    throw error;
  }
}

/** How the router goes back if nobody confirms. */
export interface SafetyNet {
  /** `reverse`: a script puts back what the plan changes. `backup`: the router loads a backup and restarts. */
  readonly undo: 'reverse' | 'backup' | 'none';
  /** The code of a reverse script. */
  readonly reverse: string | undefined;
  /** The session is in safe mode beside that: its loss undoes at once. */
  readonly safeMode: boolean;
  /** All of it in words for people, to be read before the start. */
  readonly inWords: readonly string[];
}

/** Safe mode remembers about a hundred actions and undoes nothing beyond them (facts: talking to a router, section 3). */
const SAFE_MODE_ACTIONS = 80;

/** Chooses the net for a plan; `undo` is what the plan says of its way back. */
export function chooseSafetyNet(
  abilities: RouterAbilities,
  plan: DeployPlan,
  undo: { readonly kind: 'reverse'; readonly source: string } | { readonly kind: 'backup'; readonly reason: string },
  confirmSeconds: number,
  isStateful = true,
): SafetyNet {
  const safeMode =
    isStateful &&
    compareRouterOsVersions(abilities.version, { major: 7, minor: 18 }) >= 0 &&
    plan.kind === 'sentences' &&
    plan.steps.length < SAFE_MODE_ACTIONS;
  const session = safeMode
    ? ['The session is in safe mode as well: if it is lost, the router undoes everything at once.']
    : [];
  if (!abilities.canSchedule)
    return {
      undo: 'none',
      reverse: undefined,
      safeMode,
      inWords: [
        `The router can’t be told to go back by itself: ${abilities.whyNot}.`,
        ...(safeMode ? session : ['Nothing undoes this deploy if you are cut off.']),
      ],
    };
  const wait = `If you don’t keep the result within ${confirmSeconds} seconds, or are cut off, or the router restarts,`;
  if (undo.kind === 'reverse')
    return {
      undo: 'reverse',
      reverse: undo.source,
      safeMode,
      inWords: [`${wait} the router itself puts back what this deploy changed.`, ...session],
    };
  return {
    undo: 'backup',
    reverse: undefined,
    safeMode,
    inWords: [`${wait} the router loads the backup that it makes now, which restarts it (${undo.reason}).`, ...session],
  };
}
