import { formatRouterOsVersion } from '../base/routeros-version';
import { introducedIn, type KnownVersions, removedAfter } from '../catalogue/known-versions';

/** "From RouterOS 7.19 on"; undefined for what every version has. */
export function versionsInWords(versions: KnownVersions): string | undefined {
  const { six, since, until } = versions;
  if (!since || !until) return six ? 'RouterOS 6 only' : undefined;
  const [came, went] = [introducedIn(versions), removedAfter(versions)];
  const begin = came ? `From RouterOS ${formatRouterOsVersion(came)} on` : six ? undefined : 'From RouterOS 7 on';
  if (!went) return begin;
  return begin ? `${begin}, up to ${formatRouterOsVersion(went)}` : `Up to RouterOS ${formatRouterOsVersion(went)}`;
}
