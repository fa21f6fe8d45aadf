import type { CodeLens, Connection, InlayHint, ServerCapabilities } from 'vscode-languageserver';
import { codeLenses } from '../ide/code-lenses';
import { inlayHints } from '../ide/inlay-hints';
import type { Answer } from './features';

export const INSIGHT_CAPABILITIES: ServerCapabilities = { codeLensProvider: {}, inlayHintProvider: true };

interface InsightOptions {
  readonly isOn: boolean;
  /** The client's command that traces a packet; undefined where it has none. */
  readonly traceCommand: string | undefined;
}

/**
 * Registers what stands in the text though nobody wrote it: code lenses and inlay hints.
 *
 * @param rest resolves when the settings are known and nobody types in a long document: the editor keeps the old answers
 * in the meantime
 */
export function registerInsights(
  connection: Connection,
  answer: Answer,
  rest: (uri: string) => Promise<void>,
  options: () => InsightOptions,
): void {
  connection.onCodeLens(async ({ textDocument: { uri } }, token): Promise<CodeLens[]> => {
    await rest(uri);
    const { isOn, traceCommand } = options();
    if (!isOn || token.isCancellationRequested) return [];
    return answer('code lenses', uri, [], (document, analysis) =>
      codeLenses(analysis).flatMap(({ range, title, packet }) => {
        if (document.uriAt(range.start) !== uri) return [];
        const traced = traceCommand !== undefined && packet !== undefined;
        const start = document.positionAt(range.start);
        return {
          range: { start, end: start },
          // A lens whose command is empty is text alone.
          command: traced ? { title, command: traceCommand, arguments: [uri, packet] } : { title, command: '' },
        };
      }),
    );
  });
  connection.languages.inlayHint.on(async ({ textDocument: { uri }, range }, token): Promise<InlayHint[]> => {
    await rest(uri);
    if (!options().isOn || token.isCancellationRequested) return [];
    return answer('inlay hints', uri, [], (document, analysis) => {
      const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      return inlayHints(analysis)
        .filter(({ offset }) => offset >= start && offset <= end && document.uriAt(offset) === uri)
        .map(({ offset, label, tooltip }) => {
          return { position: document.positionAt(offset), label, tooltip, paddingLeft: true };
        });
    });
  });
}
