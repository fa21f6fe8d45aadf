import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { HostFiles } from '../../server/src/config/project-files';
import { startServer } from '../../server/src/lsp/server';

/** The document that the editor has open, unless a test says another. */
export const uri = 'file:///test.rsc';
const TEST = uri;

/** An editor that talks to the server over the protocol, in memory. */
export class Editor {
  private constructor(private readonly connection: ProtocolConnection) {}
  readonly published: Diagnostic[][] = [];
  /** Resolves when the server wants all diagnostics to be asked for again. */
  refreshed: Promise<void> = Promise.resolve();
  #askedAgain = (): void => {};
  expectRefresh(): void {
    this.refreshed = new Promise((resolve) => {
      this.#askedAgain = resolve;
    });
  }

  /** `settings`: what it answers when the server asks for the section `rscope`. */
  static async start(
    capabilities: object = {},
    initializationOptions: object = {},
    settings: object = {},
    files?: HostFiles,
  ): Promise<Editor> {
    const [up, down] = [new PassThrough(), new PassThrough()];
    startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), {
      version: 'test',
      ...(files && { files }),
    });
    const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    const editor = new Editor(connection);
    connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ diagnostics }: { diagnostics: Diagnostic[] }) => void editor.published.push(diagnostics),
    );
    connection.onRequest('workspace/diagnostic/refresh', () => {
      editor.#askedAgain();
      return null;
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => settings));
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities,
      initializationOptions,
    });
    await connection.sendNotification('initialized', {});
    return editor;
  }
  open(text: string, uri: string = TEST) {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'routeros', version: 1, text },
    });
  }
  /** Replaces a part of a line: an incremental change. */
  change(line: number, start: number, end: number, text: string, version = 2, uri: string = TEST) {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: { line, character: start }, end: { line, character: end } }, text }],
    });
  }
  ask<T>(method: string, params: object = {}): Promise<T> {
    return this.connection.sendRequest(method, { textDocument: { uri }, ...params });
  }
  send<T>(method: string, params: object): Promise<T> {
    return this.connection.sendRequest(method, params);
  }
  close(uri: string) {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }
  /** Tells that a file beside those that are open was made, changed or deleted. */
  fileChanged(uri: string) {
    return this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
  }
  async pulled(uri: string = TEST): Promise<string[]> {
    const report = await this.send<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } });
    return report.kind === 'full' ? report.items.map(({ code, range }) => `${code}:${range.start.line + 1}`) : [];
  }
  async nextPublished(): Promise<string[]> {
    const before = this.published.length;
    for (let i = 0; i < 200 && this.published.length === before; i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return (this.published[this.published.length - 1] ?? []).map(
      ({ code, range }) => `${code}:${range.start.line + 1}`,
    );
  }
  stop() {
    this.connection.dispose();
  }
}
