import type { TextRange } from '../base/text-range';
import { type GreenElement, type GreenNode, greenLength, greenNode, greenText, isGreenNode } from './green';
import { Parser } from './parser/parser';
import { parseStatement, parseStrayCloser } from './parser/statements';
import { parseGapStep, parseSkipped } from './parser/trivia';
import { SyntaxNode } from './syntax-node';
import type { SyntaxProblem } from './syntax-problem';

/** One script, read. Immutable: an edit makes a new tree that shares what did not change. */
export class SyntaxTree {
  readonly root: SyntaxNode;

  constructor(
    readonly green: GreenNode,
    /** What the router would not accept, in the order of the text. The router itself stops at the first. */
    readonly problems: readonly SyntaxProblem[],
  ) {
    this.root = new SyntaxNode(green, undefined, 0);
  }
}

/** One replacement in a text: the old range and what takes its place. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Reads a script. Never throws; whatever can't be understood is an error node, and a problem says why. */
export function parse(text: string): SyntaxTree {
  const p = new Parser(text);
  while (!p.atEnd) parseTopLevel(p);
  return new SyntaxTree(p.root(), inOrder(p.problems));
}

/** The text of a tree: exactly what was parsed. */
export function print(tree: SyntaxTree): string {
  return greenText(tree.green);
}

/** One step at the top level: a token between statements, or a statement. */
function parseTopLevel(p: Parser): void {
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

function inOrder(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  return [...problems].sort((a, b) => a.start - b.start);
}

/** How many top-level statements a reparse took over from the old tree: tests assert that an edit costs what it should. */
export interface Reparsed {
  readonly tree: SyntaxTree;
  readonly reusedStatements: number;
}

/**
 * Reads a script again after one edit. Lines before the touched statement are kept; behind it parsing stops as soon as it
 * arrives where a line of the old tree began between two statements. The result equals `parse(newText)` in every respect.
 */
export function reparse(old: SyntaxTree, newText: string, edit: TextEdit): Reparsed {
  const children = old.green.children;
  const delta = edit.newText.length - (edit.range.end - edit.range.start);
  const boundaries = lineStarts(children);
  let from = { kept: 0, at: 0 };
  for (const [at, kept] of boundaries) if (at <= edit.range.start && at > from.at) from = { kept, at };
  const p = new Parser(newText, from.at);
  const fresh: GreenElement[] = [];
  let rest: readonly GreenElement[] = [];
  let restStart = newText.length;
  while (!p.atEnd) {
    parseTopLevel(p);
    const made = p.takeChildren();
    fresh.push(...made);
    const last = made[made.length - 1];
    const oldPosition = p.position - delta;
    const index = last?.kind === 'newline' && oldPosition >= edit.range.end ? boundaries.get(oldPosition) : undefined;
    if (index !== undefined) {
      rest = children.slice(index);
      restStart = p.position;
      break;
    }
  }
  const green = greenNode('script', [...children.slice(0, from.kept), ...fresh, ...rest]);
  const problems = [
    ...old.problems.filter((problem) => problem.start < from.at),
    ...p.problems,
    ...old.problems
      .filter((problem) => problem.start >= restStart - delta && rest.length > 0)
      .map((problem) => shifted(problem, delta)),
  ];
  const reusedStatements = [...children.slice(0, from.kept), ...rest].filter(isGreenNode).length;
  return { tree: new SyntaxTree(green, inOrder(problems)), reusedStatements };
}

/** A problem of a part of the text that an edit moved. */
function shifted(problem: SyntaxProblem, delta: number): SyntaxProblem {
  const { start, end, openedAt } = problem;
  const opened = openedAt === undefined ? {} : { openedAt: openedAt + delta };
  return { ...problem, start: start + delta, end: end + delta, ...opened };
}

/** Where lines begin between statements: there parsing always starts afresh, whatever stands before. */
function lineStarts(children: readonly GreenElement[]): Map<number, number> {
  const starts = new Map<number, number>();
  let at = 0;
  children.forEach((child, index) => {
    at += greenLength(child);
    if (child.kind === 'newline') starts.set(at, index + 1);
  });
  return starts;
}
