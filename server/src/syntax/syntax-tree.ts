import type { TextRange } from '../base/text-range';
import { ChunkedText } from '../text/chunked-text';
import { type GreenElement, type GreenNode, greenNode } from './green';
import { moved, readChunks, type SyntaxChunk } from './syntax-chunk';
import { SyntaxNode } from './syntax-node';
import type { SyntaxProblem } from './syntax-problem';

/** A stretch of a tree that was put together from several scripts. */
export interface TreePart extends TextRange {
  /** Which script it belongs to. A script that another one interrupts has several parts. */
  readonly script: number;
  /** Where it begins in its script, and how long it is there. */
  readonly offset: number;
  readonly length: number;
}

/**
 * One script, read. Immutable: an edit makes a new tree that shares what did not change. The tree is made from the chunks
 * where somebody asks for it.
 */
export class SyntaxTree {
  #problems: readonly SyntaxProblem[] | undefined;
  #green: GreenNode | undefined;
  #root: SyntaxNode | undefined;

  constructor(
    readonly text: ChunkedText<SyntaxChunk>,
    /** The scripts that it was put together from, in the order of the text; undefined for one script. */
    readonly parts?: readonly TreePart[],
  ) {}

  /** The part that holds the character at an offset, the last one for the end of the text; undefined for one script. */
  partAt(offset: number): TreePart | undefined {
    const { parts } = this;
    return parts && (parts.find(({ end }) => offset < end) ?? parts[parts.length - 1]);
  }
  /** Which script an offset lies in; 0 for one script. */
  scriptAt(offset: number): number {
    return this.partAt(offset)?.script ?? 0;
  }

  /** What the router would not accept, in the order of the text. The router itself stops at the first. */
  get problems(): readonly SyntaxProblem[] {
    this.#problems ??= this.#collectProblems();
    return this.#problems;
  }
  #collectProblems(): SyntaxProblem[] {
    const problems: SyntaxProblem[] = [];
    let offset = 0;
    for (const chunk of this.text.chunks) {
      for (const problem of chunk.problems) problems.push(moved(problem, offset));
      offset += chunk.text.length;
    }
    return problems;
  }

  get green(): GreenNode {
    this.#green ??= greenNode('script', [...this.elements()]);
    return this.#green;
  }
  get root(): SyntaxNode {
    this.#root ??= new SyntaxNode(this.green, undefined, 0);
    return this.#root;
  }

  /** The tokens and statements of the top level in order, made as they are asked for. */
  *elements(): Generator<GreenElement> {
    for (const chunk of this.text.chunks) yield* chunk.elements;
  }
}

/** One replacement in a text: the old range and what takes its place. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Reads a script. Never throws; whatever can't be understood is an error node, and a problem says why. */
export function parse(text: string): SyntaxTree {
  return new SyntaxTree(new ChunkedText(readChunks(text, true) ?? [], text));
}

/** The text of a tree: exactly what was parsed. */
export function print(tree: SyntaxTree): string {
  return tree.text.toString();
}

/** How many top-level statements a reparse took over from the old tree: tests assert that an edit costs what it should. */
export interface Reparsed {
  readonly tree: SyntaxTree;
  readonly reusedStatements: number;
}

/** Chunks that an edit made shorter than this are read together with the next one, so that they do not dwindle. */
const SHORT_CHUNK = 2048;

/**
 * Reads a script again after one edit: the chunks that it touched, and as many behind them as a statement that is open at
 * their end goes on into. The result equals `parse` of the edited text in kinds, ranges and problems.
 */
export function reparse(old: SyntaxTree, edit: TextEdit): Reparsed {
  const { chunks } = old.text;
  const { start, end } = edit.range;
  const first = old.text.chunkAt(start);
  const last = old.text.chunkAt(end);
  const head = chunks[first.index]?.text.slice(0, start - first.offset) ?? '';
  const tail = chunks[last.index]?.text.slice(end - last.offset) ?? '';
  let window = head + edit.newText + tail;
  let next = last.index + 1;
  if (window.length < SHORT_CHUNK && next < chunks.length) window += chunks[next++]?.text ?? '';
  let fresh = readChunks(window, next >= chunks.length);
  for (let more = 1; !fresh; more *= 2) {
    const added = chunks.slice(next, next + more);
    next += added.length;
    window += added.map((chunk) => chunk.text).join('');
    fresh = readChunks(window, next >= chunks.length);
  }
  const kept = [...chunks.slice(0, first.index), ...chunks.slice(next)];
  const tree = new SyntaxTree(new ChunkedText([...chunks.slice(0, first.index), ...fresh, ...chunks.slice(next)]));
  return {
    tree,
    get reusedStatements() {
      return kept.reduce((count, chunk) => count + chunk.statementCount, 0);
    },
  };
}
