import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic, DocumentSymbol, FoldingRange } from 'vscode-languageserver/node';
import { Editor, uri } from '../support/editor';

const PULLS = { textDocument: { diagnostic: {} } };

describe('the language server', () => {
  let editor: Editor;
  afterEach(() => editor.stop());

  it('pushes diagnostics, again after an incremental change, and none after closing', async () => {
    editor = await Editor.start();
    await editor.open('/ip route\nadd gateway=ether1\n');
    assert.deepEqual(await editor.nextPublished(), ['interface-gateway-on-broadcast:2']);
    await editor.change(1, 12, 18, '192.0.2.1');
    assert.deepEqual(await editor.nextPublished(), []);
  });

  it('gives them on demand to an editor that pulls', async () => {
    editor = await Editor.start(PULLS);
    await editor.open('add name=x # y\n');
    assert.deepEqual(await editor.pulled(), ['trailing-comment:1']);
  });

  it('offers the fix, the fix of all of its rule, all safe fixes, and silence', async () => {
    editor = await Editor.start(PULLS);
    await editor.open('/interface bridge port\nadd bridge=b interface=ether2 # a\nadd bridge=b interface=ether3 # b\n');
    const range = { start: { line: 1, character: 31 }, end: { line: 1, character: 31 } };
    const fixes = await editor.ask<CodeAction[]>('textDocument/codeAction', { range, context: { diagnostics: [] } });
    assert.deepEqual(
      fixes.map(({ title }) => title),
      [
        'Move the comment to a line of its own',
        'Fix all 2 of trailing-comment',
        'Silence trailing-comment here',
        'Apply all safe fixes',
      ],
    );
    const [all] = await editor.ask<CodeAction[]>('textDocument/codeAction', {
      range,
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    assert.equal(all?.edit?.changes?.[uri]?.length, 4);
  });

  it('outlines by menu and folds menus, blocks and comments', async () => {
    editor = await Editor.start();
    await editor.open(
      '# one\n# two\n/ip address\nadd address=10.0.0.1/24 interface=ether1\n/ip route\nadd gateway=10.0.0.2\nadd gateway=10.0.0.3\n:if (true) do={\n  :put 1\n}\n',
    );
    const symbols = await editor.ask<DocumentSymbol[]>('textDocument/documentSymbol');
    assert.deepEqual(
      symbols.map(({ name, children }) => `${name} ${children?.length}`),
      ['/ip/address 1', '/ip/route 2'],
    );
    const folds = await editor.ask<FoldingRange[]>('textDocument/foldingRange');
    const lines = folds.map(({ startLine, endLine }) => `${startLine}-${endLine}`);
    for (const expected of ['0-1', '2-3', '7-8'])
      assert.ok(lines.includes(expected), `${expected} in ${lines.join(' ')}`);
  });

  it('tells which version it reads a script for, and by what', async () => {
    editor = await Editor.start();
    await editor.open('# routeros: 6.49\n');
    assert.deepEqual(await editor.ask('rscope/scriptVersion', { uri }), { version: '6.49', source: 'line' });
    await editor.change(0, 0, 16, '/routing table add name=x fib');
    assert.deepEqual(await editor.ask('rscope/scriptVersion', { uri }), { version: '7', source: 'evidence' });
  });

  it('checks a text for the version of a router', async () => {
    editor = await Editor.start();
    const text = '/ip route add gateway=192.0.2.1 routing-mark=x\n';
    const check = async (routeros: string) =>
      (await editor.ask<{ findings: { rule: string }[] }>('rscope/check', { uri, text, routeros })).findings.map(
        ({ rule }) => rule,
      );
    assert.deepEqual(await check('6.49.10 (long-term)'), []);
    assert.deepEqual(await check('7.20.8 (stable)'), ['v7-routing-mark-in-route']);
  });

  it('checks the syntax of a long script while somebody types, and all of it when the typing rests', async () => {
    editor = await Editor.start({ ...PULLS, workspace: { diagnostics: { refreshSupport: true } } });
    const fault = '/ip firewall filter add no-such=1\n';
    await editor.open(`${fault}:put (\n${'# a comment that makes the script long\n'.repeat(10_000)}`);
    assert.ok((await editor.pulled()).includes('unknown-property:1'), 'opened: everything');
    editor.expectRefresh();
    await editor.change(0, 0, 0, '\n');
    assert.ok(
      !(await editor.pulled()).some((finding) => finding.startsWith('unknown-property')),
      'typing: syntax alone',
    );
    await editor.refreshed;
    assert.ok((await editor.pulled()).includes('unknown-property:2'), 'at rest: everything');
  });

  it('says of ten megabytes what it leaves out, and goes on answering', async () => {
    editor = await Editor.start(PULLS);
    await editor.open('add list=blocked address=192.0.2.1 comment="one of very many"\n'.repeat(170_000));
    const report = await editor.ask<{ items: Diagnostic[] }>('textDocument/diagnostic');
    assert.match(String(report.items[0]?.message), /only the syntax was checked/);
    assert.deepEqual(await editor.ask('textDocument/documentSymbol'), []);
  });

  it('answers for a document that it does not know', async () => {
    editor = await Editor.start();
    assert.deepEqual(await editor.ask('textDocument/documentSymbol'), []);
  });
});
