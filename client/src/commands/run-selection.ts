import { commands, type ExtensionContext, type OutputChannel, window } from 'vscode';
import { hideSecrets } from '../../../router/src/device/hide-secrets';
import { consoleCode, runOnConsole } from '../../../router/src/device/run-on-console';
import { LANGUAGE_ID } from '../language-client';
import type { RouterAccess } from '../routers/router-access';
import { chooseRouter } from '../routers/router-inventory';
import { talkToRouter } from '../routers/talk-to-router';

/** `RouterOS: Run Selection on Router`: what the router prints goes to an output channel. */
export function registerRunSelection(context: ExtensionContext, access: RouterAccess): void {
  const output = window.createOutputChannel('RouterOS', LANGUAGE_ID);
  context.subscriptions.push(
    output,
    commands.registerCommand('rscope.runSelection', () => runSelection(access, output)),
  );
}

async function runSelection(access: RouterAccess, output: OutputChannel): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== LANGUAGE_ID) {
    void window.showInformationMessage('Open a RouterOS script and select what is to run.');
    return;
  }
  const { document, selection } = editor;
  // Without a selection the line of the cursor is meant.
  const range = selection.isEmpty ? document.lineAt(selection.active.line).range : selection;
  const script = document.getText();
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  if (script.slice(start, end).trim() === '') {
    void window.showInformationMessage('Select the commands that are to run on the router.');
    return;
  }
  const router = await chooseRouter('Run the selection on which router?');
  if (!router) return;
  const printed = await talkToRouter(access, router, `Running on ${router.name}`, async (connection, info, signal) => {
    const code = consoleCode(script, start, end, info.version);
    if (!code.onlyReads && !(await confirm(router.name, code.text))) return undefined;
    const place = code.menu === undefined ? '' : ` (in ${code.menu})`;
    output.appendLine(`# ${router.name}${place}`);
    output.appendLine(hideSecrets(code.text));
    return runOnConsole(connection, info, code, signal);
  });
  if (printed === undefined) return;
  output.appendLine(printed.trim() === '' ? '# It printed nothing.' : printed.trimEnd());
  output.appendLine('');
  output.show(true);
}

async function confirm(router: string, text: string): Promise<boolean> {
  const lines = hideSecrets(text).split('\n');
  const more = lines.length > 12 ? [`… and ${lines.length - 12} lines more`] : [];
  const detail = `${[...lines.slice(0, 12), ...more].join('\n')}\n\nIt runs at once, without a way back. “RouterOS: Deploy to Router…” has one.`;
  const run = 'Run It';
  return (
    (await window.showWarningMessage(`This may change something on ${router}.`, { modal: true, detail }, run)) === run
  );
}
