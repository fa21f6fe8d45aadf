import type { TextRange } from '../base/text-range';
import type { Position } from './line-index';

/** A piece of a text. All but the last piece of a text end with a line break. */
export interface TextChunk {
  readonly text: string;
  /** Where its lines begin but for the first, which begins with the chunk. */
  readonly lineStarts: Int32Array;
}

/** Lines end as the language server protocol has it: at `\n`, `\r\n`, or a `\r` alone. */
export function textChunk(text: string): TextChunk {
  const starts: number[] = [];
  if (text.includes('\r')) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
  } else for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return { text, lineStarts: Int32Array.from(starts) };
}

/** A chunk of a text, and what lies before it. */
export interface ChunkPlace {
  readonly index: number;
  readonly offset: number;
  readonly line: number;
}

/**
 * A text in pieces, each of which knows only its own length and lines: an edit makes new what it touches and moves
 * nothing behind it. Immutable.
 */
export class ChunkedText<Chunk extends TextChunk = TextChunk> {
  readonly length: number;
  readonly lineCount: number;
  #whole: string | undefined;

  /** `whole` is the text itself, where the caller has it. */
  constructor(
    readonly chunks: readonly Chunk[],
    whole?: string,
  ) {
    let length = 0;
    let lineBreaks = 0;
    for (const { text, lineStarts } of chunks) {
      length += text.length;
      lineBreaks += lineStarts.length;
    }
    this.length = length;
    this.lineCount = lineBreaks + 1;
    this.#whole = whole;
  }

  toString(): string {
    this.#whole ??= this.chunks.map((chunk) => chunk.text).join('');
    return this.#whole;
  }

  slice({ start, end }: TextRange): string {
    const parts: string[] = [];
    for (let { index, offset } = this.chunkAt(start); index < this.chunks.length && offset < end; index++) {
      const text = this.chunks[index]?.text ?? '';
      parts.push(text.slice(Math.max(0, start - offset), end - offset));
      offset += text.length;
    }
    return parts.join('');
  }

  /** The chunk that holds the character at an offset; the last one for the end of the text and beyond. */
  chunkAt(offset: number): ChunkPlace {
    return this.#find((before, { text }) => offset < before.offset + text.length);
  }

  /** The place of an offset; one outside the text is taken for its nearest end, one in a line break for the end of its line. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.length));
    const place = this.chunkAt(at);
    const chunk = this.chunks[place.index];
    if (!chunk) return { line: 0, character: 0 };
    const inChunk = at - place.offset;
    let low = 0;
    let high = chunk.lineStarts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((chunk.lineStarts[middle] ?? 0) <= inChunk) low = middle + 1;
      else high = middle;
    }
    const start = low === 0 ? 0 : (chunk.lineStarts[low - 1] ?? 0);
    return { line: place.line + low, character: beforeLineBreak(chunk.text, start, inChunk) - start };
  }

  /** A column behind the end of its line is taken for that end, a line behind the last for the end of the text. */
  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    if (line >= this.lineCount) return this.length;
    const place = this.#find((before, { lineStarts }) => line < before.line + lineStarts.length);
    const chunk = this.chunks[place.index];
    if (!chunk) return 0;
    const inChunk = line - place.line;
    const start = inChunk === 0 ? 0 : (chunk.lineStarts[inChunk - 1] ?? 0);
    const end = chunk.lineStarts[inChunk] ?? chunk.text.length;
    return place.offset + beforeLineBreak(chunk.text, start, Math.min(start + Math.max(0, character), end));
  }

  #find(isIn: (before: ChunkPlace, chunk: Chunk) => boolean): ChunkPlace {
    const last = this.chunks.length - 1;
    const place = { index: 0, offset: 0, line: 0 };
    for (; place.index < last; place.index++) {
      const chunk = this.chunks[place.index] as Chunk;
      if (isIn(place, chunk)) break;
      place.offset += chunk.text.length;
      place.line += chunk.lineStarts.length;
    }
    return place;
  }
}

function beforeLineBreak(text: string, lineStart: number, offset: number): number {
  let at = offset;
  while (at > lineStart && (text.charCodeAt(at - 1) === 10 || text.charCodeAt(at - 1) === 13)) at--;
  return at;
}
