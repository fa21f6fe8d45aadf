import type { Catalogue } from '../../catalogue/catalogue';
import type { SyntaxNode } from '../../syntax/syntax-node';
import type { SyntaxTree } from '../../syntax/syntax-tree';
import type { CommandUse, ResolvedScript } from '../command-use';
import { StatementWriter } from './statements';

/**
 * What `:put [:parse $script]` prints on a router of the catalogue's version, for a script that it accepts: the script
 * as prefix expressions. After `where=` the router also lists every property of the menu, in an order of its own; that
 * list is left out here.
 *
 * Null for RouterOS 6, whose form is another one that no answers tell.
 *
 * `byteLength` tells how many bytes the file has for a text: the router counts columns in bytes.
 */
export function intermediateForm(
  tree: SyntaxTree,
  script: ResolvedScript,
  catalogue: Catalogue,
  byteLength: (text: string) => number,
): string | null {
  if (catalogue.version && catalogue.version.major < 7) return null;
  const uses = new Map<SyntaxNode, CommandUse>(script.uses.map((use) => [use.node, use]));
  const text = tree.root.text;
  const writer = new StatementWriter(uses, catalogue, text, positions(text, byteLength));
  return writer.list(tree.root, catalogue.root).join(';');
}

function positions(text: string, byteLength: (text: string) => number): (offset: number) => string {
  const lines: number[] = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  return (offset) => {
    let [low, high] = [0, lines.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return `(line ${low + 1} column ${columnBehind(text.slice(lines[low], offset), byteLength)})`;
  };
}

/** A tab leads to the next column that eight divides, so that the first one of a line ends in column 8. */
function columnBehind(before: string, byteLength: (text: string) => number): number {
  let column = 1;
  before.split('\t').forEach((part, index) => {
    if (index > 0) column += 8 - (column % 8);
    column += byteLength(part);
  });
  return column;
}
