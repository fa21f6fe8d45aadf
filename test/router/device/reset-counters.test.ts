import assert from 'node:assert/strict';
import { resetNatCounters } from '../../../router/src/device/reset-counters';
import { answering } from '../../support/router-state';

describe('Resetting counters', () => {
  it('is of the NAT rules alone', async () => {
    const router = answering({});
    await resetNatCounters(router);
    assert.deepEqual(router.asked, [['/ip/firewall/nat/reset-counters-all']]);
  });
});
