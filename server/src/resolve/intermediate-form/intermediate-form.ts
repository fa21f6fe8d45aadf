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
 * `byteLength` tells how many bytes the file has for a text: the router counts columns in bytes.
 */
export function intermediateForm(
  tree: SyntaxTree,
  script: ResolvedScript,
  catalogue: Catalogue,
  byteLength: (text: string) => number,
): string {
  const uses = new Map<SyntaxNode, CommandUse>(script.uses.map((use) => [use.node, use]));
  const writer = new StatementWriter(uses, catalogue, positions(tree.root.text, byteLength));
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
    return `(line ${low + 1} column ${byteLength(text.slice(lines[low], offset)) + 1})`;
  };
}
