import type { TextRange } from '../base/text-range';
import type { Item } from '../config/item';
import type { TextEdit } from '../syntax/syntax-tree';
import { appendArgument, insertLinesAbove, insertLinesBelow, quoteValue, removeStatement } from './edit-text';
import type { Fix } from './lint-rule';

/** Where a property of an item is written: the first of these that it has, else its whole statement. */
export function placeOf(item: Item, ...properties: readonly string[]): TextRange {
  for (const name of properties) {
    const property = item.properties.get(name);
    if (property) return property.origin.range;
  }
  return item.origin.range;
}

/** Gives a property of an item a value: in its place where it is written, else at the end of the item's statement. */
export function setProperty(text: string, item: Item, name: string, value: string): TextEdit {
  const argument = `${name}=${quoteValue(value)}`;
  const written = item.properties.get(name);
  return written
    ? { range: written.origin.range, newText: argument }
    : appendArgument(text, item.origin.range, argument);
}

/** Puts a statement of the same menu (`add …`) above an item's, with the menu before it where the item's has it too. */
export function insertAboveItem(text: string, item: Item, ...statements: readonly string[]): TextEdit {
  return insertLinesAbove(text, item.origin.range.start, withMenu(text, item, statements));
}

/** Puts a statement of the same menu (`add …`) below an item's, with the menu before it where the item's has it too. */
export function insertBelowItem(text: string, item: Item, ...statements: readonly string[]): TextEdit {
  return insertLinesBelow(text, item.origin.range, withMenu(text, item, statements));
}

/** A fix that moves statements of one menu above an item of it, in the order in which they stand. */
export function moveAllAbove(text: string, items: readonly Item[], target: Item, title: string): Fix {
  const statements = items.map(({ menu, origin }) => {
    const { start, end } = origin.range;
    return text
      .slice(start, end)
      .trim()
      .replace(new RegExp(`^/?${menu.split('/').filter(Boolean).join('[\\s/]+')}[\\s/]+(?=add\\b)`), '');
  });
  return {
    title,
    safe: false,
    edits: [
      insertAboveItem(text, target, ...statements),
      ...items.map((item) => removeStatement(text, item.origin.range)),
    ],
  };
}

function withMenu(text: string, item: Item, statements: readonly string[]): string[] {
  const isFullPath = text.charAt(item.origin.range.start) === '/';
  return statements.map((statement) => (isFullPath ? `${menuCommand(item.menu)} ${statement}` : statement));
}

/** The menu as people write it: `/ip firewall mangle`. */
function menuCommand(path: string): string {
  return `/${path.split('/').filter(Boolean).join(' ')}`;
}
