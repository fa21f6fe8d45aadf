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

  it('the shop on three servers has each of its faults, on its line', () => {
    const text = readFileSync('examples/server-lb-faulty.rsc', 'utf8');
    const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
    const watch = (server: number) => lineOf(`add host=192.168.10.1${server}`);
    assert.deepEqual(
      summary(text, findingsIn(text)).sort(),
      [
        // The unmarked rule stands first: it takes the visitors of all shares …
        `error serverlb-last-resort-order:${lineOf('add chain=dstnat') + 1}`,
        `error serverlb-last-resort-order:${lineOf('add chain=dstnat') + 2}`,
        // … and web1-down leaves it on.
        `error serverlb-failover-incomplete:${watch(1)}`,
        // Every click may meet another server.
        `info serverlb-stickiness:${lineOf('add chain=prerouting')}`,
        // web2-up looks for a comment that is written otherwise, so web2 stays off.
        `warning find-comment-no-match:${lineOf('to wbe2')}`,
        `warning netwatch-asymmetric-scripts:${watch(2)}`,
        // The third share has a mark but no server.
        `warning serverlb-partition:${lineOf('new-connection-mark=web3')}`,
      ].sort(),
    );
  });

  it('the shop on three servers with its faults corrected is right', () => {
    const text = readFileSync('examples/server-lb-corrected.rsc', 'utf8');
    assert.deepEqual(summary(text, findingsIn(text).filter(isSerious)), []);
  });

  it('every real script is checked to its end', function () {
    const files = [...sharedScripts('corpus'), ...sharedScripts('oracle/parse')];
    if (files.length === 0) return this.skip();
    this.timeout(120_000);
    for (const file of files) findingsIn(readFileSync(file, 'utf8'));
  });
});
