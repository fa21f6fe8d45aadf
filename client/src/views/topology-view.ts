import {
  type ExtensionContext,
  Range,
  type TextDocument,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { TopologyAnswer, TopologyParams, TopologyResult } from '../../../server/src/lsp/protocol-extensions';
import { LANGUAGE_ID } from '../language-client';
import type { FromPicture, PictureState, ToPicture } from './topology/messages';

const VIEW_TYPE = 'rscope.topology';
/** The picture waits this long for the next key. */
const TYPING_MS = 300;

/** The picture of a network beside its script. It follows the editor and its edits; uplinks that are down stay so. */
export class TopologyView implements WebviewPanelSerializer<PictureState | undefined> {
  private panel: WebviewPanel | undefined;
  private document: TextDocument | undefined;
  private answer: TopologyAnswer | undefined;
  /** The uplinks that are to be down, by script. */
  private readonly down = new Map<string, readonly string[]>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the questions: an answer that comes after a later question is not shown. */
  private asked = 0;

  constructor(
    private readonly context: ExtensionContext,
    private readonly client: LanguageClient,
  ) {
    context.subscriptions.push(
      window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      window.onDidChangeActiveTextEditor((editor) => {
        if (this.panel && editor?.document.languageId === LANGUAGE_ID && editor.document !== this.document)
          void this.draw(editor.document);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (!this.panel || document !== this.document) return;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.draw(document), TYPING_MS);
      }),
      { dispose: () => clearTimeout(this.timer) },
    );
  }

  /** Opens the picture of a script beside it, or brings it to the front. */
  async show(document: TextDocument): Promise<void> {
    if (this.panel) {
      this.panel.reveal(undefined, true);
      return this.draw(document);
    }
    this.document = document;
    const panel = window.createWebviewPanel(
      VIEW_TYPE,
      'Topology',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { retainContextWhenHidden: true },
    );
    this.fill(panel);
  }

  /** Shows a picture again that was open before the window was reloaded. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: PictureState | undefined): Promise<void> {
    const document = state && (await workspace.openTextDocument(Uri.parse(state.uri)).then(undefined, () => undefined));
    // Its script is gone, or another picture is there already.
    if (!document || this.panel) return panel.dispose();
    this.document = document;
    this.down.set(document.uri.toString(), state.down);
    this.fill(panel);
  }

  private fill(panel: WebviewPanel): void {
    this.panel = panel;
    const { extensionUri } = this.context;
    panel.webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(extensionUri, 'dist')] };
    panel.webview.onDidReceiveMessage((message: FromPicture) => void this.receive(message));
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.answer = undefined;
    });
    panel.webview.html = pageOf(panel.webview, extensionUri);
  }

  private async draw(document: TextDocument): Promise<void> {
    this.document = document;
    const question = ++this.asked;
    const name = workspace.asRelativePath(document.uri);
    const down = this.down.get(document.uri.toString()) ?? [];
    const params: TopologyParams = { uri: this.client.code2ProtocolConverter.asUri(document.uri), down };
    const result = await this.client.sendRequest<TopologyResult>('rscope/topology', params).catch(
      (): TopologyResult => ({
        kind: 'nothing',
        why: 'The language server did not answer; the log of Rscope tells why.',
      }),
    );
    if (question !== this.asked) return;
    this.answer = result.kind === 'picture' ? result : undefined;
    const message: ToPicture =
      result.kind === 'nothing'
        ? { type: 'nothing', name, why: result.why }
        : {
            state: { uri: document.uri.toString(), down },
            ...{ type: 'picture', name, headlines: result.headlines, down: result.down, svg: result.svg },
            details: Object.fromEntries(
              result.parts.map(({ id, details, places }) => [id, withLines(details, places)]),
            ),
          };
    await this.panel?.webview.postMessage(message);
  }

  private async receive(message: FromPicture): Promise<void> {
    const { document } = this;
    if (!document) return;
    if (message.type === 'ready') return this.draw(document);
    if (message.type === 'down') {
      this.down.set(document.uri.toString(), message.uplinks);
      return this.draw(document);
    }
    if (message.type === 'goTo') return this.goTo(document, message.id);
    return this.export(message.format);
  }

  private async goTo(document: TextDocument, id: string): Promise<void> {
    const place = this.answer?.parts.find((part) => part.id === id)?.places[0];
    if (!place) return;
    const viewColumn = window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
    const selection = new Range(place.start.line, place.start.character, place.end.line, place.end.character);
    await window.showTextDocument(document, { viewColumn: viewColumn ?? ViewColumn.One, selection });
  }

  /** Opens the picture as a new text, to be kept or copied. */
  private async export(format: 'svg' | 'mermaid'): Promise<void> {
    if (!this.answer) return;
    const content = format === 'svg' ? this.answer.svg : this.answer.mermaid;
    const language = format === 'svg' ? 'xml' : 'plaintext';
    await window.showTextDocument(await workspace.openTextDocument({ language, content }), { preview: false });
  }
}

type Places = TopologyAnswer['parts'][number]['places'];

const MAX_LINES = 8;

function withLines(details: readonly string[], places: Places): readonly string[] {
  if (places.length === 0) return details;
  const lines = [...new Set(places.map(({ start }) => start.line + 1))].sort((a, b) => a - b);
  const shown = lines.slice(0, MAX_LINES).join(', ') + (lines.length > MAX_LINES ? ', …' : '');
  return [...details, `${lines.length === 1 ? 'Line' : 'Lines'} ${shown}: click to go there`];
}

/** Nothing in it comes from a script: that is sent as a message and set as text. */
function pageOf(webview: Webview, extension: Uri): string {
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(extension, 'dist', name)).toString();
  const nonce = crypto.randomUUID();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
<link rel="stylesheet" href="${file('topology.css')}">
<title>Topology</title>
</head>
<body>
<header>
<span id="name"></span>
<button id="reset" disabled>All Uplinks Up</button>
<button id="svg" disabled>Export SVG</button>
<button id="mermaid" disabled>Export Mermaid</button>
</header>
<div id="headlines" aria-live="polite"></div>
<div id="drawing"></div>
<div id="details" role="status"></div>
<script nonce="${nonce}" src="${file('topology.js')}"></script>
</body>
</html>`;
}
