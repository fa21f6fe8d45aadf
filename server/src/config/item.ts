import type { TextRange } from '../base/text-range';

/**
 * Where a value or an item came from. Rooms that only reason about packets treat it as opaque and hand it back, so
 * that an answer can be shown at its place in the text.
 */
export interface Origin {
  /** The document that it stands in, as its owner names it. */
  readonly uri: string;
  /** The argument, or for an item the whole statement that made it; of a project in the text of the whole. */
  readonly range: TextRange;
}

/** One property of an item, as the last statement that touched it left it. */
export interface Property {
  readonly name: string;
  /** The value as the router would store it; undefined where the script computes it and the text alone does not tell. */
  readonly value: string | undefined;
  readonly origin: Origin;
}

/** One item of a menu (or the single item of a settings menu, such as `/ip/dns`). */
export interface Item {
  /** The menu in its slash form, `/ip/firewall/filter`. */
  readonly menu: string;
  readonly properties: ReadonlyMap<string, Property>;
  readonly origin: Origin;
  /** False where the item was made or changed in a branch, a loop or a function, so that it may not be there. */
  readonly certain: boolean;
  /** False for an item that the script did not make but only names (`set [find default-name=ether1] …`). */
  readonly added: boolean;
}

/** The value of a property, or undefined where it is not set or not known. Property names are RouterOS's. */
export function valueOf(item: Item, property: string): string | undefined {
  return item.properties.get(property)?.value;
}

/** Whether the item is switched off. A value that is not known counts as enabled: silence about it is the caller's matter. */
export function isDisabled(item: Item): boolean {
  const value = valueOf(item, 'disabled');
  return value === 'yes' || value === 'true';
}

/** Whether two items say the same, but for their comments and where they stand in the text. */
export function areAlike(a: Item, b: Item): boolean {
  if (a.certain !== b.certain || a.added !== b.added || a.properties.size !== b.properties.size) return false;
  const others = b.properties.values();
  for (const { name, value } of a.properties.values()) {
    const other = others.next().value;
    if (name !== other?.name || (value !== other.value && name !== 'comment')) return false;
  }
  return true;
}
