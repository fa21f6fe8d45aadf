import { parseRouterOsVersion, type RouterOsVersion } from '../base/routeros-version';
import rawData from './catalogue-data.json';
import type { CatalogueData } from './catalogue-format';

const data = rawData as unknown as CatalogueData;

/** The releases of RouterOS 7 that the catalogue knows, oldest first. */
export const RELEASES: readonly RouterOsVersion[] = data.versions.map(
  (text) => parseRouterOsVersion(text) ?? { major: 7 },
);
export const ROOT = data.root;

export function stringAt(index: number): string {
  return data.strings[index] ?? '';
}
/** Four numbers an argument. */
export function argumentListAt(index: number): readonly number[] {
  return data.argumentLists[index] ?? [];
}
/** Two numbers a read-only property. */
export function readOnlyListAt(index: number): readonly number[] {
  return data.readOnlyLists[index] ?? [];
}

/** The stretches of releases in which something is, a first and a last one each; without extra packages if asked so. */
export function stretchesOf(presence: number, packages: boolean): readonly number[] {
  return (presence === 0 ? undefined : data.presences[presence - 1])?.[packages ? 0 : 1] ?? [];
}
