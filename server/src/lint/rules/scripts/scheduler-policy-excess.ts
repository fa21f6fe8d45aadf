import type { TextRange } from '../../../base/text-range';
import { valueOf } from '../../../config/item';
import type { CommandUse } from '../../../resolve/command-use';
import { calledScripts, looseBlock } from '../../called-scripts';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule, RuleContext } from '../../lint-rule';
import { argumentNamed, isCommand, storedCode, withCalledScripts } from '../../stored-code';

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
      code: '/system script add name=up source={ /ip route enable [find comment=wan1] }\n/system scheduler add name=daily interval=1d on-event="/system script run up" policy=read,write,test,sniff',
    },
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
      const [own, ...called] = withCalledScripts(context, code);
      const isCall = called.length === 0 && calledScripts(code.text).join() === code.text.trim();
      const block = isCall ? looseBlock(context, item) : undefined;
      // A call of a script that no line makes says nothing of what it needs.
      const bodies = block ? [bodyOf(context, block)] : [own, ...called].flatMap((body) => body ?? []);
      const uses = bodies.flatMap(({ script }) => script.uses);
      // What a function or a file does is not known; of a block that is not stored, what the router refuses never runs.
      if (uses.some(({ kind }) => kind === 'other' || (kind === 'unknown' && !block))) continue;
      const names = new Set(called.map((each) => valueOf(each.item, 'name')));
      const isKnownCall = (use: CommandUse) =>
        isCommand(use, '/system/script', 'run') && names.has(argumentNamed(use, 'number', 'numbers')?.text);
      if (uses.some((use) => OPAQUE.has(use.command?.name ?? '') && !isKnownCall(use))) continue;
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

/** A block of the file with the statements in it. */
function bodyOf({ text, script }: RuleContext, { start, end }: TextRange) {
  const uses = script.uses.filter(({ node }) => start <= node.start && node.end <= end);
  return { text: text.slice(start, end), script: { uses } };
}

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
