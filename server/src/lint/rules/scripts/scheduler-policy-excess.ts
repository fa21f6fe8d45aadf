import { valueOf } from '../../../config/item';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { storedCode, withCalledScripts } from '../../stored-code';

const SCRIPT = '/system scheduler add name=daily interval=1d on-event="/ip route enable [find comment=wan1]"';

export const schedulerPolicyExcess: LintRule = {
  id: 'scheduler-policy-excess',
  severity: 'info',
  needs: 'local',
  summary: 'A scheduler entry that may do far more than its code does.',
  why: 'Whoever can change the code gets all that the entry may do: sniff traffic, see passwords, reach other routers by RoMON. An entry needs the permissions of its commands, no more.',
  source: 'Scripting manual, script permissions.',
  valid: [{ code: `${SCRIPT} policy=read,write,test` }, { code: SCRIPT }],
  invalid: [
    {
      code: `${SCRIPT} policy=read,write,sniff,romon`,
      fixed: `${SCRIPT} policy=read,write`,
    },
  ],
  check(context) {
    for (const code of storedCode(context)) {
      const { item } = code;
      const written = valueOf(item, 'policy')?.split(',').filter(Boolean);
      // An export writes all permissions of whoever made the entry; nobody chose them.
      if (
        item.menu !== '/system/scheduler' ||
        !written ||
        context.configuration.menu(item.menu).completeness === 'complete'
      )
        continue;
      const bodies = withCalledScripts(context, code);
      const uses = bodies.flatMap(({ script }) => script.uses);
      // What a function, a file or an unknown command does is not known.
      if (uses.some((use) => use.kind === 'unknown' || use.kind === 'other' || OPAQUE.has(use.command?.name ?? '')))
        continue;
      const excess = written.filter((policy) => isNeedless(policy, bodies.map(({ text }) => text).join('\n')));
      const left = written.filter((policy) => !excess.includes(policy));
      if (excess.length === 0 || left.length === 0) continue;
      context.report({
        range: placeOf(item, 'policy'),
        message: `Nothing in this code needs ${excess.join(' or ')}. Leave ${excess.length === 1 ? 'it' : 'them'} out.`,
        fixes: [
          {
            title: `Leave out ${excess.join(', ')}`,
            safe: false,
            edits: [{ ...setProperty(context.text, item, 'policy', ''), newText: `policy=${left.join(',')}` }],
          },
        ],
      });
    }
  },
};

const OPAQUE = new Set(['import', 'run', 'parse', 'execute']);

/** Permissions that only a few commands need, by words without which none of them is in the code. */
const NEEDED_FOR: Readonly<Record<string, RegExp>> = {
  sniff: /sniff|torch|packet|trafgen|traffic/,
  romon: /romon/,
  password: /password|user|backup/,
  sensitive: /password|secret|passphrase|key|sensitive|export|backup|certificate|get|user|ppp|wireless|wifi/,
  reboot: /reboot|shutdown|reset|upgrade|update|install|downgrade/,
};

function isNeedless(policy: string, code: string): boolean {
  return NEEDED_FOR[policy]?.test(code) === false;
}
