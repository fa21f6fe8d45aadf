import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ScriptDocument } from '../../server/src/lsp/script-document';

const uri = 'file:///a.rsc';
const lines = fc.array(fc.constantFrom('add a=1', '\n', '\r\n', '\r', '', 'é', ':put "', '{', '}', '\\\n', '# x'), {
  maxLength: 60,
});
const texts = lines.map((parts) => parts.join(''));
const place = fc.record({ line: fc.integer({ min: -1, max: 30 }), character: fc.integer({ min: -1, max: 20 }) });

/** The documents of vscode-languageserver-textdocument are the reference: the same text, places and lines after any edits. */
describe('a document of chunks', () => {
  it('has the lines, places and text that the protocol asks for, after any edits', () => {
    const edits = fc.array(fc.record({ range: fc.record({ start: place, end: place }), text: texts }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(texts, edits, fc.nat(300), (text, changes, offset) => {
        let reference = TextDocument.create(uri, 'routeros', 1, text);
        for (const change of changes) {
          TextDocument.update(reference, [change], 2);
          // Anew each time: after a change behind its last line the reference miscounts its lines.
          reference = TextDocument.create(uri, 'routeros', 1, reference.getText());
        }
        const ours = ScriptDocument.update(ScriptDocument.create(uri, 'routeros', 1, text), changes, 2);
        assert.equal(ours.getText(), reference.getText());
        assert.equal(ours.lineCount, reference.lineCount);
        assert.equal(ours.length, reference.getText().length);
        assert.deepEqual(ours.positionAt(offset), reference.positionAt(offset));
        for (const { range } of changes) {
          assert.equal(ours.offsetAt(range.start), reference.offsetAt(range.start));
          assert.equal(ours.getText(range), reference.getText(range));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('spans chunks: a place in line 5,000 of 10,000', () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `add address=10.0.0.${i % 256} list=x\r\n`).join('');
    const reference = TextDocument.create(uri, 'routeros', 1, text);
    const ours = ScriptDocument.create(uri, 'routeros', 1, text);
    for (let line = 0; line <= 10_000; line += 255) {
      const start = { line, character: 4 };
      assert.equal(ours.offsetAt(start), reference.offsetAt(start));
      assert.deepEqual(ours.positionAt(ours.offsetAt(start)), reference.positionAt(ours.offsetAt(start)));
      const range = { start, end: { line: line + 700, character: 2 } };
      assert.equal(ours.getText(range), reference.getText(range));
    }
  });

  it('takes a whole new text', () => {
    const ours = ScriptDocument.update(ScriptDocument.create(uri, 'routeros', 1, 'a'), [{ text: ':put 1\n' }], 2);
    assert.equal(ours.getText(), ':put 1\n');
    assert.equal(ours.version, 2);
  });
});
