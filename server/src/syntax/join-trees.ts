import type { TextRange } from '../base/text-range';
import { ChunkedText } from '../text/chunked-text';
import { readChunks, type SyntaxChunk } from './syntax-chunk';
import { SyntaxTree, type TreePart } from './syntax-tree';

/** A stretch of a script, of whole lines between two statements. */
export interface TreePiece {
  readonly tree: SyntaxTree;
  /** Which script it belongs to: pieces of one script have the same number. */
  readonly script: number;
  readonly range: TextRange;
}

/**
 * One tree of several scripts, as if they stood one behind the other: what was read is taken over, so that nothing of one
 * script reaches into the next, however broken it is. A line break between two of them belongs to the first, so that its
 * end is not the beginning of the second.
 */
export function joinTrees(pieces: readonly TreePiece[]): SyntaxTree {
  const chunks: SyntaxChunk[] = [];
  const parts: TreePart[] = [];
  const between = readChunks('\n', true) ?? [];
  let start = 0;
  pieces.forEach(({ tree, script, range }, index) => {
    const own = [...chunksIn(tree, range), ...(index < pieces.length - 1 ? between : [])];
    const end = start + own.reduce((sum, { text }) => sum + text.length, 0);
    parts.push({ script, start, end, offset: range.start, length: range.end - range.start });
    for (const chunk of own) chunks.push(chunk);
    start = end;
  });
  return new SyntaxTree(new ChunkedText(chunks), parts);
}

/** The chunks of a stretch; one that reaches over its borders is read again. */
function chunksIn({ text }: SyntaxTree, { start, end }: TextRange): SyntaxChunk[] {
  const chunks: SyntaxChunk[] = [];
  let offset = 0;
  for (const chunk of text.chunks) {
    const from = Math.max(start, offset);
    const to = Math.min(end, offset + chunk.text.length);
    if (from === offset && to === offset + chunk.text.length) chunks.push(chunk);
    else if (from < to) chunks.push(...(readChunks(chunk.text.slice(from - offset, to - offset), true) ?? []));
    offset += chunk.text.length;
  }
  return chunks;
}
