import assert from 'node:assert/strict';
import type { CodeLens, InlayHint } from 'vscode-languageserver/node';
import { Editor } from '../support/editor';

const SCRIPT = `# rscope-complete
/ip address add address=198.51.100.2/29 interface=ether1
/ip route add gateway=198.51.100.1
/ip neighbor discovery-settings set discover-interface-list=none
/ip firewall mangle
add chain=prerouting action=mark-connection per-connection-classifier=src-address:2/0 new-connection-mark=a
add chain=prerouting action=mark-connection per-connection-classifier=src-address:2/1 new-connection-mark=b
/ip firewall filter
add chain=input protocol=tcp dst-port=22
add chain=input action=drop in-interface=ether1
`;
const ALL = { start: { line: 0, character: 0 }, end: { line: 11, character: 0 } };

describe('the language server’s insights', () => {
  let editor: Editor;
  afterEach(() => editor.stop());

  it('are code lenses that trace their packet where the editor has a command for it, else text', async () => {
    editor = await Editor.start({}, { traceCommand: 'trace.it' });
    await editor.open(SCRIPT);
    const [lens, ...more] = await editor.ask<CodeLens[]>('textDocument/codeLens');
    assert.deepEqual(more, []);
    assert.deepEqual(lens?.range.start, { line: 7, character: 0 });
    assert.deepEqual(lens?.command, {
      title: 'ether1 → router: ssh',
      command: 'trace.it',
      arguments: ['file:///test.rsc', 'in=ether1 src=203.0.113.77 dst=198.51.100.2 protocol=tcp dst-port=22'],
    });
    editor.stop();
    editor = await Editor.start();
    await editor.open(SCRIPT);
    const [plain] = await editor.ask<CodeLens[]>('textDocument/codeLens');
    assert.deepEqual(plain?.command, { title: 'ether1 → router: ssh', command: '' });
  });

  it('are inlay hints in the lines that are asked for', async () => {
    editor = await Editor.start();
    await editor.open(SCRIPT);
    const hints = await editor.ask<InlayHint[]>('textDocument/inlayHint', { range: ALL });
    assert.deepEqual(
      hints.map(({ label, position }) => `${label} at line ${position.line}`),
      ['50 % → a at line 5', '50 % → b at line 6'],
    );
    const some = { start: { line: 6, character: 0 }, end: { line: 7, character: 0 } };
    assert.equal((await editor.ask<InlayHint[]>('textDocument/inlayHint', { range: some })).length, 1);
  });

  it('are off by one setting', async () => {
    editor = await Editor.start({ workspace: { configuration: true } }, {}, { insights: false });
    await editor.open(SCRIPT);
    assert.deepEqual(await editor.ask('textDocument/codeLens'), []);
    assert.deepEqual(await editor.ask('textDocument/inlayHint', { range: ALL }), []);
  });

  it('are not worked out for a document that is too large', async () => {
    editor = await Editor.start();
    await editor.open(`${SCRIPT}${'# a long line of a comment that nobody reads\n'.repeat(190_000)}`);
    assert.deepEqual(await editor.ask('textDocument/codeLens'), []);
    assert.deepEqual(await editor.ask('textDocument/inlayHint', { range: ALL }), []);
  }).timeout(30_000);

  it('come when the typing in a long document rests', async () => {
    editor = await Editor.start({
      textDocument: { diagnostic: {} },
      workspace: { diagnostics: { refreshSupport: true } },
    });
    await editor.open(`${SCRIPT}${'# a long line of a comment that nobody reads\n'.repeat(8000)}`);
    editor.expectRefresh();
    await editor.change(8, 0, 0, '# ');
    let isRested = false;
    void editor.refreshed.then(() => {
      isRested = true;
    });
    const [lens] = await editor.ask<CodeLens[]>('textDocument/codeLens');
    assert.equal(lens?.command?.title, 'ether1 → router: nothing');
    await editor.refreshed;
    assert.equal(isRested, true);
  }).timeout(30_000);
});
