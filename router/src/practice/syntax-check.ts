import type { Catalogue } from '../../../server/src/catalogue/catalogue';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { refusalOf } from '../../../server/src/resolve/router-verdict';
import { parse } from '../../../server/src/syntax/syntax-tree';

/** What the router refuses in a script, and how far it reads before. */
export interface RefusedSyntax {
  /** `expected end of command (line 3 column 12)`. */
  readonly message: string;
  /** The statements before the one that is refused. */
  readonly before: string;
}

/** Reads a script as the router does, without running it; undefined where it is accepted. */
export function checkSyntax(text: string, catalogue: Catalogue): RefusedSyntax | undefined {
  const tree = parse(text);
  const refusal = refusalOf(tree, resolveScript(tree, catalogue), catalogue);
  if (!refusal) return undefined;
  const statement = tree.root.nodes.findLast((node) => node.start <= refusal.offset);
  return {
    message: `${refusal.verdict} (${placeOf(text, refusal.offset)})`,
    before: text.slice(0, statement?.start ?? 0),
  };
}

/** `line 3 column 12`: both count from 1, columns in bytes. */
function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length} column ${Buffer.byteLength(lines[lines.length - 1] ?? '') + 1}`;
}
