import assert from 'node:assert/strict';
import {
  type CodeLens,
  commands,
  type InlayHint,
  Range,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { open, started } from './support';

const EXAMPLE = 'pcc-two-uplinks.rsc';
const PACKET = 'in=ether1 src=203.0.113.7 dst=198.51.100.2 protocol=tcp dst-port=8291';

describe('what a configuration does, in VS Code', () => {
  before(started);

  it('stands above the filter and behind the rules that share, and goes with one setting', async () => {
    const document = await open(EXAMPLE);
    await until('the lens is there', async () => (await lenses(document)).includes('WAN → router: nothing but ICMP'));
    assert.deepEqual(await hints(document), ['50 % → WAN1_conn', '50 % → WAN2_conn']);
    await workspace.getConfiguration('rscope').update('insights', false, true);
    await until('they are gone', async () => [...(await lenses(document)), ...(await hints(document))].length === 0);
    await workspace.getConfiguration('rscope').update('insights', undefined, true);
    await until(
      'they are back',
      async () => (await lenses(document)).length === 1 && (await hints(document)).length === 2,
    );
  });

  it('traces a packet: the answer in words beside the script, with a link to each line', async () => {
    const document = await open(EXAMPLE);
    await commands.executeCommand('rscope.tracePacket', document.uri.toString(), PACKET);
    const report = window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme === 'rscope-trace')?.document;
    assert.ok(report, 'the report is open');
    await until('it tells the verdict', async () => /dropped/.test(report.getText()));
    const dropping = document.getText().split('\n').indexOf('add chain=input action=drop in-interface-list=!LAN') + 1;
    assert.match(report.getText(), new RegExp(`line ${dropping} +/ip/firewall/filter +drop`));
    const links = await commands.executeCommand<{ target?: Uri }[]>('vscode.executeLinkProvider', report.uri);
    const link = links.find(({ target }) => target?.query === `[${dropping}]`);
    assert.equal(link?.target?.scheme, 'command');
    await commands.executeCommand(link?.target?.path ?? '', dropping);
    assert.equal(window.activeTextEditor?.document, document);
    assert.equal(window.activeTextEditor?.selection.active.line, dropping - 1);
  });

  it('ends the trace with the first edit', async () => {
    const document = await open(EXAMPLE);
    await commands.executeCommand('rscope.tracePacket', document.uri.toString(), PACKET);
    const report = await workspace.openTextDocument(Uri.parse('rscope-trace:Packet Trace'));
    await until('it is shown', async () => /dropped/.test(report.getText()));
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(0, 0, 0, 0), '# changed\n');
    await workspace.applyEdit(edit);
    await until('it is gone', async () => /No packet is traced/.test(report.getText()));
    await commands.executeCommand('undo');
  });
});

async function lenses(document: TextDocument): Promise<string[]> {
  const found = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
  return found.map(({ command }) => command?.title ?? '');
}

async function hints(document: TextDocument): Promise<string[]> {
  const all = new Range(0, 0, document.lineCount, 0);
  const found = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all);
  return found.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`It did not come to this: ${what}`);
}
