import {
  ConfigurationTarget,
  commands,
  type ExtensionContext,
  Range,
  type TextDocument,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';

const VERSIONS = ['7.24', '7.22', '7.20', '7.18', '7.16', '7.13', '7', '6.49', '6'];
const OWN_LINE = /^#\s*routeros:.*$/im;

/** `RouterOS: Select Version`: for this script by a line in it, or for all by the setting. */
export function registerSelectVersion(context: ExtensionContext): void {
  context.subscriptions.push(commands.registerCommand('rscope.selectRouterosVersion', selectVersion));
}

async function selectVersion(): Promise<void> {
  const picked = await window.showQuickPick(
    [
      ...VERSIONS.map((version) => ({ label: `RouterOS ${version}`, version })),
      { label: 'As the script itself says', version: '' },
    ],
    {
      title: 'Which RouterOS is this script for?',
      placeHolder: 'The rules and the command tree of this version are used',
    },
  );
  if (!picked) return;
  const document = window.activeTextEditor?.document;
  const scope = await window.showQuickPick(
    [
      { label: 'This script', detail: 'by a line “# routeros: …” at its top', isScript: true },
      {
        label: 'All scripts that don’t say themselves',
        detail: 'by the setting rscope.routerosVersion',
        isScript: false,
      },
    ],
    { title: `Read as ${picked.label}` },
  );
  if (!scope) return;
  if (scope.isScript && document) await writeLine(document, picked.version);
  else {
    const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    await workspace.getConfiguration('rscope').update('routerosVersion', picked.version || undefined, target);
  }
}

async function writeLine(document: TextDocument, version: string): Promise<void> {
  const edit = new WorkspaceEdit();
  const existing = OWN_LINE.exec(document.getText());
  const line = version ? `# routeros: ${version}` : '';
  if (existing) {
    const start = document.positionAt(existing.index);
    const end = document.positionAt(existing.index + existing[0].length + (version ? 0 : 1));
    edit.replace(document.uri, new Range(start, end), line);
  } else if (version) edit.insert(document.uri, document.positionAt(0), `${line}\n`);
  await workspace.applyEdit(edit);
}
