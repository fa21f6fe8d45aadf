import assert from 'node:assert/strict';
import { hover } from '../../server/src/ide/hover';
import { checkRanges, readFixture } from './cursor-fixture';

/** The Markdown that is shown at `<|>`; where the fixture marks a range `‹|…|›`, the hover must be for it. */
export function hovered(marked: string, routeros?: string): string {
  const fixture = readFixture(marked, routeros);
  const found = hover(fixture.analysis, fixture.cursor);
  if (fixture.ranges.length > 0) {
    assert.ok(found, 'there is a hover');
    checkRanges(fixture, [found.range]);
  }
  return found?.markdown ?? '';
}
