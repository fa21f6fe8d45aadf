import assert from 'node:assert/strict';
import {
  ConfigurationTarget,
  commands,
  extensions,
  Selection,
  TabInputWebview,
  type TreeDataProvider,
  type TreeItem,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type PracticeRouter, startPracticeRouter } from '../../../router/src/practice/server';
import { EXTENSION_ID, openText, started } from './support';

const CONFIGURATION = `/system identity set name=office
/ip address add address=172.17.0.2/24 interface=ether2
/ip route add dst-address=0.0.0.0/0 gateway=172.17.0.1
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether2
/tool netwatch add host=172.17.0.1
`;

describe('the routers, in VS Code', () => {
  let router: PracticeRouter;
  let tree: TreeDataProvider<unknown>;
  before(async () => {
    await started();
    const found = extensions.getExtension<{ readonly routers: TreeDataProvider<unknown> }>(EXTENSION_ID);
    assert.ok(found);
    tree = found.exports.routers;
    router = await startPracticeRouter({
      routeros: '7.20',
      tlsPort: false,
      user: 'tester',
      password: 'kept quiet',
      configuration: CONFIGURATION,
    });
    const office = { name: 'Office', host: '127.0.0.1', port: router.port, tls: false, user: 'tester', group: 'Town' };
    await workspace.getConfiguration('rscope').update('routers', [office], ConfigurationTarget.Global);
  });
  after(async () => {
    await workspace.getConfiguration('rscope').update('routers', undefined, ConfigurationTarget.Global);
    await window.tabGroups.close(previews());
    await router.stop();
  });

  /** The tree as text: a line an item, with how deep it is. */
  async function lines(node?: unknown, depth = 0): Promise<string[]> {
    const children = ((await tree.getChildren(node)) ?? []) as unknown[];
    const texts = await Promise.all(
      children.map(async (child) => {
        const { label, description } = (await tree.getTreeItem(child)) as TreeItem;
        const line = `${'  '.repeat(depth)}${String(label)}${description ? `: ${String(description)}` : ''}`;
        return [line, ...(await lines(child, depth + 1))];
      }),
    );
    return texts.flat();
  }
  const node = async () => {
    const [group] = ((await tree.getChildren(undefined)) ?? []) as unknown[];
    return (((await tree.getChildren(group)) ?? []) as unknown[])[0];
  };

  it('stand in their groups, each with how it is once it is unfolded', async () => {
    await answering({ showInputBox: 'kept quiet' }, async () => {
      await commands.executeCommand('rscope.routerStatus');
      await until('its status is told', async () => (await lines()).some((line) => /identity: office/.test(line)));
    });
    const text = (await lines()).join('\n');
    assert.match(text, /^Town\n {2}Office: tester@127\.0\.0\.1:\d+\n {4}Router\n {6}identity: office\n/);
    assert.match(text, / {4}Netwatch\n {6}172\.17\.0\.1/);
    assert.match(text, /memory used: [█░]{10} \d+ %/);
  });

  it('give their configuration into a file', async () => {
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = Uri.joinPath(folder.uri, 'pulled.rsc');
    await answering({ showSaveDialog: file }, async () =>
      commands.executeCommand('rscope.pullConfiguration', await node()),
    );
    const text = window.activeTextEditor?.document.getText() ?? '';
    assert.equal(window.activeTextEditor?.document.uri.fsPath, file.fsPath);
    assert.match(text, /RouterOS 7\.20/);
    assert.match(text, /set name=office/);
    await workspace.fs.delete(file);
  });

  it('differ from a script in the diff editor and in words', async () => {
    await openText('/ip route add dst-address=0.0.0.0/0 gateway=172.17.0.254\n/system identity set name=office\n');
    await commands.executeCommand('rscope.compareWithRouter', await node());
    assert.equal(labels().filter((label) => / ↔ Office$/.test(label)).length, 1);
    const report = await textOf('differences.md');
    assert.match(report, /1 difference between/);
    assert.match(report, /gateway=172\.17\.0\.254/);
  });

  it('go back to a backup by a script that changes back just what differs', async () => {
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = Uri.joinPath(folder.uri, 'backup.rsc');
    const backup = `# by RouterOS 7.20\n${CONFIGURATION.replace('name=office', 'name=headquarters')}`;
    await workspace.fs.writeFile(file, new TextEncoder().encode(backup));
    const choices = [/Choose a File/, /Office/, /Change Back/];
    const pick = (items: readonly { label: string }[]) => {
      const wanted = choices.shift();
      return items.find(({ label }) => wanted?.test(label));
    };
    await answering({ showQuickPick: pick, showOpenDialog: [file] }, () =>
      commands.executeCommand('rscope.restoreBackup'),
    );
    const script = window.activeTextEditor?.document.getText() ?? '';
    assert.match(script, /^# Brings Office back to the backup\./);
    assert.match(script, /^\/system identity set name=headquarters$/m);
    assert.ok(labels().includes('Office: running ↔ backup'));
    await workspace.fs.delete(file);
  });

  it('answer a complaint', async () => {
    await answering(
      { showQuickPick: (items: readonly { label: string }[]) => items.find(({ label }) => /No Internet/.test(label)) },
      async () => commands.executeCommand('rscope.diagnoseRouter', await node()),
    );
    assert.match(await textOf('No Internet at all.md'), /\*\*What to do:\*\*/);
    await until('it is shown', async () => previews().length > 0);
  });

  it('run what is selected, and ask first where it changes something', async () => {
    const document = await openText('/system identity\n:put "hello"\nset name=branch\n');
    const editor = window.activeTextEditor;
    assert.equal(editor?.document, document);
    const asked: unknown[] = [];
    const answers = {
      showQuickPick: (items: readonly unknown[]) => items[0],
      showWarningMessage: (message: unknown) => void asked.push(message),
    };
    const run = async (line: number) => {
      if (editor) editor.selection = new Selection(line, 0, line, document.lineAt(line).text.length);
      await answering(answers, () => commands.executeCommand('rscope.runSelection'));
    };
    await run(1);
    assert.deepEqual(asked, []);
    await run(2);
    assert.deepEqual(asked, ['This may change something on Office.']);
    const identity = () => router.device.store.menu('/system/identity').items[0]?.get('name');
    assert.equal(identity(), 'office');
    await answering({ ...answers, showWarningMessage: 'Run It' }, () => commands.executeCommand('rscope.runSelection'));
    assert.equal(identity(), 'branch');
    await openText(':put [/ppp secret get 0 password]\n');
    await answering(answers, () => commands.executeCommand('rscope.runSelection'));
    assert.equal(asked.at(-1), 'This may show secrets of Office.');
  });
});

/** Answers what VS Code would ask a person, while something is done. */
async function answering(answers: Readonly<Record<string, unknown>>, work: () => unknown): Promise<void> {
  const asking = window as unknown as Record<string, unknown>;
  const before = Object.keys(answers).map((name) => [name, asking[name]] as const);
  for (const [name, answer] of Object.entries(answers))
    asking[name] = async (...given: unknown[]) => (typeof answer === 'function' ? answer(...given) : answer);
  try {
    await work();
  } finally {
    for (const [name, value] of before) asking[name] = value;
  }
}

const tabs = () => window.tabGroups.all.flatMap((group) => group.tabs);
const labels = () => tabs().map(({ label }) => label);
const previews = () =>
  tabs().filter(({ input }) => input instanceof TabInputWebview && /markdown/.test(input.viewType));

/** The text of a report that the extension shows. */
async function textOf(name: string): Promise<string> {
  return (await workspace.openTextDocument(Uri.from({ scheme: 'rscope-deploy', path: `/Office/${name}` }))).getText();
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`It did not come to this: ${what}`);
}
