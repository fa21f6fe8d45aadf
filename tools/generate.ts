/**
 * Writes what follows from the rules: docs/rules/*.md and the table of rules in README.md.
 *
 *   tsx tools/generate.ts            writes the files
 *   tsx tools/generate.ts --check    exits 1 if one of them is not what the rules give
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LintRule, Needs } from '../server/src/lint/lint-rule';
import { ALL_RULES } from '../server/src/lint/rules/all-rules';

const root = join(__dirname, '..');
const rulesFolder = join(root, 'docs/rules');

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

const files = new Map<string, string>([
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
