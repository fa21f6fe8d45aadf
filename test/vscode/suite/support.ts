import {
  type CodeAction,
  commands,
  type Diagnostic,
  extensions,
  languages,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';

/** The extension, as its id is in package.json. */
export const EXTENSION_ID = 'rscope.rscope';

/** Waits until the extension and its server run. */
export async function started(): Promise<void> {
  await extensions.getExtension(EXTENSION_ID)?.activate();
}

/** Opens a file of the test's workspace in the editor. */
export async function open(file: string): Promise<TextDocument> {
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('The test needs a workspace folder.');
  const document = await workspace.openTextDocument(Uri.joinPath(folder.uri, file));
  await window.showTextDocument(document);
  return document;
}

/** Opens a text that no file has. */
export async function openText(content: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language: 'routeros', content });
  await window.showTextDocument(document);
  return document;
}

/** Waits until the findings of a document fulfil a condition. */
export async function findingsOf(
  document: TextDocument,
  until: (findings: readonly Diagnostic[]) => boolean,
): Promise<readonly Diagnostic[]> {
  await started();
  for (let i = 0; i < 200; i++) {
    const findings = languages.getDiagnostics(document.uri);
    if (until(findings)) return findings;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(
    `The findings did not come as expected: ${languages.getDiagnostics(document.uri).map(asText).join(', ') || 'none'}`,
  );
}

/** `trailing-comment:7`: the rule, and the line from 1. */
export function asText(finding: Diagnostic): string {
  const code = typeof finding.code === 'object' ? finding.code.value : finding.code;
  return `${code}:${finding.range.start.line + 1}`;
}

/** The quick fixes that the editor offers at the place of a finding. */
export async function fixesFor(document: TextDocument, finding: Diagnostic): Promise<readonly CodeAction[]> {
  return commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    finding.range,
    'quickfix',
  );
}
