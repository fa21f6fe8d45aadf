import assert from 'node:assert/strict';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { Analysis } from '../../server/src/ide/analysis';
import { completions } from '../../server/src/ide/completion';
import { documentSymbols } from '../../server/src/ide/document-symbols';
import { foldingRanges } from '../../server/src/ide/folding-ranges';
import { hover } from '../../server/src/ide/hover';
import { references } from '../../server/src/ide/references';
import { rename } from '../../server/src/ide/rename';
import { semanticTokens } from '../../server/src/ide/semantic-tokens';
import { signatureHelp } from '../../server/src/ide/signature-help';
import { intermediateForm } from '../../server/src/resolve/intermediate-form/intermediate-form';
import { routerHighlight } from '../../server/src/resolve/router-highlight';
import { refusalOf } from '../../server/src/resolve/router-verdict';
import { print } from '../../server/src/syntax/syntax-tree';

function numbered(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join('');
}

/** The same characters in every run, in no order. */
function arbitrary(length: number, alphabet: string): string {
  let seed = 1;
  return numbered(length, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return alphabet.charAt((seed >> 8) % alphabet.length);
  });
}

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
  'one property twenty thousand times': `/ip route add ${'gateway=192.0.2.1 '.repeat(20_000)}`,
  'twenty thousand statements of a script': ':set a 1\n'.repeat(20_000),
  'twenty thousand names that no property has': `/ip route add ${numbered(20_000, (i) => `x${i}=1 `)}`,
  'a hundred and fifty thousand faults': '$\n'.repeat(150_000),
  'round brackets, a hundred thousand deep': `:put ${'('.repeat(100_000)}1${')'.repeat(100_000)}`,
  'square brackets, a hundred thousand deep': `:put ${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'braces, a hundred thousand deep': `${'{'.repeat(100_000)}${'}'.repeat(100_000)}`,
  'blocks in blocks': `${':do={'.repeat(50_000)}${'}'.repeat(50_000)}`,
  'strings in code in strings': '"$['.repeat(100_000),
  'finds in finds': `${'/ip route set [find '.repeat(20_000)}${']'.repeat(20_000)}`,
  'a megabyte without a blank': 'a'.repeat(1 << 20),
  'a megabyte of arbitrary characters': arbitrary(
    1 << 20,
    String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i)),
  ),
  'a megabyte of what code is made of': arbitrary(1 << 18, '{}[]()"$:;\n= \\/#.,!~<>-+aZ09_'),
  NULs: '\0'.repeat(1 << 20),
  'NULs between statements': '/ip route add gateway=192.0.2.1\0\n'.repeat(2000),
  'lone surrogates': `:put "\ud800" \udc00\n${'\ud800'.repeat(1 << 18)}`,
  'lines that end with CRLF': '/ip route\r\nadd gateway=192.0.2.1 \\\r\n    comment=x\r\n'.repeat(2000),
  'lines that end with CR': '/ip route add gateway=192.0.2.1\r'.repeat(2000),
  'nothing but CR': '\r'.repeat(1 << 20),
  'up, and up, and up': '../'.repeat(100_000),
  'lines that go on for ever': '\\\n'.repeat(1 << 18),
  'a line of five megabytes': `add comment="${'x'.repeat(5_000_000)}"`,
};

const ROUTER = catalogueFor({ major: 7, minor: 22 });

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
      const verdict = refusalOf(analysis.tree, analysis.script, ROUTER);
      routerHighlight(analysis.tree, analysis.script, { errorOffset: verdict?.offset });
      if (!verdict) intermediateForm(analysis.tree, analysis.script, ROUTER, (part) => part.length);
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
