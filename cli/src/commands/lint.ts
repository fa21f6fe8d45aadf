import { relative, resolve } from 'node:path';
import type { TextRange } from '../../../server/src/base/text-range';
import { type Project, type ProjectScript, readProject } from '../../../server/src/config/project';
import { Analysis, type AnalysisSettings } from '../../../server/src/ide/analysis';
import { ruleUrl } from '../../../server/src/lint/lint';
import type { Finding, Severity } from '../../../server/src/lint/lint-rule';
import { LineIndex } from '../../../server/src/text/line-index';
import { projectPaths } from '../asked-configuration';
import { ConfigFiles, type UnusedEntry } from '../config-files';
import { isMarkdown, scriptsInMarkdown } from '../markdown-scripts';
import type { CliCommand } from '../program';
import { readProjectAt, readScript, readVersionOption, ScriptFiles } from '../script-file';
import { readArguments, readFormat, UsageError } from '../usage';

/** One finding as `--format json` prints it: lines and columns from 1, columns in UTF-16 units. */
export interface JsonFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
  readonly url: string;
}

const HELP = `rscope lint FILE… finds what is wrong with scripts, and with the \`\`\`routeros and \`\`\`rsc blocks of
Markdown files (.md), which are read as parts of one script. What a script imports from a file beside it
(/import file-name=wan.rsc) counts as part of it.

  --project            the files, and all .rsc files of the folders, are one configuration, run in this
                       order (in a folder by name, 2-wan.rsc before 10-vpn.rsc); without a file what
                       .rscope.json lists
  --routeros VERSION   the version that they are for, 6.49 or 7.20.8; without it each script's own
                       header, a line "# routeros: 6.49", or what it uses, tells
  --format text|json   how to print the findings (text)

A file .rscope.json in the folder of a script, or above it, says what else counts:

  { "project": { "files": ["00-base.rsc", "parts/*.rsc"] },
    "rules": { "security": "warning", "service-plaintext": "off" },
    "allow": [{ "rule": "hardcoded-secret", "file": "lab.rsc", "comment": "test", "reason": "why" }] }

"rules" takes groups (security, firewall, routing, …) and single rules, which win. An entry of "allow" whose
files were all checked and that allows nothing is told as a hint.

Exits with 0 if nothing is wrong, 1 for errors and warnings, 2 if it could not run.
`;

type Settings = Pick<AnalysisSettings, 'forcedVersion' | 'onError'>;

export const lintCommand: CliCommand = {
  name: 'lint',
  summary: 'find what is wrong with scripts',
  async run(args) {
    const { values, positionals } = readArguments('lint', args, {
      project: { type: 'boolean', default: false },
      routeros: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const forcedVersion = readVersionOption(values.routeros);
    const format = readFormat(values.format, ['text', 'json']);
    const configs = new ConfigFiles();
    const files = values.project ? projectPaths('lint', positionals, configs) : positionals;
    if (files.length === 0) throw new UsageError('lint needs a file; see rscope lint --help');
    const settings = { forcedVersion, onError: reportBug };
    const found = values.project
      ? lintProject(await readProjectAt(files), settings, configs)
      : await lintEach(files, settings, configs);
    const findings = [...found, ...configs.unused().map(unusedFinding)];
    process.stdout.write(format === 'json' ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(asText).join(''));
    return findings.some(({ severity }) => severity === 'error' || severity === 'warning') ? 1 : 0;
  },
};

function reportBug(rule: string, error: unknown): void {
  process.stderr.write(
    `rscope: the rule ${rule} failed and was left out: ${error instanceof Error ? error.message : String(error)}\n`,
  );
}

/**
 * Files for themselves, each with what it imports and what `.rscope.json` lists with it; one that another of them imports
 * is judged as its part.
 */
async function lintEach(files: readonly string[], settings: Settings, configs: ConfigFiles): Promise<JsonFinding[]> {
  const provider = new ScriptFiles();
  const projects = files
    .filter((file) => !isMarkdown(file))
    .map((file) => {
      const listed = readProject(configs.configOf(file)?.project ?? [], provider);
      return listed.has(resolve(file)) ? listed : readProject([resolve(file)], provider);
    })
    .filter(({ scripts }) => scripts.length > 1)
    .sort((a, b) => b.scripts.length - a.scripts.length);
  const found = new Map<string, JsonFinding[]>();
  for (const project of projects) {
    if (project.scripts.every(({ uri }) => found.has(uri))) continue;
    const all = lintProject(project, settings, configs);
    for (const { uri } of project.scripts)
      if (!found.has(uri))
        found.set(
          uri,
          all.filter((finding) => finding.file === uri),
        );
  }
  const findings: JsonFinding[] = [];
  for (const file of files) {
    const inProject = found.get(resolve(file))?.map((finding) => ({ ...finding, file }));
    findings.push(...(inProject ?? (await lintFile(file, { ...settings, ...configs.settingsOf(file) }))));
  }
  return findings;
}

async function lintFile(file: string, settings: Settings): Promise<JsonFinding[]> {
  const { text } = await readScript(file);
  const scripts = isMarkdown(file) ? scriptsInMarkdown(text) : [{ text, sourceOffset: (offset: number) => offset }];
  const lines = new LineIndex(text);
  return scripts
    .flatMap((script) =>
      new Analysis(file, script.text, settings).findings.map((finding) => {
        const { start, end } = finding.range;
        return asJson(file, lines, finding, { start: script.sourceOffset(start), end: script.sourceOffset(end) });
      }),
    )
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The findings of a project, file by file. */
function lintProject(project: Project, settings: Settings, configs: ConfigFiles): JsonFinding[] {
  for (const { uri } of project.scripts) configs.checked(uri);
  const own = configs.settingsOf(project.scripts[0]?.uri ?? '');
  const lines = new Map(project.scripts.map((script) => [script, new LineIndex(script.tree.text.toString())]));
  const found = new Map(project.scripts.map((script): [ProjectScript, JsonFinding[]] => [script, []]));
  for (const finding of new Analysis('', project, { ...settings, ...own }).findings) {
    const { script, range } = project.rangeOf(finding.range);
    const index = lines.get(script);
    if (index) found.get(script)?.push(asJson(script.uri, index, finding, range));
  }
  return [...found.values()].flat();
}

function asJson(file: string, lines: LineIndex, finding: Finding, range: TextRange): JsonFinding {
  const { rule, severity, message } = finding;
  const [start, end] = [lines.positionAt(range.start), lines.positionAt(range.end)];
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    severity,
    rule,
    message,
    url: ruleUrl(rule),
  };
}

function unusedFinding({ path, line, entry }: UnusedEntry): JsonFinding {
  return {
    file: relative('', path),
    ...{ line, column: 1, endLine: line, endColumn: 1 },
    severity: 'hint',
    rule: UNUSED,
    message: `Nothing is found any more that this entry for “${entry.rule}” allows: take it out, or mend its file, line or comment.`,
    url: ruleUrl(UNUSED),
  };
}
/** The id under which entries of an allow list are told that allow nothing. */
const UNUSED = 'unused-allow-entry';

function asText({ file, line, column, severity, rule, message }: JsonFinding): string {
  return `${file}:${line}:${column}: ${severity}: ${message} [${rule}]\n`;
}
