import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import type { TextRange } from '../../server/src/base/text-range';
import { Analysis } from '../../server/src/ide/analysis';

/** A script of a test: the cursor stands in it as `<|>`, ranges that are expected as `‹|…|›`. */
export interface CursorFixture {
  readonly analysis: Analysis;
  readonly text: string;
  /** Undefined where there is no `<|>`. */
  readonly cursor: number;
  readonly ranges: readonly TextRange[];
}

export function readFixture(marked: string, routeros = '7.20'): CursorFixture {
  let text = '';
  let cursor = -1;
  const ranges: TextRange[] = [];
  let start = -1;
  for (const part of marked.split(/(<\|>|‹\||\|›)/)) {
    if (part === '<|>') cursor = text.length;
    else if (part === '‹|') start = text.length;
    else if (part === '|›') ranges.push({ start, end: text.length });
    else text += part;
  }
  const forcedVersion = parseRouterOsVersion(routeros);
  return { analysis: new Analysis('file:///test.rsc', text, { forcedVersion }), text, cursor, ranges };
}

/** The script with its ranges marked, for comparing. */
function withRanges(text: string, ranges: readonly TextRange[]): string {
  const ordered = [...ranges].sort((a, b) => b.start - a.start);
  return ordered.reduce(
    (marked, { start, end }) => `${marked.slice(0, start)}‹|${marked.slice(start, end)}|›${marked.slice(end)}`,
    text,
  );
}

/** Fails unless the ranges are those that the fixture marks. */
export function checkRanges({ text, ranges }: CursorFixture, actual: readonly TextRange[]): void {
  assert.equal(withRanges(text, actual), withRanges(text, ranges));
}
