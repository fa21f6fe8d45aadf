/**
 * Writes docs/corpus-findings.md: what every rule reports on the collection of real scripts that lies beside the project
 * (`../shared/corpus`), and how each error and warning was judged by reading
 * its line.
 *
 *   tsx tools/corpus-report.ts
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Analysis } from '../server/src/ide/analysis';
import type { Severity } from '../server/src/lint/lint-rule';
import { type CorpusJudgement, JUDGEMENTS } from './corpus/judgements';

const root = join(__dirname, '..');
const corpus = join(root, '..', 'shared', 'corpus');
if (!existsSync(corpus)) {
  console.error('corpus-report: the collection of real scripts is not here (../shared/corpus).');
  process.exit(1);
}

interface Found {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
}
interface CorpusEntry {
  readonly file: string;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

const files = (JSON.parse(readFileSync(join(corpus, 'index.json'), 'utf8')) as CorpusEntry[])
  .map(({ file }) => file)
  .filter((file) => file.endsWith('.rsc'))
  .sort();
const found: Found[] = files.flatMap((file) =>
  new Analysis(file, readFileSync(join(corpus, file), 'utf8')).findings.map(({ rule, severity }) => ({
    file,
    rule,
    severity,
  })),
);

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)];
}

const isSerious = ({ severity }: Found) => severity === 'error' || severity === 'warning';
const rules = [...new Set(found.map(({ rule }) => rule))].sort();
const ruleRows = rules.map((rule) => {
  const own = found.filter((each) => each.rule === rule);
  const counts = SEVERITIES.map((severity) => own.filter((each) => each.severity === severity).length || '');
  return [rule, new Set(own.map(({ file }) => file)).size, ...counts];
});

const covers =
  ({ rule, path }: CorpusJudgement) =>
  (each: Found) =>
    isSerious(each) && each.rule === rule && (path instanceof RegExp ? path.test(each.file) : each.file === path);

/** A judgement holds for as many findings as were read: where the number changed it has to be made again. */
const judged = JUDGEMENTS.map((judgement) => {
  const count = found.filter(covers(judgement)).length;
  const verdict = count === judgement.count ? judgement.verdict : `to be judged again (${judgement.count} were read)`;
  return { ...judgement, count, verdict };
});
const open = found.filter((each) => isSerious(each) && !JUDGEMENTS.some((judgement) => covers(judgement)(each)));
const sum = (verdict: CorpusJudgement['verdict']) =>
  judged.filter((judgement) => judgement.verdict === verdict).reduce((total, { count }) => total + count, 0);

const page = [
  '# What the rules find in real scripts',
  '',
  `Made by tools/corpus-report.ts from ${files.length} scripts of public repositories, none of which was written for this project.`,
  'The version of each is the one that it names itself; most name none.',
  '',
  ...table(['rule', 'files', ...SEVERITIES.map((severity) => `${severity}s`)], ruleRows),
  '',
  `${new Set(found.filter(({ severity }) => severity === 'error').map(({ file }) => file)).size} files have an error.`,
  '',
  '## Errors and warnings, read one by one',
  '',
  `${sum('true')} are true, ${sum('false')} are false, ${sum('depends')} depend on what the file does not tell; ${open.length} are not judged yet.`,
  '',
  ...table(
    ['rule', 'where', 'findings', 'verdict', 'why'],
    judged.map(({ rule, where, count, verdict, why }) => [rule, where, count, verdict, why]),
  ),
  '',
  ...(open.length === 0
    ? []
    : [
        'Not judged yet:',
        '',
        ...[...new Set(open.map(({ rule, file }) => `- ${rule} in ${file.replace('+', '/')}`))],
        '',
      ]),
].join('\n');

writeFileSync(join(root, 'docs/corpus-findings.md'), page);
console.log(`corpus-report: ${found.length} findings in ${files.length} files.`);
