/**
 * The stored form of the catalogue, made by tools/import-catalogue.ts: names and types once each, equal argument lists
 * once, presence as ranges over the releases. Read by `catalogue-source.ts` and `catalogue.ts` alone.
 */
export interface CatalogueData {
  /** The RouterOS 7 releases that the ranges speak of, oldest first. */
  readonly versions: string[];
  readonly strings: string[];
  /**
   * Where things are: with extra packages, and without. Each is a row of first and last releases (indexes into
   * `versions`), one pair a stretch. A reference to a presence is its index + 1; 0 is "in no release of 7".
   */
  readonly presences: [all: number[], base: number[]][];
  /** Four numbers an argument: name, presence, type (see `typeAndReferences`), flags. */
  readonly argumentLists: number[][];
  /** Two numbers a read-only property: name and type. */
  readonly readOnlyLists: number[][];
  readonly root: MenuData;
}

export type MenuData = [
  name: number,
  flags: number,
  presence: number,
  commands: CommandData[],
  menus: MenuData[],
  /** Three numbers each: property, value in 7, value in 6; -1 for none. */
  defaults: number[],
  /** The page in the manual; 0 where it is the outer menu's. */
  page: number,
  readOnlyList: number,
  /** Two numbers each: a property and what it is called since. */
  renamed: number[],
];
export type CommandData = [name: number, presence: number, argumentList: number];

export const MenuFlag = {
  /** Seen in exports of RouterOS 6. */
  inVersion6: 1,
  /** No evidence for RouterOS 6 and none against it. */
  maybeInVersion6: 2,
  ordered: 4,
  /** One set of values instead of items, as `/ip/dns`. */
  settings: 8,
  /** Known by name only (other hardware): what is in it can't be judged. */
  incomplete: 16,
  /** Some hardware has more in it than any tree shows. */
  hardware: 32,
} as const;

export const ArgumentFlag = {
  inVersion6: 1,
  maybeInVersion6: 2,
  mandatory: 4,
  /** Some hardware only. */
  hardware: 8,
  /** `add` wants this one or another so marked. */
  oneOf: 16,
} as const;

/** Stands in a type's text before the menus whose items the values name: `enum -> /ip/pool`. */
export const REFERENCES = ' -> ';
