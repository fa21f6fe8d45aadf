import type { TextRange } from '../base/text-range';
import { type GreenElement, type GreenNode, greenLength, greenNode, greenText, isGreenNode } from './green';
import { Parser } from './parser/parser';
import { parseStatement } from './parser/statements';
import { parseSkipped, parseStatementGap } from './parser/trivia';
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

/** One step at the top level. What it makes depends only on the text from here on: the ground of {@link reparse}. */
function parseTopLevel(p: Parser): void {
  const before = p.position;
  parseStatementGap(p);
  if (p.atEnd) return;
  const char = p.peek();
  if (char === ']' || char === '}' || char === ')') {
    const silent = char === '}';
    p.problem(
      p.position,
      p.position + 1,
      'expected command name',
      `This ${char} closes nothing: remove it.${silent ? ' RouterOS stops here without a word and never runs what follows.' : ''}`,
      silent ? { tolerated: true } : {},
    );
    p.start();
    p.token('skipped', 1);
    p.finish('error');
    return;
  }
  parseStatement(p);
  if (p.position > before) return;
  parseSkipped(p);
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
 * Reads a script again after one edit. Statements before the touched one are kept; behind it parsing stops as soon as
 * it arrives where a statement of the old tree began. The result equals `parse(newText)` in every respect.
 */
export function reparse(old: SyntaxTree, newText: string, edit: TextEdit): Reparsed {
  const children = old.green.children;
  const delta = edit.newText.length - (edit.range.end - edit.range.start);
  // Tokens look at most one line ahead, and a problem may lie just behind a statement: one statement more is read again.
  let kept = 0;
  let at = 0;
  let lastStatement = { kept: 0, at: 0 };
  let beforeLast = lastStatement;
  for (const child of children) {
    const end = at + greenLength(child);
    if (end >= edit.range.start) break;
    if (isGreenNode(child)) {
      beforeLast = lastStatement;
      lastStatement = { kept, at };
    }
    at = end;
    kept++;
  }
  const from = beforeLast;
  const p = new Parser(newText, from.at);
  const fresh: GreenElement[] = [];
  const boundaries = statementStarts(children);
  let rest: readonly GreenElement[] = [];
  let restStart = newText.length;
  while (!p.atEnd) {
    parseTopLevel(p);
    fresh.push(...p.takeChildren());
    const oldPosition = p.position - delta;
    const index = boundaries.get(oldPosition);
    if (index !== undefined && oldPosition > edit.range.end) {
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
      .map((problem) => ({ ...problem, start: problem.start + delta, end: problem.end + delta })),
  ];
  const reusedStatements = [...children.slice(0, from.kept), ...rest].filter(isGreenNode).length;
  return { tree: new SyntaxTree(green, inOrder(problems)), reusedStatements };
}

/** Where statements end at the top level, and with them the state of the parser is the initial one. */
function statementStarts(children: readonly GreenElement[]): Map<number, number> {
  const starts = new Map<number, number>();
  let at = 0;
  children.forEach((child, index) => {
    const previous = children[index - 1];
    if (previous && isGreenNode(previous)) starts.set(at, index);
    at += greenLength(child);
  });
  return starts;
}
