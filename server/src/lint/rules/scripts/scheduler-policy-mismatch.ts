import { type Item, valueOf } from '../../../config/item';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { storedCode, withCalledScripts } from '../../stored-code';

export const schedulerPolicyMismatch: LintRule = {
  id: 'scheduler-policy-mismatch',
  severity: 'warning',
  needs: 'owned',
  summary: 'A scheduler entry with fewer permissions than the script that it runs.',
  why: 'A script that is called by name needs its own permissions within those of the caller. What the scheduler lacks is refused: “not enough permissions (9)”, and the script never runs.',
  source: 'Scripting manual, script permissions.',
  valid: [
    {
      code: '/system script add name=backup policy=ftp,read,write source="/export file=x"\n/system scheduler add name=daily interval=1d policy=ftp,read,write,test on-event=backup',
    },
  ],
  invalid: [
    {
      code: '/system script add name=backup policy=ftp,read,write source="/export file=x"\n/system scheduler add name=daily interval=1d policy=read,write on-event=backup',
    },
  ],
  check(context) {
    for (const code of storedCode(context)) {
      const given = policies(code.item);
      if (code.item.menu !== '/system/scheduler' || !given) continue;
      for (const { item: script } of withCalledScripts(context, code).filter((each) => each !== code)) {
        const wanted = policies(script);
        const lax = valueOf(script, 'dont-require-permissions');
        const missing = wanted?.filter((policy) => !given.includes(policy)) ?? [];
        if (missing.length === 0 || lax === 'yes' || lax === 'true') continue;
        context.report({
          range: placeOf(code.item, 'policy'),
          message: `The script “${valueOf(script, 'name')}” asks for ${missing.join(', ')}, which this entry does not have: it is refused. Give the entry the same permissions, or the script fewer.`,
          related: [{ range: placeOf(script, 'policy'), message: 'The permissions of the script.' }],
        });
      }
    }
  },
};

/** Undefined where none are written: then they are those of whoever adds the item. */
function policies(item: Item): readonly string[] | undefined {
  return valueOf(item, 'policy')?.split(',').filter(Boolean);
}
