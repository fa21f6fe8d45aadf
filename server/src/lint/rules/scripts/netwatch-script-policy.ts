import { valueOf } from '../../../config/item';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { storedCode, withCalledScripts } from '../../stored-code';

const WATCH = '/tool netwatch add host=192.0.2.1 down-script="/system script run wan1-down"';

export const netwatchScriptPolicy: LintRule = {
  id: 'netwatch-script-policy',
  severity: 'warning',
  needs: 'owned',
  summary: 'A script with more permissions than netwatch may hand on.',
  why: 'Netwatch runs with read, write, test and reboot only. A script that asks for more, and one without policy asks for everything, is refused: the host goes down, and nothing happens but a line in the log.',
  source: 'Netwatch manual; since when is not proven, so a warning.',
  valid: [
    { code: `/system script add name=wan1-down policy=read,write,test source=":log warning down"\n${WATCH}` },
    { code: `/system script add name=wan1-down dont-require-permissions=yes source=":log warning down"\n${WATCH}` },
  ],
  invalid: [
    {
      code: `/system script add name=wan1-down policy=ftp,read,write source=":log warning down"\n${WATCH}`,
      fixed: `/system script add name=wan1-down policy=read,write source=":log warning down"\n${WATCH}`,
    },
    {
      code: `/system script add name=wan1-down source=":log warning down"\n${WATCH}`,
      fixed: `/system script add name=wan1-down source=":log warning down" policy=read,write,test\n${WATCH}`,
    },
  ],
  check(context) {
    const { text, report } = context;
    const reported = new Set<unknown>();
    for (const code of storedCode(context)) {
      if (code.item.menu !== '/tool/netwatch') continue;
      for (const { item } of withCalledScripts(context, code).filter((each) => each !== code)) {
        const lax = valueOf(item, 'dont-require-permissions');
        const policy = item.properties.get('policy');
        if (
          reported.has(item) ||
          !item.added ||
          lax === 'yes' ||
          lax === 'true' ||
          (policy && policy.value === undefined)
        )
          continue;
        const asked = policy?.value?.split(',').filter(Boolean);
        const excess = asked?.filter((name) => !ALLOWED.includes(name));
        if (excess?.length === 0) continue;
        reported.add(item);
        const left = asked?.filter((name) => ALLOWED.includes(name)) ?? ['read', 'write', 'test'];
        report({
          range: placeOf(item, 'policy', 'name'),
          message: `Netwatch calls this script with read, write, test and reboot only, and it asks for ${excess ? excess.join(', ') : 'everything, since it has no policy'}: it is refused. Give it policy=${left.join(',')}.`,
          fixes:
            left.length > 0
              ? [
                  {
                    title: `Ask only for ${left.join(', ')}`,
                    safe: false,
                    edits: [
                      {
                        ...setProperty(text, item, 'policy', 'x'),
                        newText: `${policy ? '' : ' '}policy=${left.join(',')}`,
                      },
                    ],
                  },
                ]
              : [],
          related: [{ range: code.range, message: 'Netwatch calls it from here.' }],
        });
      }
    }
  },
};

const ALLOWED = ['read', 'write', 'test', 'reboot'];
