import { formatRouterOsVersion, parseRouterOsVersion, type RouterOsVersion } from '../base/routeros-version';
import { type Catalogue, catalogueFor } from './catalogue';
import rawData from './catalogue-data.json';

/** Where a name exists, for messages: "RouterOS 6 only", "from RouterOS 7.19 on". */
export interface KnownVersions {
  readonly six: boolean;
  /** The oldest and the newest release of 7 that has it; undefined where none has. */
  readonly since: RouterOsVersion | undefined;
  readonly until: RouterOsVersion | undefined;
}

/** In which versions a property of a command exists. */
export function versionsWithArgument(menu: string, command: string, argument: string): KnownVersions {
  return search((catalogue) => catalogue.menu(menu)?.command(command)?.argument(argument) !== undefined);
}

/** In which versions a menu, or a command in it, exists. */
export function versionsWithWord(menu: string, word: string): KnownVersions {
  return search((catalogue) => {
    const found = catalogue.menu(menu);
    return found?.child(word) !== undefined || found?.command(word) !== undefined;
  });
}

function search(isIn: (catalogue: Catalogue) => boolean): KnownVersions {
  const releases = rawData.versions
    .map((text) => parseRouterOsVersion(text))
    .filter((version) => version !== undefined);
  const having = releases.filter((version) => isIn(catalogueFor(version)));
  return { six: isIn(catalogueFor({ major: 6 })), since: having[0], until: having[having.length - 1] };
}

/** "only RouterOS 6 has it", "RouterOS 7.19 and later have it", or undefined where no version has it. */
export function describeVersions({ six, since, until }: KnownVersions): string | undefined {
  if (!since || !until) return six ? 'only RouterOS 6 has it' : undefined;
  const newest = rawData.versions[rawData.versions.length - 1];
  const oldest = rawData.versions[0];
  const [from, to] = [formatRouterOsVersion(since), formatRouterOsVersion(until)];
  if (to !== newest)
    return from === oldest ? `RouterOS 7 has it up to ${to}` : `only RouterOS ${from} to ${to} have it`;
  return from === oldest ? 'only RouterOS 7 has it' : `it came with RouterOS ${from}`;
}

/** The oldest and the newest release of RouterOS 7 that the catalogue knows. */
export function versionsOfCatalogue(): { readonly oldest: string; readonly newest: string } {
  const { versions } = rawData;
  return { oldest: versions[0] ?? '', newest: versions[versions.length - 1] ?? '' };
}
