import type { Command, Menu } from '../../../catalogue/catalogue';
import { describeVersions, versionsWithArgument } from '../../../catalogue/known-versions';
import { suggestName } from '../../../catalogue/suggestion';
import type { ArgumentUse, CommandUse } from '../../../resolve/command-use';
import { removeArgument } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

export const unknownProperty: LintRule = {
  id: 'unknown-property',
  severity: 'error',
  needs: 'local',
  summary: 'A property that the command does not have in this RouterOS version.',
  why: 'RouterOS refuses the whole line (“expected end of command”), an import stops there, and the rule or route that the line should have made does not exist: a firewall rule that is missing protects nothing.',
  source: 'Command trees of RouterOS 7.9 to 7.24; verbose exports of RouterOS 6.',
  valid: [
    { code: 'set [find name=x] disabled=yes' },
    { code: '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1 routing-mark=to_WAN1', routeros: '6.49' },
    { code: '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1 routing-table=main', routeros: '7.20' },
  ],
  invalid: [
    {
      code: '/ip firewall nat add chain=srcnat action=masquerade out-interfaces=ether1',
      fixed: '/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1',
    },
    {
      code: '/system ntp client set server-dns-names=pool.example.org',
      fixed: '/system ntp client set servers=pool.example.org',
      routeros: '7.20',
    },
    { code: '/ip dhcp-client add interface=ether1 default-route-tables=main', routeros: '7.15' },
    { code: '/ip firewall filter add chain=forward connection-in-interface-list=WAN action=drop' },
  ],
  check(context) {
    for (const use of context.script.uses) {
      if (use.kind !== 'command' || !use.command || use.afterUnknownMenu || !use.menu.certain) continue;
      if (
        use.command.name === 'find' ||
        use.command.arguments.size === 0 ||
        isUnprovenInSix(context, use) ||
        isFragment(use) ||
        isAssignment(use)
      )
        continue;
      for (const argument of use.arguments) if (isUnknown(argument)) reportUnknown(context, use, argument);
    }
  },
};

/** Exports show what `add` and `set` take; what other commands of RouterOS 6 took nobody has written down. */
function isUnprovenInSix(context: RuleContext, use: CommandUse): boolean {
  const mayBeSix = (context.version?.major ?? 6) < 7;
  return mayBeSix && use.command?.name !== 'add' && use.command?.name !== 'set';
}

/** `set [find …] disabled=yes` above any menu was cut out of one: the global :set is not what was meant. */
function isFragment(use: CommandUse): boolean {
  const hasSigil = use.node.child('path')?.green.children[0]?.kind === ':';
  return use.menu.parent === undefined && use.command?.name === 'set' && !hasSigil;
}

/** `:local x=5` has a rule of its own. */
function isAssignment({ menu, command }: CommandUse): boolean {
  return menu.parent === undefined && ['local', 'global', 'set'].includes(command?.name ?? '');
}

function isUnknown(argument: ArgumentUse): boolean {
  // `.role=` is short for the scope of the argument before it; a scope is known to routers that have the hardware.
  return argument.form === 'named' && argument.argument === undefined && !argument.name.includes('.');
}

/** What RouterOS 7 calls what RouterOS 6 has under another name, with the same values. */
const SINCE_SEVEN: Readonly<Record<string, string>> = {
  '/ip/route routing-mark': 'routing-table',
  '/system/ntp/client server-dns-names': 'servers',
  '/tool/e-mail start-tls': 'tls',
  '/tool/e-mail address': 'server',
};

/** The name that the property has in the version that is read for, where it changed; either way round. */
function newName({ menu, command }: CommandUse, { name }: ArgumentUse): string | undefined {
  const known = menu.renamed(name) ?? SINCE_SEVEN[`${menu.path} ${name}`] ?? oldName(menu, command, name);
  return known !== undefined && command?.argument(known) ? known : undefined;
}

function oldName(menu: Menu, command: Command | undefined, name: string): string | undefined {
  const before = Object.entries(SINCE_SEVEN).find(
    ([old, successor]) => successor === name && old.startsWith(`${menu.path} `),
  );
  const candidates = before ? [before[0].slice(menu.path.length + 1)] : [...(command?.arguments.keys() ?? [])];
  return candidates.find((old) => before !== undefined || menu.renamed(old) === name);
}

function reportUnknown(context: RuleContext, use: CommandUse, argument: ArgumentUse): void {
  const { menu, command } = use;
  if (!command) return;
  const names = [...command.arguments.keys()];
  // An abbreviation that fits several names is the router's matter, not a name that does not exist.
  if (names.some((name) => name.startsWith(argument.name))) return;
  const renamed = newName(use, argument);
  const elsewhere = context.version
    ? describeVersions(versionsWithArgument(menu.path, command.name, argument.name))
    : undefined;
  const similar = renamed ?? (elsewhere ? undefined : suggestName(argument.name, names));
  // Of extra packages the trees tell less: there only a name that is known from elsewhere is proof.
  if (menu.needsPackage && !elsewhere && !similar) return;
  const advice = renamed
    ? `: it is called “${renamed}” there${elsewhere ? ` (${elsewhere})` : ''}`
    : elsewhere
      ? ` (${elsewhere})`
      : similar
        ? `: did you mean “${similar}”?`
        : '';
  const place = menu.parent ? `${menu.path} ${command.name}` : `:${command.name}`;
  const isGiven = use.arguments.some(({ name }) => name === similar);
  const fixes: Fix[] =
    similar && !isGiven
      ? [
          {
            title: `Change to “${similar}”`,
            safe: false,
            edits: [{ range: { start: argument.nameRange.start, end: argument.nameRange.end }, newText: similar }],
          },
        ]
      : elsewhere || isGiven
        ? [{ title: `Remove “${argument.name}”`, safe: false, edits: [removeArgument(context.text, argument.range)] }]
        : [];
  context.report({
    range: argument.nameRange,
    message: `${place} has no property “${argument.name}”${advice}${advice.endsWith('?') ? '' : '.'} RouterOS refuses the whole line.`,
    fixes,
  });
}
