import { reportMissingScripts } from '../../called-scripts';
import type { LintRule } from '../../lint-rule';

export const schedulerMissingScript: LintRule = {
  id: 'scheduler-missing-script',
  severity: 'error',
  needs: 'owned',
  summary: 'A scheduler entry that calls a script which is never made.',
  why: 'The entry runs, finds no script, and only the log says so: the backup or the failover that it should have done never happens.',
  source: 'Scripting manual; Scheduler manual.',
  valid: [
    {
      code: '/system script add name=backup source="/export file=x"\n/system scheduler add name=daily interval=1d on-event=backup',
    },
    { code: '/system scheduler add name=noon interval=1d on-event=beep' },
    { code: '/system scheduler add name=daily interval=1d on-event="/export file=x"' },
  ],
  invalid: [
    {
      code: '/system script add name=backup source="/export file=x"\n/system scheduler add name=daily interval=1d on-event=bakcup',
      fixed:
        '/system script add name=backup source="/export file=x"\n/system scheduler add name=daily interval=1d on-event=backup',
    },
    { code: '{\n  /export file=x\n}\n/system scheduler add name=daily interval=1d on-event=backup' },
  ],
  check(context) {
    for (const item of context.configuration.menu('/system/scheduler').items) {
      const property = item.properties.get('on-event');
      if (property) reportMissingScripts(context, item, property, 'The scheduler entry');
    }
  },
};
