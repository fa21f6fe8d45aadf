import type { CommandUse } from '../../../resolve/command-use';
import { findSelectors } from '../../find-selectors';
import type { Fix, LintRule, Severity } from '../../lint-rule';

export const removeFindUnfiltered: LintRule = {
  id: 'remove-find-unfiltered',
  severity: 'warning',
  needs: 'local',
  summary: 'A remove, disable or set of everything that a menu holds.',
  why: 'Without a condition [find] names every item: all users, all routes, all rules, also those that this script does not know of. Where an item is dynamic the command stops with an error halfway. A menu that the file fills again behind it is a reset, and not reported.',
  source: 'Scripting tips and tricks.',
  valid: [
    { code: '/ip firewall filter remove [find comment="old"]' },
    { code: '/ip firewall filter\nremove [find]\nadd chain=input action=accept comment=first' },
    { code: '/ip firewall connection remove [find]' },
  ],
  invalid: [
    {
      code: '/ip route remove [find]',
      fixed: '/ip route remove [find dynamic=no]',
    },
    { code: '/user remove [find]' },
    { code: '/ip dhcp-client disable [find]' },
  ],
  check(context) {
    const lastAdds = new Map<string, number>();
    for (const { command, menu, node } of context.script.uses)
      if (command?.name === 'add') lastAdds.set(menu.path, Math.max(node.start, lastAdds.get(menu.path) ?? 0));
    for (const { use, find } of findSelectors(context)) {
      const command = use.command?.name ?? '';
      if (!['remove', 'disable', 'set'].includes(command) || !use.menu.holdsItems || hasCondition(find)) continue;
      // A menu that is filled again behind it is reset.
      if (command !== 'set' && (lastAdds.get(use.menu.path) ?? 0) > use.node.start) continue;
      context.report({
        range: find.node.parent ?? find.node,
        severity: severityOf(command, use.menu.path),
        message: `This ${command}s every item of ${use.menu.path}${command === 'set' ? '' : ', also what this script does not know of'}. Say which: [find comment="…"].`,
        fixes: command === 'remove' && MAY_BE_DYNAMIC.has(use.menu.path) ? [notDynamic(find)] : [],
      });
    }
  },
};

const MAY_BE_DYNAMIC = new Set(
  ['route', 'address', 'firewall/filter', 'firewall/nat', 'firewall/mangle', 'firewall/raw', 'firewall/address-list']
    .flatMap((menu) => [`/ip/${menu}`, `/ipv6/${menu}`])
    .concat('/ip/arp', '/ip/dhcp-server/lease', '/queue/simple'),
);
/** Menus whose loss locks the owner out, or opens the router. */
const VITAL = new Set(['/user', '/ip/firewall/filter', '/ipv6/firewall/filter', '/ip/route', '/ip/address']);

function severityOf(command: string, menu: string): Severity {
  if (command === 'set') return 'hint';
  return command === 'remove' && VITAL.has(menu) ? 'error' : 'warning';
}

function hasCondition({ filter, arguments: given }: CommandUse): boolean {
  return (filter?.nodes.length ?? 0) > 0 || given.length > 0;
}

function notDynamic(find: CommandUse): Fix {
  const end = find.word?.end ?? find.node.end;
  return {
    title: 'Leave out dynamic items',
    safe: false,
    edits: [{ range: { start: end, end: find.filter?.end ?? end }, newText: ' dynamic=no' }],
  };
}
