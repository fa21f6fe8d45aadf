import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import type { TextRange } from '../../server/src/base/text-range';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { resolveScript } from '../../server/src/resolve/resolve-script';
import { type HighlightSpan, routerHighlight } from '../../server/src/resolve/router-highlight';
import { refusalOf } from '../../server/src/resolve/router-verdict';
import { parse } from '../../server/src/syntax/syntax-tree';
import { sharedScripts } from '../support/shared-files';

/** The spans of a script; as the router gives them, or those of one part of the text. */
function spansOf(text: string, range?: TextRange): HighlightSpan[] {
  const catalogue = catalogueFor(parseRouterOsVersion('7.23.2'), 'none');
  const tree = parse(text);
  const script = resolveScript(tree, catalogue);
  return routerHighlight(tree, script, { errorOffset: refusalOf(tree, script, catalogue)?.offset, range });
}

/** Checks the class of pieces of a script, which stand marked in it: `/ip ‹route:dir›`; `none` for no class. */
function checkClasses(marked: string): void {
  const mark = /‹([^‹›]*):([a-z-]+)›/g;
  const text = marked.replace(mark, '$1');
  const spans = spansOf(text);
  let taken = 0;
  for (const match of marked.matchAll(mark)) {
    const [whole, piece = '', name = ''] = match;
    const start = match.index - taken;
    taken += whole.length - piece.length;
    for (let at = start; at < start + piece.length; at++) {
      const found = spans.find((span) => span.start <= at && at < span.end)?.class ?? 'none';
      assert.equal(found, name, `${piece} in ${text}`);
    }
  }
}

/** The pieces of a script that the router colours, as `text:class`. */
function highlightOf(text: string): string[] {
  const spans = spansOf(text);
  return spans.map(({ start, end, class: name }) => `${text.slice(start, end)}:${name}`);
}

