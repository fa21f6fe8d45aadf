import type { PracticeDevice } from './device';
import type { SessionLink } from './session-link';
import type { StoredItem } from './store';
import { dateText, timeOfDay } from './wall-time';

/** Somebody who is logged in by the API. */
export interface ActiveUser {
  readonly user: string;
  /** By the router's clock. */
  readonly since: number;
  readonly link: Pick<SessionLink, 'client' | 'ends'>;
}

/** The rows of `/user/active`. */
export function activeUsers({ active, version }: PracticeDevice): readonly StoredItem[] {
  return [...active.values()].map(
    ({ user, since, link }, index) =>
      new Map([
        ['.id', `*${(index + 1).toString(16).toUpperCase()}`],
        ['when', `${dateText(since, version)} ${timeOfDay(since)}`],
        ['name', user],
        ['address', link.client],
        ['via', 'api'],
      ]),
  );
}

/** The rows of `/ip/firewall/connection`: its API sessions are all the traffic of a practice router, but for what a test puts there. */
export function trackedConnections({ active }: PracticeDevice, stored: readonly StoredItem[]): readonly StoredItem[] {
  const sessions = [...active.values()].flatMap(({ link: { ends } }, index): StoredItem[] => {
    if (!ends) return [];
    const [source, router] = [`${ends.source}:${ends.sourcePort}`, `${ends.destination}:${ends.port}`];
    return [
      new Map([
        ['.id', `*A${(index + 1).toString(16).toUpperCase()}`],
        ['protocol', 'tcp'],
        ['src-address', source],
        ['dst-address', router],
        ['reply-src-address', router],
        ['reply-dst-address', source],
        ['tcp-state', 'established'],
      ]),
    ];
  });
  return [...stored, ...sessions];
}
