import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Analysis } from '../../server/src/ide/analysis';
import { completionDocumentation, completions } from '../../server/src/ide/completion';
import { definitions } from '../../server/src/ide/definition';
import { documentHighlights } from '../../server/src/ide/document-highlights';
import { hover } from '../../server/src/ide/hover';
import { references } from '../../server/src/ide/references';
import { rename, renameTarget } from '../../server/src/ide/rename';
import { semanticTokens } from '../../server/src/ide/semantic-tokens';
import { signatureHelp } from '../../server/src/ide/signature-help';
import { sharedScripts } from '../support/shared-files';

/** Everything that the editor asks at one place. What is given back must lie in the text, or the editor refuses it. */
function askAll(analysis: Analysis, offset: number): void {
  const length = analysis.text.length;
  const inText = ({ start, end }: { start: number; end: number }) =>
    assert.ok(0 <= start && start <= end && end <= length, `${start}..${end} of ${length}`);
  const offers = completions(analysis, offset);
  for (const { range, newText } of offers) {
    inText(range);
    assert.ok(range.start <= offset && offset <= range.end, 'a completion replaces what is at the cursor');
    assert.ok(!newText.includes('zzcursor'));
  }
  const [offer] = offers;
  if (offer?.subject) completionDocumentation(analysis, offer.subject);
  const found = hover(analysis, offset);
  if (found) inText(found.range);
  signatureHelp(analysis, offset);
  for (const range of definitions(analysis, offset)) inText(range);
  for (const range of references(analysis, offset, true)) inText(range);
  for (const { range } of documentHighlights(analysis, offset)) inText(range);
  renameTarget(analysis, offset);
  const renaming = rename(analysis, offset, 'another');
  if ('edits' in renaming) for (const { range } of renaming.edits) inText(range);
}

/** Half-typed, broken and odd code. */
const SNIPPETS = [
  '/ip firewall mangle\nadd chain=prerouting per-connection-classifier=both-addresses:2/0 passthrough=yes\nadd ch',
  ':local f do={ :foreach k,v in=$1 do={ :put "$k=$[:pick $v 0 (',
  '/interface set [find name="a\\"b" and (type',
  ':if ([/ip route find gateway=$x] != "") do={ :set $"my name" {1;a=2',
  '/ip/route/add gateway=192.0.2.1%ether1,ether2 \\\n  dist',
  ':put "$"a b" $( $[ $$ $"',
  '/ip add address=1 # x\n}} ]] ) add\r\n/\r\n:\r\n!',
  '/interface/wifi set wifi1 security.authentication-types=wpa2-psk .pass',
  '\uFEFF/ip é add name=ü [',
];
const EXAMPLES = ['ecmp-faulty.rsc', 'pcc-two-uplinks.rsc'].map((name) =>
  readFileSync(join(__dirname, '../../examples', name), 'utf8'),
);

describe('at every offset', () => {
  it('no feature throws, or answers beside the text', () => {
    for (const text of [...SNIPPETS, ...EXAMPLES]) {
      const analysis = new Analysis('file:///test.rsc', text);
      // The examples are much alike from one place to the next.
      const step = EXAMPLES.includes(text) ? 3 : 1;
      for (let offset = 0; offset <= text.length; offset += step) askAll(analysis, offset);
      semanticTokens(analysis);
    }
  });

  it('nor do they where the code breaks off anywhere', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SNIPPETS, ...EXAMPLES), fc.nat(), fc.nat(), (text, from, length) => {
        const start = from % text.length;
        const part = text.slice(start, start + (length % 300));
        askAll(new Analysis('file:///test.rsc', part), part.length);
      }),
      { numRuns: 300 },
    );
  });

  it('nor in real scripts', function () {
    const scripts = sharedScripts('corpus').map((path) => readFileSync(path, 'utf8'));
    if (scripts.length === 0) return this.skip();
    const analyses = new Map<string, Analysis>();
    fc.assert(
      fc.property(fc.constantFrom(...scripts), fc.nat(), (text, at) => {
        const analysis = analyses.get(text) ?? new Analysis('file:///test.rsc', text);
        analyses.set(text, analysis);
        askAll(analysis, at % (text.length + 1));
      }),
      { numRuns: 400 },
    );
  });

  it('colours lie in the text, in order, on one line each', () => {
    for (const text of [...SNIPPETS, ...EXAMPLES]) {
      let end = 0;
      for (const token of semanticTokens(new Analysis('file:///test.rsc', text))) {
        assert.ok(end <= token.start && token.start < token.end && token.end <= text.length);
        assert.ok(!text.slice(token.start, token.end).includes('\n'));
        end = token.end;
      }
    }
  });
});
