import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ScriptSymbol } from '../ide/document-symbols';

const SYMBOL_KINDS: Readonly<Record<ScriptSymbol['kind'], SymbolKind>> = {
  menu: SymbolKind.Namespace,
  item: SymbolKind.Object,
  variable: SymbolKind.Variable,
  function: SymbolKind.Function,
};

/** A symbol of a script's outline in the words of the protocol. */
export function toDocumentSymbol(
  document: TextDocument,
  { name, detail, kind, range, selection, children }: ScriptSymbol,
): DocumentSymbol {
  const toRange = ({ start, end }: { start: number; end: number }) => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });
  return {
    name: name || '(unnamed)',
    detail,
    kind: SYMBOL_KINDS[kind],
    range: toRange(range),
    selectionRange: toRange(selection),
    children: children.map((child) => toDocumentSymbol(document, child)),
  };
}
