import { formatRouterOsVersion } from '../base/routeros-version';
import { type KnownVersions, versionsOfCatalogue } from '../catalogue/known-versions';

/** "From RouterOS 7.19 on"; undefined for what every version has. */
export function versionsInWords({ six, since, until }: KnownVersions): string | undefined {
  if (!since || !until) return six ? 'RouterOS 6 only' : undefined;
  const { oldest, newest } = versionsOfCatalogue();
  const [from, to] = [formatRouterOsVersion(since), formatRouterOsVersion(until)];
  const begin = from !== oldest ? `From RouterOS ${from} on` : six ? undefined : 'From RouterOS 7 on';
  if (to === newest) return begin;
  return begin ? `${begin}, up to ${to}` : `Up to RouterOS ${to}`;
}
