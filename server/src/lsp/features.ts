import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type Connection,
  DocumentHighlightKind,
  InsertTextFormat,
  type Location,
  MarkupKind,
  ParameterInformation,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { TextRange } from '../base/text-range';
import type { Analysis } from '../ide/analysis';
import {
  type Completion,
  type CompletionKind,
  type CompletionSubject,
  completionDocumentation,
  completions,
} from '../ide/completion';
import { definitions } from '../ide/definition';
import { documentHighlights } from '../ide/document-highlights';
import { hover } from '../ide/hover';
import { references } from '../ide/references';
import { rename, renameTarget } from '../ide/rename';
import { signatureHelp } from '../ide/signature-help';
import type { ScriptText } from './script-document';
import { toChanges } from './workspace-changes';

/** Answers about one document, guarded: an error costs that one answer. */
export type Answer<Document = ScriptText> = <T>(
  what: string,
  uri: string,
  fallback: T,
  work: (document: Document, analysis: Analysis) => T,
) => T;

/** What an editor can do, as far as the features depend on it. */
export interface EditorAbilities {
  readonly snippets: boolean;
  readonly labelDetails: boolean;
  /** The editor's own command that opens the list of completions again; undefined where it has none. */
  readonly suggestCommand: string | undefined;
}

export const FEATURE_CAPABILITIES: ServerCapabilities = {
  completionProvider: {
    triggerCharacters: ['/', ':', '$', '=', '[', ' ', '.', ',', '!'],
    resolveProvider: true,
  },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: [' '] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
};

/** Registers what works at the place of the cursor. */
export function registerFeatures(connection: Connection, answer: Answer, abilities: () => EditorAbilities): void {
  connection.onCompletion(
    ({ textDocument: { uri }, position, context }): CompletionList =>
      answer('completion', uri, { isIncomplete: false, items: [] }, (document, analysis) => {
        const offset = document.offsetAt(position);
        const offers = completions(analysis, offset, context?.triggerCharacter === ' ');
        return { isIncomplete: false, items: offers.map((offer) => toItem(document, offer, abilities())) };
      }),
  );
  connection.onCompletionResolve((item) => {
    const data = item.data as CompletionData | undefined;
    if (!data) return item;
    const value = answer('documentation', data.uri, undefined, (_, analysis) =>
      completionDocumentation(analysis, data.subject),
    );
    return value ? { ...item, documentation: { kind: MarkupKind.Markdown, value } } : item;
  });
  connection.onHover(({ textDocument: { uri }, position }) =>
    answer('hover', uri, null, (document, analysis) => {
      const found = hover(analysis, document.offsetAt(position));
      if (!found) return null;
      const contents = { kind: MarkupKind.Markdown, value: found.markdown };
      return { contents, range: document.rangeAt(found.range) };
    }),
  );
  connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
    answer('signature', uri, null, (document, analysis) => {
      const found = signatureHelp(analysis, document.offsetAt(position));
      if (!found) return null;
      const signature = {
        label: found.label,
        documentation: { kind: MarkupKind.Markdown, value: found.summary },
        parameters: found.parameters.map(({ label, summary }) => ParameterInformation.create(label, summary)),
      };
      return { signatures: [signature], activeSignature: 0, activeParameter: found.active ?? null };
    }),
  );
  connection.onDefinition(({ textDocument: { uri }, position }) =>
    answer('definition', uri, [], (document, analysis) =>
      toLocations(document, definitions(analysis, document.offsetAt(position))),
    ),
  );
  connection.onReferences(({ textDocument: { uri }, position, context }) =>
    answer('references', uri, [], (document, analysis) =>
      toLocations(document, references(analysis, document.offsetAt(position), context.includeDeclaration)),
    ),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    answer('highlights', uri, [], (document, analysis) =>
      documentHighlights(analysis, document.offsetAt(position))
        .filter(({ range }) => document.uriAt(range.start) === uri)
        .map(({ range, kind }) => ({
          range: document.rangeAt(range),
          kind: kind === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        })),
    ),
  );
  registerRename(connection, answer);
}

/** The error of the protocol whose message an editor shows as it is. */
const REQUEST_FAILED = -32803;

function registerRename(connection: Connection, answer: Answer): void {
  connection.onPrepareRename(({ textDocument: { uri }, position }) => {
    const found = answer('rename', uri, undefined, (document, analysis) => {
      const target = renameTarget(analysis, document.offsetAt(position));
      return 'refusal' in target ? target : { range: document.rangeAt(target.range), placeholder: target.name };
    });
    // Refusing is an answer of its own: only an error has its words shown.
    if (found && 'refusal' in found) throw new ResponseError(REQUEST_FAILED, found.refusal);
    return found ?? null;
  });
  connection.onRenameRequest(({ textDocument: { uri }, position, newName }) => {
    const found = answer('rename', uri, undefined, (document, analysis) => {
      const renaming = rename(analysis, document.offsetAt(position), newName);
      if ('refusal' in renaming) return renaming;
      return { changes: toChanges(document, renaming.edits) };
    });
    if (found && 'refusal' in found) throw new ResponseError(REQUEST_FAILED, found.refusal);
    return found ?? null;
  });
}

/** What a completion is documented by, when the editor asks for it. */
interface CompletionData {
  readonly uri: string;
  readonly subject: CompletionSubject;
}

const ITEM_KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  menu: CompletionItemKind.Module,
  command: CompletionItemKind.Function,
  property: CompletionItemKind.Property,
  flag: CompletionItemKind.Property,
  keyword: CompletionItemKind.Keyword,
  value: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Reference,
  variable: CompletionItemKind.Variable,
};

function toItem(
  document: ScriptText,
  offer: Completion,
  { snippets, labelDetails, suggestCommand }: EditorAbilities,
): CompletionItem {
  const { label, kind, newText, snippet, range, detail, sortText, more, subject } = offer;
  const isSnippet = snippet === true && snippets;
  return {
    label,
    kind: ITEM_KINDS[kind],
    textEdit: { range: document.rangeAt(range), newText: isSnippet ? newText : newText.replace('$0', '') },
    filterText: label,
    sortText,
    // Beside the label it shows for every row; as the detail, for the chosen one alone.
    ...(detail ? (labelDetails ? { labelDetails: { description: detail } } : { detail }) : {}),
    ...(isSnippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(more && suggestCommand ? { command: { title: 'Values', command: suggestCommand } } : {}),
    ...(subject ? { data: { uri: document.uri, subject } satisfies CompletionData } : {}),
  };
}

function toLocations(document: ScriptText, ranges: readonly TextRange[]): Location[] {
  return ranges.map((range) => ({ uri: document.uriAt(range.start), range: document.rangeAt(range) }));
}
