import { type TextChunk, textChunk } from '../text/chunked-text';
import { countNodes, elementsOf } from './event-buffer';
import type { GreenElement } from './green';
import { Parser } from './parser/parser';
import { parseStatement, parseStrayCloser } from './parser/statements';
import { parseGapStep, parseSkipped } from './parser/trivia';
import type { SyntaxProblem } from './syntax-problem';

/** How long a chunk gets before it ends with the next line between two statements. */
const CHUNK_LINES = 256;
const CHUNK_LENGTH = 16_384;

/** Whole lines of a script that begin and end between two statements, read. Knows nothing of its place in the script. */
export class SyntaxChunk implements TextChunk {
  readonly text: string;
  readonly lineStarts: Int32Array;
  /** Held weakly: whoever walks the tree keeps what it holds, and nobody pays for what was only looked at once. */
  #elements: WeakRef<readonly GreenElement[]> | undefined;

  constructor(
    text: string,
    private readonly events: Int32Array,
    /** In the order of the text, their places counted from the start of the chunk. */
    readonly problems: readonly SyntaxProblem[],
  ) {
    const { lineStarts } = textChunk(text);
    this.text = text;
    this.lineStarts = lineStarts;
  }

  /** The tokens and statements of the chunk. */
  get elements(): readonly GreenElement[] {
    let elements = this.#elements?.deref();
    if (!elements) {
      elements = elementsOf(this.events, this.text);
      this.#elements = new WeakRef(elements);
    }
    return elements;
  }
  /** How many statements begin in it. */
  get statementCount(): number {
    return countNodes(this.events);
  }
}

/**
 * Reads a text that begins between two statements, into chunks. `isWhole` says that nothing follows it; where something
 * does, and the last statement would go on in that, the answer is undefined: read it with more text.
 */
export function readChunks(text: string, isWhole: boolean): SyntaxChunk[] | undefined {
  const chunks: SyntaxChunk[] = [];
  const p = new Parser(text);
  let start = 0;
  let lines = 0;
  const cut = (): void => {
    chunks.push(new SyntaxChunk(text.slice(start, p.position), p.events.take(), problemsFrom(p, start)));
    start = p.position;
    lines = 0;
  };
  while (!p.atEnd) {
    readTopLevel(p);
    if (p.events.endsWithNewline && (++lines >= CHUNK_LINES || p.position - start >= CHUNK_LENGTH)) cut();
  }
  if (start === text.length) return chunks;
  if (!isWhole && !p.events.endsWithNewline) return undefined;
  cut();
  return chunks;
}

/** One step at the top level: a token between statements, or a statement. */
export function readTopLevel(p: Parser): void {
  const before = p.position;
  if (parseGapStep(p) || p.atEnd) return;
  const char = p.peek();
  if (char === ']' || char === '}' || char === ')') {
    parseStrayCloser(p, char);
    return;
  }
  parseStatement(p);
  if (p.position === before) parseSkipped(p);
}

/** Takes what was found since the chunk began. */
function problemsFrom(p: Parser, start: number): SyntaxProblem[] {
  return p.problems
    .splice(0)
    .sort((a, b) => a.start - b.start)
    .map((problem) => moved(problem, -start));
}

/** A problem as seen from elsewhere. */
export function moved(problem: SyntaxProblem, by: number): SyntaxProblem {
  if (by === 0) return problem;
  const opened = problem.openedAt === undefined ? {} : { openedAt: problem.openedAt + by };
  return { ...problem, start: problem.start + by, end: problem.end + by, ...opened };
}
