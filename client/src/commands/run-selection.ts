import { commands, type ExtensionContext, type OutputChannel, window } from 'vscode';
import { hideSecrets } from '../../../router/src/device/hide-secrets';
import { type ConsoleCode, consoleCode, runOnConsole } from '../../../router/src/device/run-on-console';
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
    if (!(await confirm(router.name, code))) return undefined;
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

/** Asks before what may change something, or may show what is for nobody's screen. */
async function confirm(router: string, { text, onlyReads, secrets, runsOthers }: ConsoleCode): Promise<boolean> {
  if (onlyReads && secrets.size === 0) return true;
  const lines = hideSecrets(text).split('\n');
  const more = lines.length > 12 ? [`… and ${lines.length - 12} lines more`] : [];
  const notes = [
    ...(onlyReads ? [] : ['It runs at once, without a way back. “RouterOS: Deploy to Router…” has one.']),
    ...(secrets.size > 0
      ? [
          `It looks into ${[...secrets.keys()].join(', ')}, where secrets are. One that is printed whole is shown as ••••; a part of one, or what is computed of it, is not hidden.`,
        ]
      : []),
    ...(runsOthers ? ['It runs code that is not in this text. What that prints is shown, be it secret or not.'] : []),
  ];
  const detail = [...lines.slice(0, 12), ...more, '', ...notes].join('\n');
  const what = onlyReads ? `This may show secrets of ${router}.` : `This may change something on ${router}.`;
  const run = 'Run It';
  return (await window.showWarningMessage(what, { modal: true, detail }, run)) === run;
}
