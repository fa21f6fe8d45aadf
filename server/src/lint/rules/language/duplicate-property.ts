import type { ArgumentUse } from '../../../resolve/command-use';
import { removeArgument } from '../../edit-text';
import type { LintRule, RuleContext } from '../../lint-rule';

export const duplicateProperty: LintRule = {
  id: 'duplicate-property',
  severity: 'warning',
  needs: 'local',
  summary: 'A property that one statement sets twice.',
  why: 'Only one of the two values can hold. Often the second was meant for another property, such as dst-address for src-address.',
  source: 'Command line interface manual.',
  valid: [
    { code: '/ip firewall nat add chain=srcnat src-address=10.0.0.0/8 dst-address=!10.0.0.0/8 action=masquerade' },
    { code: '/interface bridge port\nadd bridge=a interface=ether2\nadd bridge=a interface=ether3' },
  ],
  invalid: [
    {
      code: '/ip firewall filter add chain=input action=drop in-interface=ether1 chain=input',
      fixed: '/ip firewall filter add chain=input action=drop in-interface=ether1',
    },
    { code: '/ip route add dst-address=10.0.0.0/8 dst-address=192.0.2.1' },
  ],
  check(context) {
    for (const use of context.script.uses) {
      if (use.kind !== 'command' || use.menu.parent === undefined) continue;
      const seen = new Map<string, ArgumentUse>();
      for (const argument of use.arguments) {
        if (argument.form !== 'named' || !argument.argument) continue;
        const first = seen.get(argument.name);
        if (first) report(context, first, argument);
        else seen.set(argument.name, argument);
      }
    }
  },
};

function report(context: RuleContext, first: ArgumentUse, second: ArgumentUse): void {
  const { name, range } = second;
  const isSame = first.text !== undefined && first.text === second.text;
  context.report({
    range,
    message: isSame
      ? `${name} is already set to the same value in this statement: remove one of the two.`
      : `${name} is set twice in this statement: only one value can hold. Was another property meant?`,
    fixes: isSame
      ? [{ title: `Remove the second ${name}`, safe: true, edits: [removeArgument(context.text, range)] }]
      : [],
    related: [{ range: first.range, message: `${name} is set here first.` }],
  });
}
