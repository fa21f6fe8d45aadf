/**
 * Writes what follows from the rules: docs/rules/*.md, the table of rules in README.md, the groups of rules, and the
 * settings for rules in package.json.
 *
 *   tsx tools/generate.ts            writes the files
 *   tsx tools/generate.ts --check    exits 1 if one of them is not what the rules give
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LintRule, Needs } from '../server/src/lint/lint-rule';
import { ALL_RULES } from '../server/src/lint/rules/all-rules';
import { RULE_GROUPS } from '../server/src/lint/rules/rule-groups';

const root = join(__dirname, '..');
const rulesFolder = join(root, 'docs/rules');

/** What tells of a router that strangers get into, or of secrets that get out: the group goes across the folders. */
const SECURITY = [
  'backup-unencrypted',
  'dns-open-resolver',
  'email-cleartext',
  'export-secrets-mailed',
  'forward-wan-open',
  'hardcoded-secret',
  'input-no-default-drop',
  'input-wan-exposed',
  'ipv6-unfiltered',
  'l2-mgmt-on-wan',
  'routeros-v6-end-of-life',
  'service-address-only',
  'service-plaintext',
  'ssh-strong-crypto',
  'user-default-admin',
  'user-no-address',
];

const NEEDS: Readonly<Record<Needs, string>> = {
  local: 'Speaks wherever the statement stands.',
  owned: 'Speaks where the file itself has the other half of the fault.',
  'menu-complete':
    'Speaks where the menu is complete: in an export, in a file that sets up its own uplinks and LAN (one severity lower), or after `# rscope-complete`.',
  full: 'Speaks where the uplinks are known and the firewall is complete: in an export, in a file that sets up its own uplinks and LAN (one severity lower), or after `# rscope-complete`.',
};

function rulePage(rule: LintRule): string {
  const fence = (code: string) => ['```routeros', code.trimEnd(), '```'];
  const versions = rule.major === undefined ? 'RouterOS 6 and 7' : `RouterOS ${rule.major}`;
  const lines = [
    `# ${rule.id}`,
    '',
    `**${rule.severity}** · ${versions}`,
    '',
    rule.summary,
    '',
    '## Why',
    '',
    rule.why,
    '',
  ];
  lines.push('## When it speaks', '', NEEDS[rule.needs], '', '## Wrong', '');
  for (const { code, fixed } of rule.invalid) {
    lines.push(...fence(code), '');
    if (fixed !== undefined) lines.push('The quick fix makes it:', '', ...fence(fixed), '');
  }
  lines.push('## Right', '');
  for (const { code } of rule.valid) lines.push(...fence(code), '');
  lines.push(
    '## Silence it',
    '',
    ...fence(`# rscope-disable-next-line ${rule.id} -- why`),
    '',
    `Source: ${rule.source}`,
    '',
  );
  return lines.join('\n');
}

const START = '<!-- rules: made by tools/generate.ts -->';
const END = '<!-- /rules -->';

function readme(): string {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const rows = ALL_RULES.map((rule) => {
    const fix = rule.invalid.some(({ fixed }) => fixed !== undefined) ? 'yes' : '';
    return `| [${rule.id}](docs/rules/${rule.id}.md) | ${rule.severity} | ${rule.major ?? '6, 7'} | ${fix} | ${rule.summary} |`;
  });
  const table = ['| rule | severity | RouterOS | quick fix | finds |', '|---|---|---|---|---|', ...rows].join('\n');
  const [before = '', rest = ''] = text.split(START);
  return `${before}${START}\n${table}\n${END}${rest.split(END)[1] ?? ''}`;
}

/** The groups of rules: the folders that they lie in, and first the one that goes across them. */
function ruleGroups(): string {
  const folder = join(root, 'server/src/lint/rules');
  const ids = new Set(ALL_RULES.map(({ id }) => id));
  const groups = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): [string, string[]] => {
      const files = readdirSync(join(folder, name)).map((file) => basename(file, '.ts'));
      return [name, files.filter((id) => ids.has(id)).sort()];
    })
    .filter(([, own]) => own.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const list = [['security', [...SECURITY]] as const, ...groups].map(([name, own]) => {
    const key = /^\w+$/.test(name) ? name : `'${name}'`;
    const line = `  ${key}: [${own.map((id) => `'${id}'`).join(', ')}],\n`;
    return line.length <= 120 ? line : `  ${key}: [\n${own.map((id) => `    '${id}',\n`).join('')}  ],\n`;
  });
  return `// Made by tools/generate.ts from the folders of the rules.

/** The rules of each group by its name; the groups that are more special stand first. */
export const RULE_GROUPS: Readonly<Record<string, readonly string[]>> = {
${list.join('')}};
`;
}

const SEVERITIES = ['error', 'warning', 'info', 'hint', 'off'];

/** The manifest with what can be set for rules. */
function manifest(): string {
  const path = join(root, 'package.json');
  const json = JSON.parse(readFileSync(path, 'utf8'));
  const settings = json.contributes.configuration.properties;
  const rules = ALL_RULES.map(({ id, severity, summary }) => [
    id,
    { enum: SEVERITIES, markdownDescription: `${summary} (${severity})` },
  ]);
  const groups = Object.entries(RULE_GROUPS).map(([name, ids]) => [
    name,
    {
      enum: SEVERITIES,
      markdownDescription: `All ${ids.length} rules of the group ${name}; what is set for one rule wins.`,
    },
  ]);
  settings['rscope.rules'].properties = Object.fromEntries([...groups, ...rules]);
  settings['rscope.rules'].additionalProperties = false;
  settings['rscope.allow'].items.properties.rule.enum = [...groups, ...rules].map(([name]) => name);
  return `${JSON.stringify(json, null, 2)}\n`;
}

const files = new Map<string, string>([
  [join(root, 'server/src/lint/rules/rule-groups.ts'), ruleGroups()],
  [join(root, 'package.json'), manifest()],
  ...ALL_RULES.map((rule): [string, string] => [join(rulesFolder, `${rule.id}.md`), rulePage(rule)]),
  [join(root, 'README.md'), readme()],
]);
mkdirSync(rulesFolder, { recursive: true });
const left = readdirSync(rulesFolder).filter((file) => !files.has(join(rulesFolder, file)));
if (process.argv.includes('--check')) {
  const stale = [...files].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  const wrong = [...stale.map(([file]) => basename(file)), ...left];
  if (wrong.length > 0) {
    console.error(`generate: not what the rules give: ${wrong.join(', ')}. Run: npx tsx tools/generate.ts`);
    process.exitCode = 1;
  } else console.log('generate: the documentation is what the rules give.');
} else {
  for (const [file, text] of files) writeFileSync(file, text);
  for (const file of left) rmSync(join(rulesFolder, file));
  console.log(`generate: ${files.size} files.`);
}
