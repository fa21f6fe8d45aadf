import assert from 'node:assert/strict';
import { rowsOf, seeded } from './fault-table';
import { prepareBench, tryOut } from './interrupted-deploy';
import { SCENARIOS } from './scenario';

/** In all; `npm run reliability` does the whole table. */
const TRIALS = 300;
const SEED = 20_261_125;

describe('a deploy that is interrupted', () => {
  for (const [index, scenario] of SCENARIOS.entries()) {
    it(`leaves the router in the old state or in the confirmed new one: ${scenario.name}`, async function () {
      this.timeout(180_000);
      const bench = await prepareBench(scenario);
      assert.equal(bench.clean.end, 'kept');
      assert.notEqual(bench.new, bench.old);
      const random = seeded(SEED + index);
      const all = rowsOf(bench, bench.clean, 200, SEED + index).flatMap(({ what, trials }) =>
        trials.map((trial) => ({ what, trial })),
      );
      for (let n = 0; n < TRIALS / SCENARIOS.length; n++) {
        const chosen = all[Math.floor(random() * all.length)];
        assert.ok(chosen);
        const result = await tryOut(bench, chosen.trial);
        assert.equal(result.failure, undefined, `${chosen.what}: ${JSON.stringify(chosen.trial)}, ${result.end}`);
      }
    });
  }
});
