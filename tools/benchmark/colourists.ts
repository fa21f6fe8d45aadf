import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What else colours RouterOS scripts, as functions over a text: VS Code's tokenizer on our grammar, and highlight.js. */
export async function colourists(
  root: string,
  folder: string,
): Promise<[name: string, colour: (text: string) => unknown][]> {
  const require = createRequire(join(root, 'package.json'));
  const { Registry, parseRawGrammar, INITIAL } = require('vscode-textmate') as typeof import('vscode-textmate');
  const { loadWASM, createOnigScanner, createOnigString } =
    require('vscode-oniguruma') as typeof import('vscode-oniguruma');
  await loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer);
  const path = join(root, 'syntaxes/routeros.tmLanguage.json');
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async () => parseRawGrammar(readFileSync(path, 'utf8'), path),
  });
  const grammar = await registry.loadGrammar('source.routeros');
  const highlight = createRequire(join(folder, 'package.json'))('highlight.js') as {
    highlight(text: string, options: { language: string }): unknown;
  };
  return [
    [
      'vscode-textmate on our grammar',
      (text) => {
        let state = INITIAL;
        let tokens = 0;
        for (const line of text.split('\n')) {
          const result = grammar?.tokenizeLine2(line, state);
          if (!result) break;
          state = result.ruleStack;
          tokens += result.tokens.length;
        }
        return tokens;
      },
    ],
    ['highlight.js with its routeros', (text) => highlight.highlight(text, { language: 'routeros' })],
  ];
}
