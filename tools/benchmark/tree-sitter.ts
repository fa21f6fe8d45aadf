import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A parser of a language that is alike, which reads again only what an edit touched: tree-sitter with its bash grammar. */
export async function treeSitterBash(folder: string) {
  const require = createRequire(join(folder, 'package.json'));
  const { Parser, Language } = require('web-tree-sitter') as typeof import('web-tree-sitter');
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm')));
  return {
    parse: (text: string) => parser.parse(text)?.delete(),
    /** An editor that inserts characters one by one, and the milliseconds that each took until its tree was there. */
    editor(text: string) {
      let current = text;
      let tree = parser.parse(text);
      return (at: number, inserted: string): number => {
        const edited = current.slice(0, at) + inserted + current.slice(at);
        const before = current.slice(0, at).split('\n');
        const position = { row: before.length - 1, column: before[before.length - 1]?.length ?? 0 };
        const start = performance.now();
        tree?.edit({
          startIndex: at,
          oldEndIndex: at,
          newEndIndex: at + inserted.length,
          startPosition: position,
          oldEndPosition: position,
          newEndPosition: { row: position.row, column: position.column + inserted.length },
        } as Parameters<NonNullable<typeof tree>['edit']>[0]);
        const next = parser.parse(edited, tree);
        const time = performance.now() - start;
        tree?.delete();
        tree = next;
        current = edited;
        return time;
      };
    },
  };
}
