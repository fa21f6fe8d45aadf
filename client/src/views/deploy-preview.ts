import {
  EventEmitter,
  type ExtensionContext,
  languages,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { type DeployPlan, describeStep } from '../../../router/src/deploy/deploy-plan';

const SCHEME = 'rscope-deploy';

/** Shows, read-only beside the script, what a deploy will do. */
export class DeployPreview implements TextDocumentContentProvider {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private text = '';
  private readonly uri = Uri.parse(`${SCHEME}:Deploy Preview.rsc`);

  constructor(context: ExtensionContext) {
    context.subscriptions.push(this.changed, workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  async show(router: string, version: string, plan: DeployPlan): Promise<void> {
    this.text = render(router, version, plan);
    this.changed.fire(this.uri);
    const document = await workspace.openTextDocument(this.uri);
    await languages.setTextDocumentLanguage(document, 'routeros');
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, preserveFocus: true });
  }
}

function render(router: string, version: string, plan: DeployPlan): string {
  const head = [`# What will run on ${router}`, `# routeros: ${version}`];
  if (plan.kind === 'sentences') {
    const steps = plan.steps.map((step) => describeStep(step));
    return [
      ...head,
      `# ${steps.length} commands, one by one; a refusal stops there and names its line.`,
      '',
      ...steps,
      '',
    ].join('\n');
  }
  const way = plan.via === 'import' ? 'as a file, by /import' : 'by /system script';
  return [
    ...head,
    `# The script as a whole, ${way}, because ${plan.reason}.`,
    '# It stops at the first command that fails; what ran before stays.',
    '',
    plan.text,
  ].join('\n');
}
