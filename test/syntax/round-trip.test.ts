import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { greenText } from '../../server/src/syntax/green';
import { parse, reparse, type SyntaxTree } from '../../server/src/syntax/syntax-tree';
import { sharedScripts } from '../support/shared-files';

/** Bits of scripts, right and wrong, that a random text is made of. */
const bits = fc.constantFrom(
  '/ip route\n',
  'add gateway=1.2.3.4\n',
  ':if ($a = 1) do={\n',
  '}\n',
  '[find name="x"]',
  '"text $x $[:put 1] \\n"',
  '# comment\n',
  ' # not one\n',
  '\\\n    ',
  '$',
  '"',
  '{',
  '[',
  '(',
  ')',
  ']',
  '}',
  ';',
  '\n',
  ' ',
  ':local a {1;2}\n',
  'é',
  '\\x',
  '..',
  '/',
  ':',
  '=',
  '!',
  '\r\n',
  '\t',
  'where a=b and c~"d"\n',
);
const scripts = fc.array(bits, { maxLength: 40 }).map((parts) => parts.join(''));

describe('the syntax tree', () => {
  it('holds every character of any text, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(scripts, fc.string({ unit: 'binary' })), (text) =>
        assert.equal(greenText(parse(text).green), text),
      ),
      { numRuns: 500 },
    );
  });

  it('is the same after any sequence of edits as if the text had been read anew', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(20), scripts), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(scripts, edits, (text, changes) => {
        let edited = text;
        let tree = parse(text);
        for (const [at, length, newText] of changes) {
          const start = at % (edited.length + 1);
          const end = Math.min(edited.length, start + length);
          edited = edited.slice(0, start) + newText + edited.slice(end);
          tree = reparse(tree, { range: { start, end }, newText }).tree;
        }
        const fresh = parse(edited);
        assert.equal(tree.text.toString(), edited);
        assert.deepEqual(tree.green, fresh.green);
        assert.deepEqual(tree.problems, fresh.problems);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is the same across chunks, and keeps the others', () => {
    const long = Array.from(
      { length: 3000 },
      (_, i) => `add list=l${i % 7} address=10.0.${i % 256}.1 comment="n ${i}"\n`,
    );
    const text = long.join('');
    const old = parse(text);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(60), scripts, (start, length, newText) => {
        const end = Math.min(text.length, start + length);
        const edited = text.slice(0, start) + newText + text.slice(end);
        const { tree, reusedStatements } = reparse(old, { range: { start, end }, newText });
        const fresh = parse(edited);
        assert.deepEqual(tree.problems, fresh.problems);
        assert.ok(sameElements(tree, fresh));
        // What closes all its brackets and quotes touches a chunk or two.
        if (tree.problems.length === 0) assert.ok(reusedStatements >= 3000 - 4 * 256, `${reusedStatements} kept`);
      }),
      { numRuns: 40 },
    );
  });

  it('reads only what an edit touched', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `add list=blocked address=10.0.${i % 256}.1`);
    const text = lines.join('\n');
    const start = text.indexOf('address', 20_000);
    const newText = 'comment=x ';
    const { reusedStatements } = reparse(parse(text), { range: { start, end: start }, newText });
    assert.ok(reusedStatements > 9_700, `${reusedStatements} of 10,000 statements were kept`);
  });

  it('holds a bomb of brackets without falling', () => {
    for (const bracket of ['{', '[', '(', '$[', '"$(']) {
      const text = bracket.repeat(20_000);
      assert.equal(greenText(parse(text).green), text);
    }
  });

  const files = sharedScripts('corpus').concat(sharedScripts('oracle'), sharedScripts('facts/configs'));
  it(`holds every character of ${files.length} real scripts`, function () {
    if (files.length === 0) return this.skip();
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      assert.equal(greenText(parse(text).green), text, file);
    }
  });
});

/** Whether two trees have the same kinds and lengths all over. */
function sameElements(a: SyntaxTree, b: SyntaxTree): boolean {
  const kinds = (tree: SyntaxTree) => [...tree.elements()].map((element) => JSON.stringify(element)).join('\n');
  return kinds(a) === kinds(b);
}