describe('the router’s own highlighting', () => {
  it('menus, command, arguments; values have no colour', () =>
    assert.deepEqual(highlightOf('/ip route add distance=1'), [
      '/ip:dir',
      'route:dir',
      'add:cmd',
      'distance:arg',
      '=:syntax-meta',
    ]));
  it('variables by how they were declared', () =>
    assert.deepEqual(
      highlightOf(':local a 1; :global b; :put "$a $b $c"').filter((span) => span.includes(':variable')),
      ['a:variable-local', 'b:variable-global', 'a:variable-local', 'b:variable-global', 'c:variable-parameter'],
    ));
  it('a function body sees nothing of the names around it', () =>
    assert.ok(highlightOf(':local a 1; :local f do={ :put $a }').includes('a:variable-parameter')));
  it('properties in a condition', () =>
    assert.ok(highlightOf('/ip route print where distance=1').includes('distance:variable-local')));
  it('one character of error, and nothing behind it', () => {
    const spans = highlightOf(':put (1 + ) gateway=1.1.1.1');
    assert.equal(spans[spans.length - 1], '):error');
  });

  describe('words that mean nothing', () => {
    it('an unknown command: what follows it has no colour', () =>
      checkClasses('/‹container:obj-inactive› ‹add:none› ‹file:none›‹=:syntax-meta›‹x:none›'));
    it('a menu that is found, and one in it that is not', () =>
      checkClasses('/‹interface:dir› ‹nosuch:obj-inactive› ‹print:none›'));
    it('a property that the command does not have', () =>
      checkClasses('/ip address set 0 ‹nosuch:obj-inactive›‹=:syntax-meta›‹1:none› ‹comment:arg›=x'));
    it('a word beyond the values that the command takes', () =>
      checkClasses('/ip address print ‹//foo:obj-inactive›‹=:syntax-meta›1'));
    it('a property behind a menu', () => checkClasses('/ip/address ‹name:obj-inactive›‹=:error›x'));
    it('a path with two slashes', () => checkClasses('/ip ‹address/:dir›‹/:error›print'));
  });

  describe('variables', () => {
    it('two of a loop', () =>
      checkClasses(
        ':foreach ‹k:variable-auto›‹,:syntax-meta›‹v:variable-auto› in=$x do={ :put $‹v:variable-auto› }; :put $‹v:variable-parameter›',
      ));
    it('quoted names, quotes and all', () =>
      checkClasses(':global ‹"a-b":variable-global› 1; :put ‹$:syntax-meta›‹"a-b":variable-global›'));
    it('a word that nothing declares: undefined where it stands first', () =>
      checkClasses('(‹initramfs:variable-undefined›) x; (‹initramfs:variable-parameter›) y'));
    it('plain words in an array, but for its keys', () => checkClasses(':put {‹a:variable-undefined›; ‹b:none›=1}'));
    it(':set and its variable', () => checkClasses(':local a; :set ‹a:variable-local› 1'));
  });

  describe('conditions', () => {
    it('what the items have is a property, its value plain', () =>
      checkClasses('/ip route find ‹dst-address:variable-local›=‹a-b:none› !‹dynamic:variable-local›'));
    it('what they do not have is read as an expression', () =>
      checkClasses(
        '/ip route find ‹routing:variable-undefined›‹-:syntax-meta›‹mark:variable-undefined›=‹x:variable-undefined›',
      ));
    it('where no condition is read, names are values', () =>
      checkClasses(':put [find ‹where:none› ‹name:none›‹=:error›x]'));
  });

  describe('what divides a value', () => {
    it('the comma of a list and the slash of a pair', () => {
      checkClasses('/ip pool add name=x ranges=10.0.0.1-10.0.0.9‹,:syntax-meta›10.0.1.0‹/:none›24');
      checkClasses('/queue simple add max-limit=‹10M:none›‹/:syntax-meta›10M');
    });
    it('not the length of a prefix, and not plain text', () =>
      checkClasses('/ip route add dst-address=0.0.0.0‹/:none›0 comment=a‹/:none›b'));
  });

  const SAMPLE = [
    ':local a 1; :global b 2',
    '/ip firewall filter',
    'add chain=forward comment="x $a" src-address=10.0.0.0/8 \\',
    '    action=drop',
    ':if ($a > $b) do={ :local c 3; :put "$c $b" } else={ :log info "\\"no\\"" }',
    ':foreach i in=[find where chain=forward and !disabled] do={ set $i disabled=yes }',
    '# done',
  ].join('\n');

  it('a part of the text is coloured as it is in the whole', () => {
    const whole = spansOf(SAMPLE);
    for (let start = 0; start < SAMPLE.length; start += 7)
      for (const length of [1, 20, 200]) {
        const end = Math.min(SAMPLE.length, start + length);
        const expected = whole
          .filter((span) => span.end > start && span.start < end)
          .map((span) => ({ ...span, start: Math.max(span.start, start), end: Math.min(span.end, end) }));
        assert.deepEqual(spansOf(SAMPLE, { start, end }), expected, SAMPLE.slice(start, end));
      }
  });
  it('spans are in order and do not overlap, wherever a text breaks off', () => {
    for (let length = 0; length <= SAMPLE.length; length++) {
      let end = 0;
      for (const span of spansOf(SAMPLE.slice(0, length))) {
        assert.ok(span.start >= end && span.end > span.start && span.end <= Math.max(length, 1));
        end = span.end;
      }
    }
  });

  const scripts = sharedScripts('oracle/highlight');
  it(`colours ${scripts.length} scripts as a real router does, but for what stands on that router only`, function () {
    if (scripts.length === 0) return this.skip();
    let characters = 0;
    const wrong: string[] = [];
    for (const file of scripts) {
      const text = readFileSync(file, 'utf8');
      const truth: { spans: { start: number; end: number; class: string }[] } = JSON.parse(
        readFileSync(file.replace(/\.rsc$/, '.spans.json'), 'utf8'),
      );
      const mine = new Array<string>(text.length).fill('none');
      for (const span of spansOf(text)) mine.fill(span.class, span.start, span.end);
      const stop = truth.spans.find((span) => span.class === 'error')?.start ?? text.length;
      for (const span of truth.spans)
        for (let at = span.start; at < Math.min(span.end, stop); at++) {
          if (/\s/.test(text.charAt(at))) continue;
          characters++;
          const expected = /^obj-(?:dynamic|disabled)$/.test(span.class) ? 'none' : span.class;
          if (mine[at] !== expected) wrong.push(`${file}:${at} ${mine[at]} for ${expected}`);
        }
    }
    assert.ok(wrong.length <= characters / 1000, wrong.join('\n'));
  });
});
