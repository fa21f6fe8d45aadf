import { commands, type ExtensionContext, type TextDocument, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { TraceParams, TraceResult } from '../../../server/src/lsp/protocol-extensions';
import { LANGUAGE_ID } from '../language-client';
import { TraceView } from '../views/trace-view';

/** `RouterOS: Trace Packet…`: asks for a packet and shows what the script in the editor does with it. */
export function registerTracePacket(context: ExtensionContext, client: LanguageClient): void {
  const view = new TraceView(context);
  context.subscriptions.push(
    commands.registerCommand('rscope.tracePacket', (uri?: unknown, packet?: unknown) => {
      const isLens = typeof uri === 'string' && typeof packet === 'string';
      return tracePacket(context, client, view, isLens ? { uri: Uri.parse(uri), packet } : undefined);
    }),
  );
}

/** A packet that a code lens tells of. */
interface Given {
  readonly uri: Uri;
  readonly packet: string;
}

async function tracePacket(
  context: ExtensionContext,
  client: LanguageClient,
  view: TraceView,
  given: Given | undefined,
): Promise<void> {
  const document = given ? await workspace.openTextDocument(given.uri) : window.activeTextEditor?.document;
  if (document?.languageId !== LANGUAGE_ID) {
    void window.showInformationMessage(
      'Open a RouterOS script first: a packet is traced through the one in the editor.',
    );
    return;
  }
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const ask = (packet?: string) => {
    const params: TraceParams = packet === undefined ? { uri } : { uri, packet };
    return client.sendRequest<TraceResult>('rscope/trace', params);
  };
  const packet = given?.packet ?? (await askForPacket(context, document, ask));
  if (packet === undefined) return;
  const result = await ask(packet);
  if (result.kind === 'problem') void window.showErrorMessage(result.problem);
  if (result.kind !== 'answer') return;
  await context.workspaceState.update(keyOf(document), packet);
  await view.show(document, result);
}

/** The packet in one line; each file remembers its last one. */
async function askForPacket(
  context: ExtensionContext,
  document: TextDocument,
  ask: (packet?: string) => Promise<TraceResult>,
): Promise<string | undefined> {
  const remembered = context.workspaceState.get<string>(keyOf(document));
  const proposed = remembered === undefined ? await ask() : undefined;
  return window.showInputBox({
    title: 'Trace Packet',
    prompt:
      'in, src, dst, protocol, src-port, dst-port, tcp-flags, icmp-type, connection-state, connection-mark. Without in= the router itself sends it.',
    value: remembered ?? (proposed?.kind === 'proposal' ? proposed.packet : ''),
    ignoreFocusOut: true,
    validateInput: async (value) => {
      const result = await ask(value);
      return result.kind === 'problem' ? result.problem : undefined;
    },
  });
}

function keyOf({ uri }: TextDocument): string {
  return `rscope.trace ${uri.toString()}`;
}
