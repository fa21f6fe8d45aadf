import type { Finding, Fix } from '../lint/lint-rule';
import type { TextEdit } from '../syntax/syntax-tree';

/** The fixes of many findings as one change: a fix that touches what an earlier one changes is left out. */
export function combineFixes(
  findings: readonly Finding[],
  wanted: (finding: Finding, fix: Fix) => boolean,
): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const finding of findings) {
    const fix = finding.fixes.find((candidate) => wanted(finding, candidate));
    if (!fix || fix.edits.some((edit) => edits.some((other) => collide(edit, other)))) continue;
    edits.push(...fix.edits);
  }
  return edits.sort((a, b) => a.range.start - b.range.start);
}

function collide(a: TextEdit, b: TextEdit): boolean {
  const isInsertion = a.range.start === a.range.end && b.range.start === b.range.end;
  if (isInsertion) return a.range.start === b.range.start && a.newText === b.newText;
  return a.range.start < b.range.end && b.range.start < a.range.end;
}

/** A text with edits applied that don't overlap, in any order; insertions at one place keep theirs. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort(
      (a, b) => b.edit.range.start - a.edit.range.start || b.edit.range.end - a.edit.range.end || b.index - a.index,
    );
  return ordered.reduce(
    (result, { edit }) => result.slice(0, edit.range.start) + edit.newText + result.slice(edit.range.end),
    text,
  );
}
