import { compareRouterOsVersions } from '../../../base/routeros-version';
import type { Command } from '../../../catalogue/catalogue';
import { versionsWithArgument, versionsWithWord } from '../../../catalogue/known-versions';
import type { CommandUse } from '../../../resolve/command-use';
import { isInBrokenStatement } from '../../broken-statement';
import type { LintRule, RuleContext, Severity } from '../../lint-rule';

export const missingRequiredProperty: LintRule = {
  id: 'missing-required-property',
  severity: 'error',
  needs: 'local',
  summary: 'An add without a property that every version in question demands.',
  why: 'RouterOS refuses the line (“missing value for argument …”), an import stops there, and the item does not exist.',
  source: 'Probes of RouterOS 7.20 to 7.23; CLI reference.',
  valid: [
    { code: '/interface vlan add name=v10 vlan-id=10 interface=ether1' },
    { code: '/ip firewall filter add copy-from=0 disabled=yes' },
    {
      code: '/ip dhcp-server lease add address=192.168.88.10 mac-address=00:00:5E:00:53:01 server=lan',
      routeros: '7.22',
    },
  ],
  invalid: [
    { code: '/ip firewall filter add action=drop protocol=icmp', routeros: '7.22' },
    { code: '/ip address add address=192.168.88.1/24', routeros: '7.22' },
    { code: '/ip dns static add address=192.168.88.1', routeros: '7.22' },
  ],
  check(context) {
    // What RouterOS 6 demanded nobody has recorded.
    if ((context.version?.major ?? 0) < 7) return;
    const isInAll = new Map<string, boolean>();
    const isDemanded = (menu: string, names: readonly string[]): boolean => {
      const key = `${menu} ${names}`;
      const known = isInAll.get(key) ?? isInAllReleases(context, menu, names);
      isInAll.set(key, known);
      return known;
    };
    for (const use of context.script.uses) {
      if (!isJudged(use) || isInBrokenStatement(context, use.node)) continue;
      const given = new Set(use.arguments.map(({ name }) => name));
      const missing = use.command
        ? missingProperties(use.command, given).filter((names) => isDemanded(use.menu.path, names))
        : [];
      if (missing.length === 0) continue;
      const range = use.word ?? use.node;
      context.report({
        severity: severityOf(context, use, missing),
        range: { start: range.start, end: range.end },
        message: `${use.menu.path} add needs ${missing.map((names) => names.join(' or ')).join(' and ')}: without ${missing.length > 1 ? 'them' : 'it'} RouterOS refuses the line.`,
      });
    }
  },
};

/**
 * The probes begin with 7.20; an older router may have been content with less. Of what a menu asks for in words of its
 * own ("Peer not set!") another property may make it needless.
 */
function severityOf(
  { version }: RuleContext,
  { command }: CommandUse,
  missing: readonly (readonly string[])[],
): Severity {
  const isDemanded = missing.some(
    ([name = '', ...others]) => others.length === 0 && command?.argument(name)?.mandatory,
  );
  if (isDemanded) return (version?.minor ?? 0) >= 20 ? 'error' : 'warning';
  return missing.some((names) => names.length > 1) ? 'warning' : 'info';
}

/** Where only the major version is known: whether each of its releases has the property. */
function isInAllReleases({ version }: RuleContext, menu: string, properties: readonly string[]): boolean {
  if (version?.minor !== undefined) return true;
  const menuSince = versionsWithWord(menu, 'add').since;
  return properties.every((name) => {
    const since = versionsWithArgument(menu, 'add', name).since;
    return since !== undefined && menuSince !== undefined && compareRouterOsVersions(since, menuSince) <= 0;
  });
}

/** What an `add` lacks: each element is one property, or several of which one is enough. */
function missingProperties(add: Command, given: ReadonlySet<string>): readonly (readonly string[])[] {
  const missing = [...add.arguments.values()]
    .filter(({ name, mandatory }) => mandatory && !given.has(name))
    .map(({ name }) => [name]);
  const { oneOf } = add;
  return oneOf.length === 0 || oneOf.some((name) => given.has(name)) ? missing : [...missing, oneOf];
}

function isJudged({ kind, command, menu, arguments: given, afterUnknownMenu }: CommandUse): boolean {
  if (kind !== 'command' || command?.name !== 'add' || afterUnknownMenu || !menu.certain || menu.needsPackage)
    return false;
  // `add` alone asks for what is missing; a copy has it already; what is not understood may be it.
  if (given.length === 0) return false;
  return !given.some(({ name, argument }) => name === 'copy-from' || !argument);
}
