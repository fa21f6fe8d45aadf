import { LineIndex } from '../text/line-index';
import type { Analysis } from './analysis';

/** Lines from 0, the last one included. */
export interface FoldingRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'region' | 'comment';
}

/** What can be folded: the lines of a menu, blocks and arrays, long statements, runs of comments. */
export function foldingRanges(analysis: Analysis): FoldingRange[] {
  const lines = new LineIndex(analysis.text);
  const ranges: FoldingRange[] = [];
  const add = (start: number, end: number, kind: FoldingRange['kind'], trim = 0) => {
    const startLine = lines.positionAt(start).line;
    const endLine = lines.positionAt(end).line - trim;
    if (endLine > startLine) ranges.push({ startLine, endLine, kind });
  };
  for (const node of analysis.tree.root.descendants()) {
    if (node.kind === 'block' || node.kind === 'array') add(node.start, node.end, 'region', node.token('}') ? 1 : 0);
    else if (node.kind === 'command' && node.parent?.kind === 'script' && !node.child('block'))
      add(node.start, node.end, 'region');
  }
  foldMenus(analysis, add);
  foldComments(analysis.text, ranges);
  return ranges;
}

function foldMenus(analysis: Analysis, add: (start: number, end: number, kind: 'region') => void): void {
  let start: number | undefined;
  let end = 0;
  for (const use of analysis.script.uses) {
    if (use.holder || use.slot) continue;
    if (use.kind === 'menu') {
      if (start !== undefined) add(start, end, 'region');
      start = use.node.start;
    }
    end = use.node.end;
  }
  if (start !== undefined) add(start, end, 'region');
}

function foldComments(text: string, ranges: FoldingRange[]): void {
  let first = -1;
  const rows = text.split('\n');
  for (let line = 0; line <= rows.length; line++) {
    const isComment = /^\s*#/.test(rows[line] ?? '');
    if (isComment && first < 0) first = line;
    if (!isComment && first >= 0) {
      if (line - 1 > first) ranges.push({ startLine: first, endLine: line - 1, kind: 'comment' });
      first = -1;
    }
  }
}
