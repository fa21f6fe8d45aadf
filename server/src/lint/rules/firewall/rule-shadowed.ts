import { valueOf } from '../../../config/item';
import type { FirewallRule } from '../../../network/firewall-rule';
import { askShadowedRules } from '../../../network/questions/shadowed-rules';
import { insertAboveItem } from '../../edit-item';
import { removeStatement } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { scriptsChange } from '../../stored-code';

const ACCEPT = 'add chain=forward action=accept connection-state=established,related';
const FASTTRACK = 'add chain=forward action=fasttrack-connection connection-state=established,related';

export const ruleShadowed: LintRule = {
  id: 'rule-shadowed',
  severity: 'warning',
  needs: 'local',
  summary: 'A firewall rule that no packet reaches.',
  why: 'The first rule that fits decides. Where earlier rules take everything that a rule fits, it does nothing: a drop that drops nothing, or a FastTrack that speeds nothing up.',
  source: 'Building Advanced Firewall.',
  valid: [
    { code: `/ip firewall filter\n${FASTTRACK}\n${ACCEPT}` },
    {
      code: '/ip firewall filter\nadd chain=input action=accept protocol=tcp dst-port=22 limit=5,5:packet\nadd chain=input action=drop protocol=tcp dst-port=22',
    },
    {
      code: '/ip firewall filter\nadd chain=input action=accept src-address-list=admins\nadd chain=input action=drop protocol=tcp dst-port=22',
    },
  ],
  invalid: [
    {
      code: `/ip firewall filter\n${ACCEPT}\n${FASTTRACK}\n`,
      fixed: `/ip firewall filter\n${FASTTRACK}\n${ACCEPT}\n`,
    },
    {
      code: '/ip firewall filter\nadd chain=input action=drop in-interface=ether1\nadd chain=input action=accept in-interface=ether1 protocol=icmp\n',
      fixed: '/ip firewall filter\nadd chain=input action=drop in-interface=ether1\n',
    },
  ],
  check(context) {
    for (const { rule, by } of askShadowedRules(context.network)) {
      const [first] = by;
      // Rules that a script switches take turns.
      if (!first || scriptsChange(context, (path) => path === rule.item.menu)) continue;
      const lines = by.map(({ origin }) => context.lineInWords(origin.range.start, rule.origin.range.start));
      const where = lines.length === 1 ? `The rule in ${lines[0]} takes` : `The rules in ${inOne(lines)} take`;
      const isHarmless =
        by.length === 1 && first.action === rule.action && first.value('to-addresses') === rule.value('to-addresses');
      context.report({
        range: rule.origin.range,
        // The same decision, made earlier: a rule too many, but nothing goes wrong.
        severity: isHarmless ? 'info' : 'warning',
        message: `No packet reaches this rule. ${where} everything that it fits${isHarmless ? ', with the same action' : ''}: ${isHarmless ? 'it can go' : 'move it above, or remove it'}.`,
        fixes: [rule.action === 'fasttrack-connection' ? moveAbove(context, rule, first) : remove(context, rule)],
        related: by.map(({ origin, action }) => ({
          range: origin.range,
          message: `This rule (${action}) takes its packets.`,
        })),
      });
    }
  },
};

function remove({ text }: RuleContext, rule: FirewallRule): Fix {
  return { title: 'Remove the rule', safe: false, edits: [removeStatement(text, rule.origin.range)] };
}

function moveAbove({ text }: RuleContext, rule: FirewallRule, first: FirewallRule): Fix {
  const { start, end } = rule.origin.range;
  const statement = text
    .slice(start, end)
    .trim()
    .replace(/^\/ip[\s/]+firewall[\s/]+filter\s+/, '');
  return {
    title: `Move FastTrack above the rule that takes its packets${valueOf(first.item, 'comment') ? ` (${valueOf(first.item, 'comment')})` : ''}`,
    safe: false,
    edits: [insertAboveItem(text, first.item, statement), removeStatement(text, rule.origin.range)],
  };
}

/** `lines 3, 5`, or each line with its file. */
function inOne(lines: readonly string[]): string {
  const numbers = lines.map((line) => /^line (\d+)$/.exec(line)?.[1]);
  return numbers.includes(undefined) ? lines.join(', ') : `lines ${numbers.join(', ')}`;
}
