import assert from 'node:assert/strict';
import { definitions } from '../../server/src/ide/definition';
import { documentHighlights } from '../../server/src/ide/document-highlights';
import { applyEdits } from '../../server/src/ide/fix-all';
import { references } from '../../server/src/ide/references';
import { rename, renameTarget } from '../../server/src/ide/rename';
import { checkRanges, readFixture } from './cursor-fixture';

/** Fails unless the definitions of what is at `<|>` are the ranges marked `‹|…|›`. */
export function checkDefinitions(marked: string): void {
  const fixture = readFixture(marked);
  checkRanges(fixture, definitions(fixture.analysis, fixture.cursor));
}

/** Fails unless all places of what is at `<|>` are the ranges marked `‹|…|›`; they light up together, too. */
export function checkReferences(marked: string): void {
  const fixture = readFixture(marked);
  checkRanges(fixture, references(fixture.analysis, fixture.cursor, true));
  const lit = documentHighlights(fixture.analysis, fixture.cursor).map(({ range }) => range);
  checkRanges(fixture, lit);
}

/** The script after what is at `<|>` was renamed; the reason where it can't be. */
export function renamed(marked: string, newName: string): string {
  const { analysis, text, cursor } = readFixture(marked);
  const target = renameTarget(analysis, cursor);
  if ('refusal' in target) return target.refusal;
  assert.ok(target.range.start <= cursor && cursor <= target.range.end);
  const renaming = rename(analysis, cursor, newName);
  return 'refusal' in renaming ? renaming.refusal : applyEdits(text, renaming.edits);
}
