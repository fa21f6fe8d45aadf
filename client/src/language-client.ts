import { type ExtensionContext, window } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { InitializationOptions } from '../../server/src/lsp/protocol-extensions';

/** The language of RouterOS scripts in VS Code. */
export const LANGUAGE_ID = 'routeros';

/** Starts the language server beside the extension host and connects to it. */
export async function startLanguageClient(context: ExtensionContext): Promise<LanguageClient> {
  const module = context.asAbsolutePath('dist/server.js');
  const channel = window.createOutputChannel('Rscope', { log: true });
  const initializationOptions: InitializationOptions = {
    suggestCommand: 'editor.action.triggerSuggest',
    traceCommand: 'rscope.tracePacket',
    documentation: context.extensionUri.toString(),
  };
  const client = new LanguageClient(
    'rscope',
    'Rscope',
    { run: { module, transport: TransportKind.ipc }, debug: { module, transport: TransportKind.ipc } },
    { documentSelector: [{ language: LANGUAGE_ID }], outputChannel: channel, initializationOptions },
  );
  context.subscriptions.push(channel, { dispose: () => void client.stop() });
  await client.start();
  return client;
}
