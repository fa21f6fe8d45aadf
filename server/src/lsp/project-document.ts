import type { Position, Range } from 'vscode-languageserver-textdocument';
import type { TextRange } from '../base/text-range';
import type { Project } from '../config/project';
import type { ScriptDocument, ScriptText } from './script-document';

/** An open document as a part of its project: offsets are those of the project. */
export class ProjectDocument implements ScriptText {
  constructor(
    private readonly document: ScriptDocument,
    private readonly project: Project,
  ) {}

  get uri(): string {
    return this.document.uri;
  }
  getText(range?: Range): string {
    return this.document.getText(range);
  }
  offsetAt(position: Position): number {
    return this.project.offsetOf(this.uri, this.document.offsetAt(position));
  }
  positionAt(offset: number): Position {
    const { script, offset: inScript } = this.project.placeOf(offset);
    return script.tree.text.positionAt(inScript);
  }
  uriAt(offset: number): string {
    return this.project.placeOf(offset).script.uri;
  }
  rangeAt(range: TextRange): Range {
    const { script, range: inScript } = this.project.rangeOf(range);
    return { start: script.tree.text.positionAt(inScript.start), end: script.tree.text.positionAt(inScript.end) };
  }
}
