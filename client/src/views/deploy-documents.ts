import {
  commands,
  EventEmitter,
  type ExtensionContext,
  languages,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { commandList } from '../../../router/src/deploy/command-list';
import { exportWithoutSecrets } from '../../../router/src/deploy/export-without-secrets';
import type { PreparedDeploy } from '../../../router/src/deploy/prepare-deploy';

const SCHEME = 'rscope-deploy';

/** Read-only texts about a router: its export, what it will be, the commands of a plan. */
export class DeployDocuments implements TextDocumentContentProvider {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();

  constructor(context: ExtensionContext) {
    context.subscriptions.push(this.changed, workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.path) ?? '';
  }

  /** The difference that a deploy makes, in the diff editor: the running export on the left, the result on the right. */
  async showDifference(router: string, { order, prepared }: PreparedDeploy): Promise<void> {
    await this.compare(
      // The right side has no secrets; where a router shows some, the left must not differ in them.
      await this.put(router, 'running.rsc', exportWithoutSecrets(order.before, order.version)),
      await this.put(router, 'after the deploy.rsc', prepared.result.text),
      `${router}: running ↔ after the deploy`,
    );
  }

  /** Two texts in the diff editor. */
  async compare(left: Uri, right: Uri, title: string): Promise<void> {
    await commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  /** The commands of a deploy with the lines that they come from, beside the script. */
  async showCommands(router: string, deploy: PreparedDeploy): Promise<void> {
    const document = await workspace.openTextDocument(
      await this.put(router, 'commands.rsc', commandList(router, deploy)),
    );
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true });
  }

  /** A report in Markdown, as it is meant to be read. */
  async showReport(router: string, name: string, text: string): Promise<void> {
    await commands.executeCommand('markdown.showPreviewToSide', await this.put(router, name, text));
  }

  /** Shows a text under a name, or what it is now. */
  async put(router: string, name: string, text: string): Promise<Uri> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${router.replaceAll('/', '_')}/${name}` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    if (name.endsWith('.rsc'))
      await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), 'routeros');
    return uri;
  }
}
