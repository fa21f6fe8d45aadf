import assert from 'node:assert/strict';
import { compareWithNetfilter, countParts } from './comparison';
import { NetfilterOracle } from './oracle-client';
import { Random } from './random';
import { randomRuleSet } from './rule-set';

/** `npm run netfilter` sends ten times as many. */
const SIZE = { ruleSets: 50, packets: 1000, seed: 1 };

describe('the packet engine and Linux’s netfilter', function () {
  this.timeout(120_000);
  let oracle: NetfilterOracle | undefined;

  before(async () => {
    oracle = await NetfilterOracle.start().catch((error: Error) => {
      console.log(`    not compared: ${error.message} (root, iproute2, iptables and nftables are needed)`);
      return undefined;
    });
  });
  after(() => oracle?.close());

  it('the random rules have every matcher and every action in at least 3 % of them', () => {
    const sets = Array.from({ length: 500 }, (_, seed) => randomRuleSet(new Random(seed + 1)));
    const { rules, matchers, actions } = countParts(sets);
    for (const [name, count] of [...Object.entries(matchers), ...Object.entries(actions)]) {
      assert.ok(count >= 0.03 * rules, `${name} is in ${count} of ${rules} rules`);
    }
  });

  it('say the same of random packets in random rule sets', async function () {
    if (!oracle) return this.skip();
    const { packets, verdicts, disagreements } = await compareWithNetfilter(oracle, SIZE);
    const [first] = disagreements;
    assert.equal(
      first,
      undefined,
      `${disagreements.length} disagreements, the first: ${JSON.stringify(first, null, 2)}`,
    );
    assert.ok(packets >= SIZE.packets);
    for (const verdict of ['forwarded', 'local', 'sent', 'dropped', 'rejected']) {
      assert.ok((verdicts[verdict] ?? 0) >= 0.1 * packets, `${verdict}: ${verdicts[verdict]} of ${packets}`);
    }
  });
});
