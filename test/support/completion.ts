import assert from 'node:assert/strict';
import { type Completion, completions } from '../../server/src/ide/completion';
import { readFixture } from './cursor-fixture';

/** The labels that are offered at `<|>`, best first. */
export function offered(marked: string, routeros?: string): string[] {
  return offers(marked, routeros).map(({ label }) => label);
}

function offers(marked: string, routeros?: string): Completion[] {
  const { analysis, cursor } = readFixture(marked, routeros);
  return [...completions(analysis, cursor)].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

/** The line of the cursor after a completion is taken. */
export function inserted(marked: string, label: string, routeros?: string): string {
  const { text, cursor } = readFixture(marked, routeros);
  const offer = offers(marked, routeros).find((each) => each.label === label);
  assert.ok(offer, `${label} is offered`);
  assert.ok(offer.range.start <= cursor && cursor <= offer.range.end, 'the range holds the cursor');
  const after = text.slice(0, offer.range.start) + offer.newText + text.slice(offer.range.end);
  return after.slice(after.lastIndexOf('\n', offer.range.start - 1) + 1).split('\n')[0] ?? '';
}

/** Fails unless the first offers are these. */
export function checkFirst(marked: string, expected: readonly string[], routeros?: string): void {
  assert.deepEqual(offered(marked, routeros).slice(0, expected.length), expected);
}
