import { type ExtensionContext, StatusBarAlignment, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ScriptVersionParams, ScriptVersionResult } from '../../../server/src/lsp/protocol-extensions';
import { LANGUAGE_ID } from '../language-client';

const SOURCES: Readonly<Record<ScriptVersionResult['source'], string>> = {
  line: 'A line “# routeros: …” in this script says so.',
  export: 'The header of this export says so.',
  setting: 'The setting rscope.routerosVersion says so.',
  evidence: 'Commands in this script say so.',
  forced: 'It was chosen.',
  none: 'Nothing in this script tells the version: only what holds in all versions is reported.',
};

/** Shows in the status bar which RouterOS version the script is read for; a click changes it. */
export function registerVersionStatus(context: ExtensionContext, client: LanguageClient): void {
  const item = window.createStatusBarItem('rscope.version', StatusBarAlignment.Right, 90);
  item.name = 'RouterOS Version';
  item.command = 'rscope.selectRouterosVersion';
  const update = async () => {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== LANGUAGE_ID) {
      item.hide();
      return;
    }
    const params: ScriptVersionParams = { uri: client.code2ProtocolConverter.asUri(document.uri) };
    const result = await client.sendRequest<ScriptVersionResult>('rscope/scriptVersion', params).catch(() => undefined);
    if (!result) return;
    item.text = result.version ? `RouterOS ${result.version}` : 'RouterOS ?';
    item.tooltip = `${SOURCES[result.source]} Click to change it.`;
    item.show();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), 300);
  };
  context.subscriptions.push(
    item,
    window.onDidChangeActiveTextEditor(soon),
    workspace.onDidChangeTextDocument(soon),
    workspace.onDidChangeConfiguration(soon),
    { dispose: () => clearTimeout(timer) },
  );
  soon();
}
