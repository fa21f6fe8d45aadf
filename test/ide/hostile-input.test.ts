import assert from 'node:assert/strict';
import { Analysis } from '../../server/src/ide/analysis';
import { completions } from '../../server/src/ide/completion';
import { documentSymbols } from '../../server/src/ide/document-symbols';
import { foldingRanges } from '../../server/src/ide/folding-ranges';
import { hover } from '../../server/src/ide/hover';
import { references } from '../../server/src/ide/references';
import { rename } from '../../server/src/ide/rename';
import { semanticTokens } from '../../server/src/ide/semantic-tokens';
import { signatureHelp } from '../../server/src/ide/signature-help';
import { print } from '../../server/src/syntax/syntax-tree';

/** Files that were made to hang or to end the server, each in a few characters. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a chain of prefix operators': `:put (${'!'.repeat(50_000)}1)`,
  'a chain of operators': `:put (${'1+'.repeat(50_000)}1)`,
  'a chain of operators that nest to the right': `:put (${'1<<'.repeat(50_000)}1)`,
  'chains in brackets in chains': `:put ${'('.repeat(190)}1${`${'+1'.repeat(400)})`.repeat(190)}`,
  'a condition without end': `/ip route print where ${'a=b and '.repeat(50_000)}c=d`,
  'an array of a hundred thousand': `:put {${'1;'.repeat(100_000)}}`,
  'brackets that nothing closes': '([{"$('.repeat(20_000),
  'brackets that close nothing': ')]}'.repeat(20_000),
  'a pattern that backtracks for ever': `/ip route add comment="${'a'.repeat(60)}b"\n/ip route set [find comment~"(a+)+\\$"] disabled=yes`,
  'twenty thousand default routes': `/ip route\n${'add gateway=192.0.2.1\n'.repeat(20_000)}`,
  'a denominator of a hundred million':
    '/ip firewall mangle add chain=prerouting action=mark-connection per-connection-classifier=src-address:99999999/0 new-connection-mark=a',
  'a line of five megabytes': `add comment="${'x'.repeat(5_000_000)}"`,
};

describe('a hostile file', () => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`${name}: read to its end, with every part of the editor’s work done`, () => {
      const analysis = new Analysis('hostile.rsc', text, {
        onError: (rule, error) => assert.fail(`${rule}: ${String(error)}`),
      });
      assert.equal(print(analysis.tree), text);
      assert.ok(Array.isArray(analysis.findings));
      documentSymbols(analysis);
      foldingRanges(analysis);
      semanticTokens(analysis);
      for (const offset of [text.length >> 1, text.length]) {
        completions(analysis, offset);
        hover(analysis, offset);
        signatureHelp(analysis, offset);
        references(analysis, offset, true);
        rename(analysis, offset, 'another');
      }
    });
  }
});
