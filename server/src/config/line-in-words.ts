import type { SyntaxTree } from '../syntax/syntax-tree';
import type { Project } from './project';

/**
 * `line 12` (from 1) as a person at another place of the text is told; `line 12 of 10-wan.rsc` where that place lies in
 * another file of a project.
 */
export function lineInWords(
  { tree, project }: { readonly tree: SyntaxTree; readonly project?: Project | undefined },
  offset: number,
  from: number,
): string {
  if (!project) return `line ${tree.text.positionAt(offset).line + 1}`;
  const { script, offset: inScript } = project.placeOf(offset);
  const line = `line ${script.tree.text.positionAt(inScript).line + 1}`;
  return project.placeOf(from).script === script ? line : `${line} of ${fileName(script.uri)}`;
}

/** A line, from 1, where many are told: `12`, or `10-wan.rsc:12` in another file than the one that is asked about. */
export type LineReference = number | string;

/**
 * @param line from 1
 * @param from the address of the file that is asked about; undefined where none of a project's files is
 */
export function lineReference(uri: string, line: number, from: string | undefined): LineReference {
  return uri === from ? line : `${fileName(uri)}:${line}`;
}

/** The name of a file by its address. */
function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
