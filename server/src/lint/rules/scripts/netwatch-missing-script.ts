import { reportMissingScripts } from '../../called-scripts';
import type { LintRule } from '../../lint-rule';

export const netwatchMissingScript: LintRule = {
  id: 'netwatch-missing-script',
  severity: 'error',
  needs: 'owned',
  summary: 'A netwatch entry that calls a script which is never made.',
  why: 'Netwatch sees the host go down, calls the script, and nothing happens: the failover that the entry was made for does not exist.',
  source: 'Netwatch manual.',
  valid: [
    {
      code: '/system script add name=wan1-down policy=read,write,test source=":log warning down"\n/tool netwatch add host=192.0.2.1 down-script="/system script run wan1-down"',
    },
    { code: '/tool netwatch add host=192.0.2.1 up-script=beep' },
  ],
  invalid: [
    {
      code: '/system script add name=wan1-down policy=read,write,test source=":log warning down"\n/tool netwatch add host=192.0.2.1 down-script="/system script run wan1_down"',
      fixed:
        '/system script add name=wan1-down policy=read,write,test source=":log warning down"\n/tool netwatch add host=192.0.2.1 down-script="/system script run wan1-down"',
    },
  ],
  check(context) {
    for (const item of context.configuration.menu('/tool/netwatch').items) {
      for (const name of ['up-script', 'down-script', 'test-script']) {
        const property = item.properties.get(name);
        if (property) reportMissingScripts(context, item, property, `The ${name}`);
      }
    }
  },
};
