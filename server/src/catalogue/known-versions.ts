import { formatRouterOsVersion, type RouterOsVersion } from '../base/routeros-version';
import { catalogueFor } from './catalogue';
import { RELEASES } from './catalogue-source';

/** Where a name exists, for messages: "RouterOS 6 only", "from RouterOS 7.19 on". */
export interface KnownVersions {
  readonly six: boolean;
  /** The oldest and the newest release of 7 that has it; undefined where none has. */
  readonly since: RouterOsVersion | undefined;
  readonly until: RouterOsVersion | undefined;
}

const NOWHERE: KnownVersions = { six: false, since: undefined, until: undefined };

/** In which versions a property of a command exists. */
export function versionsWithArgument(menu: string, command: string, argument: string): KnownVersions {
  return catalogueFor(undefined).menu(menu)?.command(command)?.argument(argument)?.versions ?? NOWHERE;
}

/** In which versions a menu, or a command in it, exists. */
export function versionsWithWord(menu: string, word: string): KnownVersions {
  const found = catalogueFor(undefined).menu(menu);
  return (found?.child(word) ?? found?.command(word))?.versions ?? NOWHERE;
}

/** "only RouterOS 6 has it", "it came with RouterOS 7.19"; undefined where no version has it, or all have. */
export function describeVersions(versions: KnownVersions): string | undefined {
  const { six, since, until } = versions;
  if (!since || !until) return six ? 'only RouterOS 6 has it' : undefined;
  const [came, went] = [introducedIn(versions), removedAfter(versions)];
  const [from, to] = [formatRouterOsVersion(since), formatRouterOsVersion(until)];
  if (went && six && !came) return `RouterOS has it up to ${to}`;
  if (went) return came ? `only RouterOS ${from} to ${to} have it` : `RouterOS 7 has it up to ${to}`;
  if (came) return `it came with RouterOS ${from}`;
  return six ? undefined : 'only RouterOS 7 has it';
}

/** The release that brought it; undefined where the oldest known one has it already, or none. */
export function introducedIn({ since }: KnownVersions): RouterOsVersion | undefined {
  return since === RELEASES[0] ? undefined : since;
}

/** The last release that had it; undefined where the newest known one still has it, or none. */
export function removedAfter({ until }: KnownVersions): RouterOsVersion | undefined {
  return until === RELEASES[RELEASES.length - 1] ? undefined : until;
}
