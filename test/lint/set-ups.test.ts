import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { findingsIn, summary } from '../support/findings';
import { sharedScripts } from '../support/shared-files';

const isSerious = (finding: { severity: string }) => finding.severity !== 'hint';

describe('whole set-ups', () => {
  for (const file of sharedScripts('facts/configs')) {
    const routeros = file.includes('-v6') ? '6.49' : '7.20';
    it(`${basename(file)} is right: nothing above hint for RouterOS ${routeros}`, () => {
      const text = readFileSync(file, 'utf8');
      assert.deepEqual(summary(text, findingsIn(text, routeros).filter(isSerious)), []);
    });
  }

  it('every real script is checked to its end', function () {
    const files = [...sharedScripts('corpus'), ...sharedScripts('oracle/parse')];
    if (files.length === 0) return this.skip();
    this.timeout(120_000);
    for (const file of files) findingsIn(readFileSync(file, 'utf8'));
  });
});
