import { createRequire } from 'node:module';
import { join } from 'node:path';

/** As much of web-tree-sitter as is used here: it is installed by `npm run benchmark`, not for everybody. */
interface TreeSitter {
  readonly Parser: { new (): TreeSitterParser; init(): Promise<void> };
  readonly Language: { load(file: string): Promise<unknown> };
}
interface TreeSitterParser {
  setLanguage(language: unknown): void;
  parse(text: string, old?: Tree): Tree;
}
interface Tree {
  edit(edit: object): void;
  delete(): void;
}

/** A parser of a language that is alike, which reads again only what an edit touched: tree-sitter with its bash grammar. */
export async function treeSitterBash(folder: string) {
  const load = createRequire(join(folder, 'package.json'));
  const { Parser, Language } = load('web-tree-sitter') as TreeSitter;
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(load.resolve('tree-sitter-bash/tree-sitter-bash.wasm')));
  return {
    parse: (text: string) => parser.parse(text).delete(),
    /** An editor that inserts characters one by one, and the milliseconds that each took until its tree was there. */
    editor(text: string) {
      let current = text;
      let tree = parser.parse(text);
      return (at: number, inserted: string): number => {
        const edited = current.slice(0, at) + inserted + current.slice(at);
        const before = current.slice(0, at).split('\n');
        const position = { row: before.length - 1, column: before[before.length - 1]?.length ?? 0 };
        const start = performance.now();
        tree.edit({
          startIndex: at,
          oldEndIndex: at,
          newEndIndex: at + inserted.length,
          startPosition: position,
          oldEndPosition: position,
          newEndPosition: { row: position.row, column: position.column + inserted.length },
        });
        const next = parser.parse(edited, tree);
        const time = performance.now() - start;
        tree.delete();
        tree = next;
        current = edited;
        return time;
      };
    },
  };
}
