import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Analysis } from '../ide/analysis';
import type { Finding, Severity } from '../lint/lint-rule';
import type { ScriptDocument, ScriptText } from './script-document';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Beyond this many characters only what the editor needs to stay useful is worked out. */
export const LARGE_DOCUMENT = 8_000_000;

/** More than these help nobody, and an editor slows down under them. */
const MAX_DIAGNOSTICS = 1000;

/** The address of the page that explains a rule. */
export type PageOf = (rule: string) => string;

/** The findings that lie in a document. */
export function toDiagnostics(document: ScriptText, all: readonly Finding[], pageOf: PageOf): Diagnostic[] {
  const findings = findingsIn(document, all);
  const shown = findings.slice(0, MAX_DIAGNOSTICS).map((finding) => toDiagnostic(document, finding, pageOf));
  const next = findings[MAX_DIAGNOSTICS];
  return next ? [...shown, andMore(document, next, findings.length - MAX_DIAGNOSTICS)] : shown;
}

/** Of the findings of a project those of one document. */
export function findingsIn(document: ScriptText, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ range }) => document.uriAt(range.start) === document.uri);
}

function andMore(document: ScriptText, { range }: Finding, count: number): Diagnostic {
  const position = document.positionAt(range.start);
  return {
    range: { start: position, end: position },
    severity: DiagnosticSeverity.Information,
    source: 'rscope',
    message: `From here on there are ${count} more findings. Mend some of those above to see them, or run rscope lint.`,
  };
}

export function toDiagnostic(
  document: ScriptText,
  { rule, severity, range, message, related }: Finding,
  pageOf: PageOf,
): Diagnostic {
  return {
    range: document.rangeAt(range),
    severity: SEVERITIES[severity],
    source: 'rscope',
    code: rule,
    codeDescription: { href: pageOf(rule) },
    message,
    relatedInformation: related.map((place) => ({
      location: { uri: document.uriAt(place.range.start), range: document.rangeAt(place.range) },
      message: place.message,
    })),
  };
}

/** What can be said of a document that is too large to be understood as a whole. */
export function largeDiagnostics(document: ScriptDocument, analysis: Analysis, pageOf: PageOf): Diagnostic[] {
  return [leftOut(document), ...toDiagnostics(document, analysis.syntaxFindings, pageOf)];
}

/** What a document that is too large gets beside its syntax errors. */
function leftOut(document: ScriptDocument): Diagnostic {
  const megabytes = (document.length / 1e6).toFixed(1);
  return {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    severity: DiagnosticSeverity.Information,
    source: 'rscope',
    message: `This file has ${megabytes} million characters: Rscope checks files of up to ${LARGE_DOCUMENT / 1e6} million, so of this one only the syntax was checked. Split the file to have all of it checked.`,
  };
}
