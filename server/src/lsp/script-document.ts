import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Position, Range, TextDocument } from 'vscode-languageserver-textdocument';
import type { TextRange } from '../base/text-range';
import { parse, reparse, type SyntaxTree } from '../syntax/syntax-tree';

/** A document as the answers about it see it: its positions, and the offsets of the analysis that it is a part of. */
export interface ScriptText {
  readonly uri: string;
  /** The offset in the analysis of a position in this document. */
  offsetAt(position: Position): number;
  /** A position in the document that an offset of the analysis lies in: this one, or another of its project. */
  positionAt(offset: number): Position;
  /** The document that an offset of the analysis lies in. */
  uriAt(offset: number): string;
  /** A range of the analysis in the document that it begins in. */
  rangeAt(range: TextRange): Range;
  /** The text of this document. */
  getText(range?: Range): string;
}

/**
 * A document that is open in the editor, held as its syntax tree: a change reads again the chunks that it touches and
 * moves nothing behind them. Immutable: each version is a document of its own.
 */
export class ScriptDocument implements TextDocument, ScriptText {
  private constructor(
    readonly uri: string,
    readonly languageId: string,
    readonly version: number,
    readonly tree: SyntaxTree,
  ) {}

  static create(uri: string, languageId: string, version: number, content: string): ScriptDocument {
    return new ScriptDocument(uri, languageId, version, parse(content));
  }

  /** The document after changes, each of which speaks of the text as the ones before it left it. */
  static update(
    document: ScriptDocument,
    changes: readonly TextDocumentContentChangeEvent[],
    version: number,
  ): ScriptDocument {
    let { tree } = document;
    for (const change of changes) {
      if (!('range' in change)) {
        tree = parse(change.text);
        continue;
      }
      const [a, b] = [tree.text.offsetAt(change.range.start), tree.text.offsetAt(change.range.end)];
      tree = reparse(tree, { range: { start: Math.min(a, b), end: Math.max(a, b) }, newText: change.text }).tree;
    }
    return new ScriptDocument(document.uri, document.languageId, version, tree);
  }

  get lineCount(): number {
    return this.tree.text.lineCount;
  }
  /** How many UTF-16 units it has, without putting its text together. */
  get length(): number {
    return this.tree.text.length;
  }
  getText(range?: Range): string {
    if (!range) return this.tree.text.toString();
    const [a, b] = [this.offsetAt(range.start), this.offsetAt(range.end)];
    return this.tree.text.slice({ start: Math.min(a, b), end: Math.max(a, b) });
  }
  positionAt(offset: number): Position {
    return this.tree.text.positionAt(offset);
  }
  offsetAt(position: Position): number {
    return this.tree.text.offsetAt(position);
  }
  uriAt(): string {
    return this.uri;
  }
  rangeAt({ start, end }: TextRange): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }
}
