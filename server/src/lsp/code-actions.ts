import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit as LspEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../ide/analysis';
import { combineFixes } from '../ide/fix-all';
import type { Finding } from '../lint/lint-rule';
import type { TextEdit } from '../syntax/syntax-tree';
import { toDiagnostic } from './diagnostics';

/** `source.fixAll.rscope`: every safe fix of the document, on save if the user wants it. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.rscope`;

export function codeActions(document: TextDocument, analysis: Analysis, params: CodeActionParams): CodeAction[] {
  const wants = (kind: string) =>
    !params.context.only || params.context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const start = document.offsetAt(params.range.start);
    const end = document.offsetAt(params.range.end);
    for (const finding of analysis.findings)
      if (finding.range.start <= end && start <= finding.range.end)
        actions.push(...actionsFor(document, analysis, finding));
  }
  if (wants(FIX_ALL_KIND)) {
    const edits = combineFixes(analysis.findings, (_, fix) => fix.safe);
    if (edits.length > 0) actions.push(action(document, 'Apply all safe fixes', FIX_ALL_KIND, edits, []));
  }
  return actions;
}

function actionsFor(document: TextDocument, analysis: Analysis, finding: Finding): CodeAction[] {
  const diagnostic = toDiagnostic(document, finding);
  const actions = finding.fixes.map((fix, index) => ({
    ...action(document, fix.title, CodeActionKind.QuickFix, fix.edits, [diagnostic]),
    isPreferred: index === 0 && fix.safe,
  }));
  const same = analysis.findings.filter((other) => other.rule === finding.rule && other.fixes.length > 0);
  if (same.length > 1 && finding.fixes.length > 0) {
    const edits = combineFixes(same, () => true);
    actions.push({
      ...action(document, `Fix all ${same.length} of ${finding.rule}`, CodeActionKind.QuickFix, edits, [diagnostic]),
      isPreferred: false,
    });
  }
  return [...actions, suppression(document, finding, diagnostic)];
}

function suppression(document: TextDocument, finding: Finding, diagnostic: Diagnostic): CodeAction {
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
  document: TextDocument,
  title: string,
  kind: string,
  edits: readonly TextEdit[],
  diagnostics: Diagnostic[],
): CodeAction {
  const changes = edits.map(({ range, newText }) => ({
    range: { start: document.positionAt(range.start), end: document.positionAt(range.end) },
    newText,
  }));
  return { title, kind, diagnostics, edit: { changes: { [document.uri]: changes } } };
}
