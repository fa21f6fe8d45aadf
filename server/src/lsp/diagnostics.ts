import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../ide/analysis';
import { ruleUrl } from '../lint/lint';
import type { Finding, Severity } from '../lint/lint-rule';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Beyond this many characters only what the editor needs to stay useful is worked out. */
export const LARGE_DOCUMENT = 4_000_000;

export function toDiagnostics(document: TextDocument, analysis: Analysis): Diagnostic[] {
  return analysis.findings.map((finding) => toDiagnostic(document, finding));
}

export function toDiagnostic(document: TextDocument, { rule, severity, range, message, related }: Finding): Diagnostic {
  const toRange = ({ start, end }: { start: number; end: number }) => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });
  return {
    range: toRange(range),
    severity: SEVERITIES[severity],
    source: 'rscope',
    code: rule,
    codeDescription: { href: ruleUrl(rule) },
    message,
    relatedInformation: related.map((place) => ({
      location: { uri: document.uri, range: toRange(place.range) },
      message: place.message,
    })),
  };
}

/** What a document that is too large gets instead of findings. */
export function leftOut(document: TextDocument): Diagnostic {
  const megabytes = (document.getText().length / 1e6).toFixed(1);
  return {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    severity: DiagnosticSeverity.Information,
    source: 'rscope',
    message: `This file has ${megabytes} million characters: Rscope checks files of up to ${LARGE_DOCUMENT / 1e6} million, so it was not checked. Colours and snippets work; split the file to have it checked.`,
  };
}
