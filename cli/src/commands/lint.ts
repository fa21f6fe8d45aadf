import { Analysis } from '../../../server/src/ide/analysis';
import { ruleUrl } from '../../../server/src/lint/lint';
import type { Severity } from '../../../server/src/lint/lint-rule';
import { LineIndex } from '../../../server/src/text/line-index';
import { type EmbeddedScript, isMarkdown, scriptsInMarkdown } from '../markdown-scripts';
import type { CliCommand } from '../program';
import { readScript, readVersionOption } from '../script-file';
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
Markdown files (.md), which are read as parts of one script.

  --routeros VERSION   the version that they are for, 6.49 or 7.20.8; without it each script's own
                       header, a line "# routeros: 6.49", or what it uses, tells
  --format text|json   how to print the findings (text)

Exits with 0 if nothing is wrong, 1 for errors and warnings, 2 if it could not run.
`;

export const lintCommand: CliCommand = {
  name: 'lint',
  summary: 'find what is wrong with scripts',
  async run(args) {
    const { values, positionals } = readArguments('lint', args, {
      routeros: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const forcedVersion = readVersionOption(values.routeros);
    const format = readFormat(values.format, ['text', 'json']);
    if (positionals.length === 0) throw new UsageError('lint needs a file; see rscope lint --help');
    const findings: JsonFinding[] = [];
    for (const file of positionals) {
      const { text } = await readScript(file);
      const scripts = isMarkdown(file) ? scriptsInMarkdown(text) : [{ text, sourceOffset: (offset: number) => offset }];
      const found = scripts.flatMap((script) =>
        lintScript(file, text, script, new Analysis(file, script.text, { forcedVersion, onError: reportBug(file) })),
      );
      findings.push(...found.sort((a, b) => a.line - b.line || a.column - b.column));
    }
    process.stdout.write(format === 'json' ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(asText).join(''));
    return findings.some(({ severity }) => severity === 'error' || severity === 'warning') ? 1 : 0;
  },
};

function reportBug(file: string) {
  return (rule: string, error: unknown) =>
    process.stderr.write(
      `rscope: the rule ${rule} failed on ${file} and was left out: ${error instanceof Error ? error.message : String(error)}\n`,
    );
}

function lintScript(file: string, text: string, script: EmbeddedScript, analysis: Analysis): JsonFinding[] {
  const lines = new LineIndex(text);
  return analysis.findings.map(({ rule, severity, message, range }) => {
    const start = lines.positionAt(script.sourceOffset(range.start));
    const end = lines.positionAt(script.sourceOffset(range.end));
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
  });
}

function asText({ file, line, column, severity, rule, message }: JsonFinding): string {
  return `${file}:${line}:${column}: ${severity}: ${message} [${rule}]\n`;
}
