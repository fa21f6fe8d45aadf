import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit as LspEdit,
} from 'vscode-languageserver';
import type { Analysis } from '../ide/analysis';
import { combineFixes } from '../ide/fix-all';
import type { Finding } from '../lint/lint-rule';
import type { TextEdit } from '../syntax/syntax-tree';
import { findingsIn, toDiagnostic } from './diagnostics';
import type { ScriptText } from './script-document';
import { toChanges } from './workspace-changes';

/** `source.fixAll.rscope`: every safe fix of the document, on save if the user wants it. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.rscope`;

export function codeActions(document: ScriptText, analysis: Analysis, params: CodeActionParams): CodeAction[] {
  const wants = (kind: string) =>
    !params.context.only || params.context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  const findings = findingsIn(document, analysis.findings);
  if (wants(CodeActionKind.QuickFix)) {
    const start = document.offsetAt(params.range.start);
    const end = document.offsetAt(params.range.end);
    for (const finding of findings)
      if (finding.range.start <= end && start <= finding.range.end)
        actions.push(...actionsFor(document, findings, finding));
  }
  if (wants(FIX_ALL_KIND)) {
    const edits = combineFixes(findings, (_, fix) => fix.safe);
    if (edits.length > 0) actions.push(action(document, 'Apply all safe fixes', FIX_ALL_KIND, edits, []));
  }
  return actions;
}

function actionsFor(document: ScriptText, findings: readonly Finding[], finding: Finding): CodeAction[] {
  const diagnostic = toDiagnostic(document, finding);
  const actions = finding.fixes.map((fix, index) => ({
    ...action(document, fix.title, CodeActionKind.QuickFix, fix.edits, [diagnostic]),
    isPreferred: index === 0 && fix.safe,
  }));
  const same = findings.filter((other) => other.rule === finding.rule && other.fixes.length > 0);
  if (same.length > 1 && finding.fixes.length > 0) {
    const edits = combineFixes(same, () => true);
    actions.push({
      ...action(document, `Fix all ${same.length} of ${finding.rule}`, CodeActionKind.QuickFix, edits, [diagnostic]),
      isPreferred: false,
    });
  }
  return [...actions, suppression(document, finding, diagnostic)];
}

function suppression(document: ScriptText, finding: Finding, diagnostic: Diagnostic): CodeAction {
  const { line } = document.positionAt(finding.range.start);
  const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const indentation = /^[ \t]*/.exec(text)?.[0] ?? '';
  const edit: LspEdit = {
    range: { start: { line, character: 0 }, end: { line, character: 0 } },
    newText: `${indentation}# rscope-disable-next-line ${finding.rule} -- \n`,
  };
  return {
    title: `Silence ${finding.rule} here`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    edit: { changes: { [document.uri]: [edit] } },
  };
}

function action(
  document: ScriptText,
  title: string,
  kind: string,
  edits: readonly TextEdit[],
  diagnostics: Diagnostic[],
): CodeAction {
  return { title, kind, diagnostics, edit: { changes: toChanges(document, edits) } };
}
