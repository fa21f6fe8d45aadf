import assert from 'node:assert/strict';
import { parseWaves, runWaves } from '../../../router/src/deploy/deploy-waves';

const FLEET = ['r1', 'r2', 'r3', 'r4', 'r5'];

describe('deploying in waves', () => {
  it('reads how many go first', () => {
    assert.deepEqual(parseWaves('1, 5'), [1, 5, 'rest']);
    assert.deepEqual(parseWaves('rest'), ['rest']);
    for (const nonsense of ['', '0', 'rest,1', 'x', '-1']) assert.equal(parseWaves(nonsense), undefined, nonsense);
  });

  it('begins a wave when the one before is over, and goes on at most so many at once within it', async () => {
    const begun: string[] = [];
    let running = 0;
    let most = 0;
    const results = await runWaves(
      FLEET,
      [1, 'rest'],
      2,
      async (target, wave) => {
        begun.push(`${wave}:${target}`);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return 'kept';
      },
      () => false,
    );
    assert.deepEqual(begun, ['0:r1', '1:r2', '1:r3', '1:r4', '1:r5']);
    assert.equal(most, 2);
    assert.deepEqual(
      results.map(({ end }) => end),
      Array(5).fill('kept'),
    );
  });

  it('leaves the rest of the fleet alone when one router failed', async () => {
    const results = await runWaves(
      FLEET,
      [1, 2, 'rest'],
      1,
      async (target) => target,
      (end) => end === 'r2',
    );
    assert.deepEqual(
      results.map(({ target, end }) => (end === undefined ? `${target} left` : target)),
      ['r1', 'r2', 'r3 left', 'r4 left', 'r5 left'],
    );
  });
});
