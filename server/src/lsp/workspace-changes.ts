import type { TextEdit as LspEdit } from 'vscode-languageserver';
import type { TextEdit } from '../syntax/syntax-tree';
import type { ScriptText } from './script-document';

/** Edits of an analysis as changes of documents: of a project each in the file where it lies. */
export function toChanges(document: ScriptText, edits: readonly TextEdit[]): Record<string, LspEdit[]> {
  const changes: Record<string, LspEdit[]> = {};
  for (const { range, newText } of edits) {
    const uri = document.uriAt(range.start);
    const own = changes[uri] ?? [];
    changes[uri] = own;
    own.push({ range: document.rangeAt(range), newText });
  }
  return changes;
}
