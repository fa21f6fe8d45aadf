import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan } from '../../../router/src/deploy/apply-plan';
import { planDeploy } from '../../../router/src/deploy/deploy-plan';
import { driftOf } from '../../../router/src/deploy/drift';
import { pullConfiguration } from '../../../router/src/deploy/pull-configuration';
import { verifyDeploy } from '../../../router/src/deploy/verify-deploy';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { readRouterState } from '../../../router/src/device/router-state';
import { Analysis } from '../../../server/src/ide/analysis';
import { startPractice } from '../../support/practice';
import { hasShared, sharedScripts } from '../../support/shared-files';

const EXAMPLES = join(__dirname, '../../../examples');

/** Scripts that a blank router takes from the first line to the last. */
const scripts = [
  ...['ecmp-corrected.rsc', 'server-lb-corrected.rsc'].map((name) => join(EXAMPLES, name)),
  ...sharedScripts('facts/configs'),
];

describe('A configuration on a practice router that it was applied to', () => {
  if (!hasShared('facts/configs')) it('(../shared is not here: its configurations are not tried)');

  for (const file of scripts)
    it(`${file.split('/').pop()}: shows no drift, and all its rules and static routes`, async () => {
      const text = readFileSync(file, 'utf8');
      const analysis = new Analysis(file, text);
      const { major, minor } = analysis.version.version ?? { major: 7, minor: 20 };
      const practice = await startPractice(`${major}.${minor ?? 20}`);
      try {
        const info = await readRouterInfo(practice.connection);
        const outcome = await applyPlan(practice.connection, planDeploy(text, info.version));
        assert.equal(outcome.kind, 'applied', JSON.stringify(outcome));
        const drift = driftOf(text, await pullConfiguration(practice.connection, info), info.version);
        assert.deepEqual(drift.menus, []);
        const after = await readRouterState(practice.connection, info);
        const failed = verifyDeploy({ before: undefined, after, later: after, planned: analysis.network }).filter(
          // Nobody hands out leases there, and nobody answers a dial-up.
          ({ result, check, text: why }) =>
            result === 'failed' && !/^(DHCP|PPPoE) client /.test(check) && !/client|dial-up/.test(why),
        );
        assert.deepEqual(failed, []);
      } finally {
        await practice.stop();
      }
    });
});
