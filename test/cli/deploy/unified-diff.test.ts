import assert from 'node:assert/strict';
import { unifiedDiff } from '../../../cli/src/deploy/unified-diff';

const NAMES = { before: 'now', after: 'then' };

/** Applies a diff as `patch` does. */
function patched(text: string, diff: string): string {
  const lines = text.split('\n').slice(0, -1);
  const result: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const start = /^@@ -(\d+),\d+ \+\d+,\d+ @@$/.exec(line)?.[1];
    if (start !== undefined) {
      while (at < Number(start) - 1) result.push(lines[at++] ?? '');
    } else {
      if (!line.startsWith('+')) assert.equal(lines[at++], line.slice(1));
      if (!line.startsWith('-')) result.push(line.slice(1));
    }
  }
  return [...result, ...lines.slice(at), ''].join('\n');
}

describe('the difference of two texts', () => {
  it('is shown with three lines around it', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', ''];
    const diff = unifiedDiff(lines.join('\n'), lines.join('\n').replace('e\n', 'E\nnew\n'), NAMES);
    assert.equal(diff, '--- now\n+++ then\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+new\n f\n g\n h\n');
    assert.equal(unifiedDiff('a\n', 'a\n', NAMES), '');
  });

  it('makes one text of the other, whatever they are', () => {
    let seed = 7;
    const next = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const text = () => Array.from({ length: 1 + next(30) }, () => `${next(4)}\n`).join('');
    for (let i = 0; i < 300; i++) {
      const [a, b] = [text(), text()];
      const diff = unifiedDiff(a, b, NAMES);
      assert.equal(diff === '' ? a : patched(a, diff), b);
    }
  });
});
