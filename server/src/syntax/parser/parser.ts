import { EventBuffer } from '../event-buffer';
import type { RouterVerdict, SyntaxProblem } from '../syntax-problem';

/** A bracket that is open around the place where the parser stands. */
export type Closer = '}' | ']' | ')';

/** How deep brackets may nest. Far beyond any script; it keeps a file of a million `[` from ending the process. */
const MAX_DEPTH = 200;

type ProblemDetails = Pick<SyntaxProblem, 'tolerated' | 'rule' | 'openedAt'>;

/**
 * How deep operators may nest in one expression: each operator of a chain is one level of the tree, and whoever walks
 * the tree goes as deep.
 */
const MAX_OPERATORS = 500;

/**
 * The place in the text, the events of the tree that is being built, and the problems found so far. The grammar is in the files
 * beside this one, as functions over a Parser. Every character that is passed over becomes part of a token: that is
 * what makes the tree lossless.
 */
export class Parser {
  readonly text: string;
  position: number;
  readonly problems: SyntaxProblem[] = [];
  /** The brackets that are open here, outermost first. */
  readonly closers: Closer[] = [];
  /** What was read so far. */
  readonly events = new EventBuffer();

  constructor(text: string, position = 0) {
    this.text = text;
    this.position = position;
  }

  /** The character at the position, or `distance` behind it; an empty string past the end. */
  peek(distance = 0): string {
    return this.text.charAt(this.position + distance);
  }
  /** The code of the character at the position, or `distance` behind it; NaN past the end. */
  code(distance = 0): number {
    return this.text.charCodeAt(this.position + distance);
  }
  get atEnd(): boolean {
    return this.position >= this.text.length;
  }
  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }
  /** Matches a sticky expression at the position and returns the length of the match, 0 for none. */
  match(expression: RegExp): number {
    expression.lastIndex = this.position;
    return expression.exec(this.text)?.[0].length ?? 0;
  }

  /** Makes a token of the next characters. Its kind, as that of a node, is a number of {@link Kind}. */
  token(kind: number, length: number): void {
    if (length <= 0) return;
    this.events.token(kind, length);
    this.position += length;
  }

  /** What follows until the matching {@link finish} becomes the children of a node. */
  start(): void {
    this.events.start();
  }
  finish(kind: number): void {
    this.events.finish(kind);
  }
  /** The number of children so far in the open node: a place to which {@link wrap} can go back. */
  get mark(): number {
    return this.events.size;
  }
  /** Makes the children since the mark into one node. */
  wrap(mark: number, kind: number): void {
    this.events.wrap(mark, kind);
  }

  problem(start: number, end: number, verdict: RouterVerdict, message: string, more: ProblemDetails = {}): void {
    // Behind a first problem at a place every further one there is its echo.
    if (this.#lastProblemStart === start) return;
    this.#lastProblemStart = start;
    this.problems.push({ start, end: Math.max(end, start), verdict, message, ...more });
  }
  #lastProblemStart = -1;

  /** Opens a bracket; false where they nest too deep, and then nothing was consumed. */
  enter(closer: Closer): boolean {
    if (this.closers.length >= MAX_DEPTH) return false;
    this.closers.push(closer);
    return true;
  }
  leave(): void {
    this.closers.pop();
  }
  /** Counts an operator of the expression that is being read; false where there are too many to be held. */
  countOperator(): boolean {
    return ++this.#operators <= MAX_OPERATORS;
  }
  /** Reads an expression with a count of its own, within that of the one around it. */
  withinExpression(read: () => void): void {
    const outer = this.#operators;
    read();
    this.#operators = outer;
  }
  #operators = 0;
  get closer(): Closer | undefined {
    return this.closers[this.closers.length - 1];
  }
}
