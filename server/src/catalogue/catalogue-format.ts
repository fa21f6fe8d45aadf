/**
 * The stored form of the catalogue, made by tools/import-catalogue.ts: names and types once each, equal argument lists
 * once, presence as ranges over the releases. Read by `catalogue.ts` alone.
 */
export interface CatalogueData {
  /** The RouterOS 7 releases that the ranges speak of, oldest first. */
  readonly versions: string[];
  readonly strings: string[];
  /** First and last release (indexes into `versions`). A reference to a range is its index + 1; 0 is "in no release of 7". */
  readonly ranges: number[][];
  /** Four numbers an argument: name, range, type, flags. */
  readonly argumentLists: number[][];
  readonly root: MenuData;
}

/**
 * Name, flags, range, commands, inner menus, defaults (three numbers each: property, value in 7, value in 6; -1 for
 * none), range without extra packages, names that can be read but not set.
 */
export type MenuData = [number, number, number, CommandData[], MenuData[], number[], number, number[]];
/** Name, range, argument list, range without extra packages. */
export type CommandData = [number, number, number, number];

export const MenuFlag = {
  /** Seen in exports of RouterOS 6. */
  inVersion6: 1,
  /** No evidence for RouterOS 6 and none against it. */
  maybeInVersion6: 2,
  ordered: 4,
  /** One set of values instead of items, as `/ip/dns`. */
  settings: 8,
  /** Comes with an extra package. */
  extraPackage: 16,
  /** Known by name only (other hardware): what is in it can't be judged. */
  incomplete: 32,
  /** Some hardware has more in it than any tree shows. */
  hardware: 64,
} as const;

export const ArgumentFlag = {
  inVersion6: 1,
  maybeInVersion6: 2,
  mandatory: 4,
  /** Some hardware only. */
  hardware: 8,
  /** Without packages it is in fewer releases than its command: their range stands in the bits from the shift on. */
  ownBaseRange: 16,
} as const;
export const ARGUMENT_BASE_RANGE_SHIFT = 5;
