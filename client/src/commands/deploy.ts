import {
  commands,
  Diagnostic,
  DiagnosticSeverity,
  type ExtensionContext,
  languages,
  ProgressLocation,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { applyPlan, type DeployOutcome } from '../../../router/src/deploy/apply-plan';
import { type DeployPlan, planDeploy } from '../../../router/src/deploy/deploy-plan';
import { fetchExport } from '../../../router/src/deploy/fetch-export';
import { type RouterInfo, readRouterInfo } from '../../../router/src/device/router-info';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import type { CheckFinding, CheckParams, CheckResult } from '../../../server/src/lsp/protocol-extensions';
import { LANGUAGE_ID } from '../language-client';
import { RouterAccess } from '../routers/router-access';
import { chooseRouter, type RouterEntry } from '../routers/router-inventory';
import { DeployPreview } from '../views/deploy-preview';

/** `RouterOS: Deploy to Router…`, and the command that forgets a router's password. */
export function registerDeploy(context: ExtensionContext, client: LanguageClient): void {
  const access = new RouterAccess(context);
  const deploy = new Deploy(context, client, access);
  context.subscriptions.push(
    commands.registerCommand('rscope.deploy', () => deploy.run()),
    commands.registerCommand('rscope.forgetRouter', async () => {
      const router = await chooseRouter('Forget the password and the certificate of a router');
      if (!router) return;
      await access.forget(router);
      void window.showInformationMessage(`The password and the certificate of ${router.name} are forgotten.`);
    }),
  );
}

class Deploy {
  private readonly diagnostics = languages.createDiagnosticCollection('rscope-deploy');
  private readonly preview: DeployPreview;

  constructor(
    private readonly context: ExtensionContext,
    private readonly client: LanguageClient,
    private readonly access: RouterAccess,
  ) {
    this.preview = new DeployPreview(context);
    // What a router refused says nothing any more once the text has changed.
    context.subscriptions.push(
      this.diagnostics,
      workspace.onDidChangeTextDocument(({ document }) => this.diagnostics.delete(document.uri)),
      workspace.onDidCloseTextDocument((document) => this.diagnostics.delete(document.uri)),
    );
  }

  async run(): Promise<void> {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== LANGUAGE_ID) {
      void window.showInformationMessage('Open the RouterOS script (.rsc) that you want to deploy.');
      return;
    }
    try {
      await this.deploy(document);
    } catch (error) {
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  private async deploy(document: TextDocument): Promise<void> {
    const text = document.getText();
    this.diagnostics.delete(document.uri);
    const router = await chooseRouter('Deploy to which router?');
    if (!router || !(await this.confirmSyntax(document, text))) return;
    const abort = new AbortController();
    const connection = await this.access.connect(router, abort.signal);
    if (!connection) return;
    try {
      const info = await readRouterInfo(connection);
      const plan = planDeploy(text, info.version);
      if (plan.kind === 'sentences' && plan.steps.length === 0) {
        void window.showInformationMessage('There is nothing in this script that could be deployed.');
        return;
      }
      const findings = await this.check(document, text, info.versionText);
      await this.preview.show(router.name, info.versionText.split(' ')[0] ?? '', plan);
      if (!(await this.confirmPlan(router, info, plan, findings))) return;
      const backup = await this.backUp(router, info, connection);
      if (backup === undefined) return;
      const outcome = await this.apply(router, connection, plan);
      this.report(document, router, outcome, backup);
    } finally {
      await connection.close();
    }
  }

  private async check(document: TextDocument, text: string, routeros?: string): Promise<readonly CheckFinding[]> {
    const params: CheckParams = {
      uri: this.client.code2ProtocolConverter.asUri(document.uri),
      text,
      ...(routeros ? { routeros } : {}),
    };
    return (await this.client.sendRequest<CheckResult>('rscope/check', params)).findings;
  }

  /** A script with syntax errors stops half-way on the router: refused, unless asked for twice. */
  private async confirmSyntax(document: TextDocument, text: string): Promise<boolean> {
    const errors = (await this.check(document, text)).filter(
      ({ rule }) => rule === 'syntax-error' || rule === 'trailing-comment',
    );
    const [first] = errors;
    if (!first) return true;
    const detail = `Line ${first.line + 1}: ${first.message}\n\nThe router would stop there, with everything above applied and everything below missing.`;
    const anyway = 'Deploy Anyway…';
    const choice = await window.showErrorMessage(
      `This script has ${count(errors.length, 'syntax error')}.`,
      { modal: true, detail },
      anyway,
    );
    if (choice !== anyway) return false;
    const sure = 'Yes, Deploy a Broken Script';
    return (
      (await window.showWarningMessage('Really? Part of the configuration will be missing.', { modal: true }, sure)) ===
      sure
    );
  }

  private async confirmPlan(
    router: RouterEntry,
    info: RouterInfo,
    plan: DeployPlan,
    findings: readonly CheckFinding[],
  ): Promise<boolean> {
    const serious = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
    const what = plan.kind === 'sentences' ? count(plan.steps.length, 'command') : 'the whole script';
    const shown = serious
      .slice(0, 5)
      .map(({ line, severity, message }) => `• line ${line + 1}, ${severity}: ${message}`);
    const more = serious.length > shown.length ? [`… and ${serious.length - shown.length} more`] : [];
    const verdict =
      serious.length === 0
        ? `Rscope finds no fault in it for RouterOS ${info.versionText}.`
        : `For RouterOS ${info.versionText} it has ${count(serious.length, 'fault')}:\n${[...shown, ...more].join('\n')}`;
    const detail = `${info.identity || router.host}, RouterOS ${info.versionText}, ${info.board}\n\n${verdict}\n\nThe configuration is exported and kept before anything changes. What is applied is not undone by itself.`;
    const yes = plan.kind === 'sentences' ? `Deploy ${what}` : 'Deploy the Script';
    return (await window.showWarningMessage(`Deploy ${what} to ${router.name}?`, { modal: true, detail }, yes)) === yes;
  }

  /** Keeps what the router has now. Undefined where that failed and the user does not want to go on without. */
  private async backUp(
    router: RouterEntry,
    info: RouterInfo,
    connection: RouterConnection,
  ): Promise<Uri | 'none' | undefined> {
    const stamp = new Date().toISOString().replace(/[:.]/g, '-');
    try {
      const text = await fetchExport(connection, info.version, `rscope-backup-${Date.now().toString(36)}`);
      const folder = Uri.joinPath(
        this.context.globalStorageUri,
        'backups',
        router.name.replace(/[^A-Za-z0-9._-]/g, '_'),
      );
      await workspace.fs.createDirectory(folder);
      const file = Uri.joinPath(folder, `${stamp}.rsc`);
      await workspace.fs.writeFile(file, Buffer.from(text, 'utf8'));
      return file;
    } catch (error) {
      const without = 'Deploy Without a Backup';
      const detail = `${error instanceof Error ? error.message : String(error)}\n\nThe user may lack the policy ftp, or the disk may be full.`;
      const choice = await window.showWarningMessage(
        `The configuration of ${router.name} could not be exported.`,
        { modal: true, detail },
        without,
      );
      return choice === without ? 'none' : undefined;
    }
  }

  private apply(router: RouterEntry, connection: RouterConnection, plan: DeployPlan): Thenable<DeployOutcome> {
    return window.withProgress(
      {
        location: ProgressLocation.Notification,
        title: `Deploying to ${router.name}`,
        cancellable: plan.kind === 'sentences',
      },
      (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        return applyPlan(connection, plan, {
          signal: abort.signal,
          onProgress: ({ done, total, line }) =>
            progress.report({ message: `${done} of ${total}${line ? `, line ${line}` : ''}`, increment: 100 / total }),
        });
      },
    );
  }

  private report(document: TextDocument, router: RouterEntry, outcome: DeployOutcome, backup: Uri | 'none'): void {
    const show = backup === 'none' ? [] : ['Show Backup'];
    const open = (choice: string | undefined) => {
      if (choice && backup !== 'none') void window.showTextDocument(backup);
    };
    switch (outcome.kind) {
      case 'applied':
        void window
          .showInformationMessage(
            `${router.name} took ${outcome.commands === 1 ? 'the script' : `all ${outcome.commands} commands`}.`,
            ...show,
          )
          .then(open);
        return;
      case 'cancelled':
        void window
          .showWarningMessage(
            `Cancelled: ${count(outcome.commands, 'command')} applied${outcome.nextLine ? `, nothing from line ${outcome.nextLine} on` : ''}.`,
            ...show,
          )
          .then(open);
        return;
      default: {
        this.mark(document, outcome);
        const before =
          outcome.commands === undefined
            ? 'What ran before it stays.'
            : `${count(outcome.commands, 'command')} before it ${outcome.commands === 1 ? 'was' : 'were'} applied and stay${outcome.commands === 1 ? 's' : ''}.`;
        void window
          .showErrorMessage(
            `${router.name} refused ${outcome.line ? `line ${outcome.line}` : 'the script'}: “${outcome.message}”. ${before}`,
            ...show,
          )
          .then(open);
      }
    }
  }

  /** Puts the router's words on the line that it refused. */
  private mark(document: TextDocument, outcome: Extract<DeployOutcome, { kind: 'failed' }>): void {
    const line = Math.min(Math.max((outcome.line ?? 1) - 1, 0), document.lineCount - 1);
    const diagnostic = new Diagnostic(
      document.lineAt(line).range,
      `The router refused this: “${outcome.message}”`,
      DiagnosticSeverity.Error,
    );
    diagnostic.source = 'router';
    this.diagnostics.set(document.uri, [diagnostic]);
  }
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
