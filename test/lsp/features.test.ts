import assert from 'node:assert/strict';
import type {
  CompletionItem,
  CompletionList,
  DocumentHighlight,
  Hover,
  Location,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { Editor, uri } from '../support/editor';

const SNIPPETS = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
const SCRIPT = '# routeros: 7.20\n:local name 1\n:put "$name"\n/ip firewall mangle\nadd chain=pre\n';
/** Places in it. */
const CHAIN_VALUE = { line: 4, character: 13 };
const VARIABLE = { line: 2, character: 8 };

describe('the language server at the cursor', () => {
  let editor: Editor;
  afterEach(() => editor.stop());

  it('offers completions with the range that they replace, and their documentation one at a time', async () => {
    editor = await Editor.start(SNIPPETS, { suggestCommand: 'open.the.list' });
    await editor.open(SCRIPT);
    const values = await editor.ask<CompletionList>('textDocument/completion', { position: CHAIN_VALUE });
    const prerouting = values.items.find(({ label }) => label === 'prerouting');
    assert.deepEqual(prerouting?.textEdit, {
      range: { start: { line: 4, character: 10 }, end: CHAIN_VALUE },
      newText: 'prerouting',
    });
    const names = await editor.ask<CompletionList>('textDocument/completion', { position: { line: 4, character: 4 } });
    const nth = names.items.find(({ label }) => label === 'nth');
    assert.equal(nth?.documentation, undefined);
    assert.equal(nth?.command?.command, 'open.the.list');
    assert.ok(nth);
    const resolved = await editor.send<CompletionItem>('completionItem/resolve', nth);
    assert.match(JSON.stringify(resolved.documentation), /counts packets/);
  });

  it('gives an editor without snippets plain text', async () => {
    editor = await Editor.start();
    await editor.open(':if ($a) d\n');
    const { items } = await editor.ask<CompletionList>('textDocument/completion', {
      position: { line: 0, character: 10 },
    });
    const body = items.find(({ label }) => label === 'do');
    assert.equal(body?.textEdit?.newText, 'do={}');
    assert.equal(body?.insertTextFormat, undefined);
  });

  it('hovers, and shows signatures', async () => {
    editor = await Editor.start();
    await editor.open(SCRIPT);
    const hover = await editor.ask<Hover>('textDocument/hover', { position: VARIABLE });
    assert.match(JSON.stringify(hover.contents), /local variable/);
    const help = await editor.ask<SignatureHelp>('textDocument/signatureHelp', { position: { line: 2, character: 5 } });
    assert.equal(help.signatures[0]?.label, ':put value');
    assert.equal(help.activeParameter, 0);
  });

  it('finds definitions, references and highlights', async () => {
    editor = await Editor.start();
    await editor.open(SCRIPT);
    const at = { position: VARIABLE };
    const lines = (found: readonly { range: Location['range'] }[]) => found.map(({ range }) => range.start.line);
    assert.deepEqual(lines(await editor.ask<Location[]>('textDocument/definition', at)), [1]);
    const context = { includeDeclaration: true };
    assert.deepEqual(lines(await editor.ask<Location[]>('textDocument/references', { ...at, context })), [1, 2]);
    assert.deepEqual(lines(await editor.ask<DocumentHighlight[]>('textDocument/documentHighlight', at)), [1, 2]);
  });

  it('renames, and refuses in words', async () => {
    editor = await Editor.start();
    await editor.open(SCRIPT);
    const at = { position: VARIABLE };
    assert.equal((await editor.ask<{ placeholder: string }>('textDocument/prepareRename', at)).placeholder, 'name');
    const edit = await editor.ask<WorkspaceEdit>('textDocument/rename', { ...at, newName: 'title' });
    assert.equal(edit.changes?.[uri]?.length, 2);
    await assert.rejects(editor.ask('textDocument/rename', { ...at, newName: 'my-name' }), /letters and digits/);
    await assert.rejects(
      editor.ask('textDocument/prepareRename', { position: { line: 3, character: 2 } }),
      /Only variables/,
    );
  });

  it('colours by meaning: all, what changed, and a part', async () => {
    editor = await Editor.start();
    await editor.open(SCRIPT);
    const all = await editor.ask<SemanticTokens>('textDocument/semanticTokens/full');
    assert.ok(all.data.length > 0 && all.data.length % 5 === 0);
    await editor.change(4, 0, 0, ' ');
    const delta = await editor.ask<SemanticTokensDelta>('textDocument/semanticTokens/full/delta', {
      previousResultId: all.resultId,
    });
    assert.equal(delta.edits.length, 1);
    const range = { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } };
    const part = await editor.ask<SemanticTokens>('textDocument/semanticTokens/range', { range });
    assert.ok(part.data.length > 0 && part.data.length < all.data.length);
  });

  it('colours only what is on the screen of a document of millions of characters', async () => {
    editor = await Editor.start();
    await editor.open('/ip address add address=192.0.2.1/24 interface=ether1\n'.repeat(25_000));
    assert.deepEqual((await editor.ask<SemanticTokens>('textDocument/semanticTokens/full')).data, []);
    const range = { start: { line: 20_000, character: 0 }, end: { line: 20_010, character: 0 } };
    const part = await editor.ask<SemanticTokens>('textDocument/semanticTokens/range', { range });
    assert.equal(part.data[0], 20_000);
  });

  it('answers nothing for a document that it does not know', async () => {
    editor = await Editor.start();
    const position = { line: 0, character: 0 };
    assert.equal(await editor.ask('textDocument/hover', { position }), null);
    assert.equal(await editor.ask('textDocument/rename', { position, newName: 'x' }), null);
    assert.deepEqual(await editor.ask('textDocument/definition', { position }), []);
  });
});
