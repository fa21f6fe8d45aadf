import type { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import { SyntaxToken as Token } from '../syntax/syntax-node';
import type { SyntaxTree } from '../syntax/syntax-tree';

/** Rules that the author switched off, for the whole file or for one statement. */
export interface Suppressions {
  /** Whether a finding of a rule that starts at `offset` is switched off. */
  has(rule: string, offset: number): boolean;
}

const NEXT_LINE = /^#\s*rscope-disable-next-line\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/;
const FILE = /^#\s*rscope-disable-file\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/;

/**
 * Reads `# rscope-disable-next-line rule -- reason` and `# rscope-disable-file rule` from the comments. "Next line" is the
 * next statement: its continuation lines belong to it.
 */
export function readSuppressions(tree: SyntaxTree): Suppressions {
  // Most scripts have none, and a long one is not walked for nothing.
  if (!tree.text.toString().includes('rscope-disable')) return { has: () => false };
  // Of several scripts each speaks for itself.
  const file = new Set<string>();
  const inFile = (rule: string, offset: number) => `${rule} ${tree.scriptAt(offset)}`;
  const ranges: { rule: string; start: number; end: number }[] = [];
  for (const comment of comments(tree.root)) {
    for (const rule of names(FILE, comment.text)) file.add(inFile(rule, comment.start));
    const local = names(NEXT_LINE, comment.text);
    if (local.length === 0) continue;
    const statement = statementBehind(comment);
    if (statement) for (const rule of local) ranges.push({ rule, start: statement.start, end: statement.end });
  }
  return {
    has: (rule, offset) =>
      file.has(inFile(rule, offset)) ||
      ranges.some((range) => range.rule === rule && range.start <= offset && offset <= range.end),
  };
}

function names(pattern: RegExp, comment: string): string[] {
  return (pattern.exec(comment)?.[1] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

function* comments(root: SyntaxNode): Generator<SyntaxToken> {
  for (const node of root.descendants())
    for (const element of node.elements) if (element instanceof Token && element.kind === 'comment') yield element;
}

function statementBehind(comment: SyntaxToken): SyntaxNode | undefined {
  return comment.parent.nodes.find((node) => node.start >= comment.end);
}
