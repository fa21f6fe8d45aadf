import { parseDuration } from '../../../base/duration';
import { valueOf } from '../../../config/item';
import type { LintRule } from '../../lint-rule';

export const schedulerNoInterval: LintRule = {
  id: 'scheduler-no-interval',
  severity: 'info',
  needs: 'local',
  summary: 'A scheduler entry that is named for a rhythm, and has none.',
  why: 'Without an interval an entry runs once, when its start time comes for the first time, and never again. The daily backup is then a single one.',
  source: 'Scheduler manual.',
  valid: [
    { code: '/system scheduler add name=daily-backup start-time=03:00:00 interval=1d on-event="/export file=x"' },
    { code: '/system scheduler add name=once start-time=startup on-event="/export file=x"' },
  ],
  invalid: [{ code: '/system scheduler add name=daily-backup start-time=03:00:00 on-event="/export file=x"' }],
  check({ network, report }) {
    for (const item of network.items('/system/scheduler')) {
      const interval = item.properties.get('interval');
      if (!item.added || (interval && parseDuration(interval.value ?? '1') !== 0)) continue;
      const start = item.properties.get('start-time');
      // At start-up, or on one date: once is what was meant. A computed start hangs on more than the text.
      if (start?.value === 'startup' || (start && start.value === undefined) || item.properties.has('start-date'))
        continue;
      const words = `${valueOf(item, 'name') ?? ''} ${valueOf(item, 'comment') ?? ''}`;
      if (!RHYTHM.test(words)) continue;
      report({
        range: item.origin.range,
        message: `“${valueOf(item, 'name')}” has no interval: it runs once, and never again. Add an interval, such as interval=1d.`,
      });
    }
  },
};

const RHYTHM = /daily|nightly|hourly|weekly|monthly|every|each (day|hour|night|week)/i;
