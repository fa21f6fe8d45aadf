import { parseDuration } from '../../../base/duration';
import { valueOf } from '../../../config/item';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

export const netwatchIntervalTimeout: LintRule = {
  id: 'netwatch-interval-timeout',
  severity: 'info',
  needs: 'local',
  summary: 'A netwatch timeout that is not shorter than the interval.',
  why: 'The next probe is due before the last one was given up: probes overlap, and the state is late by more than it seems.',
  source: 'Netwatch manual.',
  valid: [{ code: '/tool netwatch add host=192.0.2.1 interval=10s timeout=2s' }],
  invalid: [{ code: '/tool netwatch add host=192.0.2.1 interval=5s timeout=10s' }],
  check({ network, report }) {
    for (const item of network.items('/tool/netwatch')) {
      const interval = parseDuration(valueOf(item, 'interval') ?? '');
      const written = valueOf(item, 'timeout') ?? '';
      // A bare number was milliseconds in old versions.
      const timeout = /^\d+$/.test(written) ? undefined : parseDuration(written);
      if (interval === undefined || timeout === undefined || interval === 0 || timeout < interval) continue;
      report({
        range: placeOf(item, 'timeout'),
        message: `A probe is given up after ${written} only, but the next one is due after ${valueOf(item, 'interval')}. Make the timeout shorter than the interval.`,
      });
    }
  },
};
