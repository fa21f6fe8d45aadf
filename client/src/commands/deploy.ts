import {
  commands,
  Diagnostic,
  DiagnosticSeverity,
  type ExtensionContext,
  languages,
  ProgressLocation,
  Range,
  type Tab,
  TabInputText,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { systemClock } from '../../../router/src/deploy/deploy-clock';
import { type DeployRecord, PHASES_IN_WORDS } from '../../../router/src/deploy/deploy-record';
import { type AppliedDeploy, type DeployEnd, runDeploy } from '../../../router/src/deploy/deploy-session';
import { DEPLOY_TIMES, type DeployTarget, type DeployTimes } from '../../../router/src/deploy/deploy-target';
import { type PreparedDeploy, prepareDeploy, refusalOfDeploy } from '../../../router/src/deploy/prepare-deploy';
import { verifyApplied } from '../../../router/src/deploy/verify-applied';
import type { CheckFinding, CheckParams, CheckResult } from '../../../server/src/lsp/protocol-extensions';
import { LANGUAGE_ID } from '../language-client';
import { deployStore } from '../routers/deploy-records';
import type { RouterAccess } from '../routers/router-access';
import { chooseRouter, type RouterEntry, routerOf } from '../routers/router-inventory';
import type { DeployDocuments } from '../views/deploy-documents';
import { DeployResultPage } from '../views/deploy-result';

/** `RouterOS: Deploy to Router…` and `RouterOS: Preview Deploy`. */
export function registerDeploy(
  context: ExtensionContext,
  client: LanguageClient,
  access: RouterAccess,
  documents: DeployDocuments,
): Deploy {
  const page = new DeployResultPage();
  const deploy = new Deploy(context, client, access, documents, page);
  context.subscriptions.push(
    page,
    commands.registerCommand('rscope.deploy', (from?: unknown) => deploy.start(true, routerOf(from))),
    commands.registerCommand('rscope.previewDeploy', () => deploy.start(false, undefined)),
    commands.registerCommand('rscope.showDeployResult', () => page.show()),
  );
  return deploy;
}

/** Brings the script in the editor onto a router. */
export class Deploy {
  private readonly diagnostics = languages.createDiagnosticCollection('rscope-deploy');

  constructor(
    private readonly context: ExtensionContext,
    private readonly client: LanguageClient,
    private readonly access: RouterAccess,
    private readonly documents: DeployDocuments,
    private readonly page: DeployResultPage,
  ) {
    // What a router refused says nothing any more once the text has changed.
    context.subscriptions.push(
      this.diagnostics,
      workspace.onDidChangeTextDocument(({ document }) => this.diagnostics.delete(document.uri)),
      workspace.onDidCloseTextDocument((document) => this.diagnostics.delete(document.uri)),
    );
  }

  async start(isReal: boolean, given: RouterEntry | undefined): Promise<void> {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== LANGUAGE_ID) {
      void window.showInformationMessage('Open the RouterOS script (.rsc) that you want to deploy.');
      return;
    }
    try {
      this.diagnostics.delete(document.uri);
      const router =
        given ?? (await chooseRouter(isReal ? 'Deploy to which router?' : 'Preview the deploy to which router?'));
      if (!router || !(await this.confirmSyntax(document))) return;
      const target = await this.access.target(router);
      if (target) await this.deploy(document, router, target, isReal);
    } catch (error) {
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  private async deploy(
    document: TextDocument,
    router: RouterEntry,
    target: DeployTarget,
    isReal: boolean,
  ): Promise<void> {
    const prepared = await this.prepare(document, router, target);
    if (isReal && prepared.prepared.commands.length === 0) {
      void window.showInformationMessage('There is nothing in this script that could be deployed.');
      return;
    }
    await this.documents.showCommands(router.name, prepared);
    await this.documents.showDifference(router.name, prepared);
    if (!(await this.mayGoOn(document, router, prepared)) || !isReal) return;
    if (!(await this.confirmPlan(document, router, prepared))) return;
    const end = await this.run(router, target, prepared);
    await this.report(document, router, end);
  }

  /** Asks a router what the script would do to it. Rejects with words for people. */
  async prepare(document: TextDocument, router: RouterEntry, target: DeployTarget): Promise<PreparedDeploy> {
    const name = workspace.asRelativePath(document.uri);
    return window.withProgress(
      { location: ProgressLocation.Notification, title: `Asking ${router.name} what it has now` },
      () =>
        prepareDeploy(
          target,
          { name, text: document.getText() },
          { user: router.user, clock: systemClock, times: readTimes() },
        ),
    );
  }

  /** What Rscope finds in the script, for a version. */
  async check(document: TextDocument, routeros?: string): Promise<readonly CheckFinding[]> {
    const params: CheckParams = {
      uri: this.client.code2ProtocolConverter.asUri(document.uri),
      text: document.getText(),
      ...(routeros ? { routeros } : {}),
    };
    return (await this.client.sendRequest<CheckResult>('rscope/check', params)).findings;
  }

  /** A script with syntax errors stops half-way on the router: refused, unless asked for twice. */
  async confirmSyntax(document: TextDocument): Promise<boolean> {
    const errors = (await this.check(document)).filter(
      ({ rule }) => rule === 'syntax-error' || rule === 'trailing-comment',
    );
    const [first] = errors;
    if (!first) return true;
    const detail = `Line ${first.line + 1}: ${first.message}\n\nThe router would stop there.`;
    const anyway = 'Deploy Anyway…';
    const title = `This script has ${count(errors.length, 'syntax error')}.`;
    if ((await window.showErrorMessage(title, { modal: true, detail }, anyway)) !== anyway) return false;
    const sure = 'Yes, Deploy a Broken Script';
    const again = 'Really? What comes before the error would be applied, and then undone.';
    return (await window.showWarningMessage(again, { modal: true }, sure)) === sure;
  }

  /** What would cut the user off, or can't be undone, goes on only for whoever types the name of the router. */
  private async mayGoOn(document: TextDocument, router: RouterEntry, prepared: PreparedDeploy): Promise<boolean> {
    const refusal = refusalOfDeploy(prepared);
    if (!refusal) return true;
    if (refusal.line !== undefined) await this.mark(document, refusal.line, refusal.why);
    const force = 'Force It…';
    const choice = await window.showErrorMessage(
      `${refusal.line === undefined ? 'This script' : `Because of line ${refusal.line} this script`} is not deployed to ${router.name}.`,
      { modal: true, detail: refusal.why },
      ...(refusal.canBeForced ? [force] : []),
    );
    if (choice !== force) return false;
    const typed = await window.showInputBox({
      title: `Type “${router.name}” to deploy all the same`,
      prompt: refusal.why,
      ignoreFocusOut: true,
      validateInput: (text) => (text === router.name ? undefined : 'The name of the router, as it is in the settings.'),
    });
    return typed === router.name;
  }

  private async confirmPlan(
    document: TextDocument,
    router: RouterEntry,
    { info, prepared, net }: PreparedDeploy,
  ): Promise<boolean> {
    const findings = await this.check(document, info.versionText);
    const serious = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
    const shown = serious
      .slice(0, 5)
      .map(({ line, severity, message }) => `• line ${line + 1}, ${severity}: ${message}`);
    const more = serious.length > shown.length ? [`… and ${serious.length - shown.length} more`] : [];
    const verdict =
      serious.length === 0
        ? `Rscope finds no fault in it for RouterOS ${info.versionText}.`
        : `For RouterOS ${info.versionText} it has ${count(serious.length, 'fault')}:\n${[...shown, ...more].join('\n')}`;
    const reach =
      prepared.management.kind === 'unknown'
        ? `\n\nWhether you still reach the router afterwards can’t be told: ${prepared.management.why}.`
        : '';
    const detail = `${info.identity || router.host}, RouterOS ${info.versionText}, ${info.board}\n\n${verdict}${reach}\n\n${net.inWords.join('\n')}`;
    const what = prepared.plan.kind === 'sentences' ? count(prepared.plan.steps.length, 'command') : 'the whole script';
    const yes = prepared.plan.kind === 'sentences' ? `Deploy ${what}` : 'Deploy the Script';
    return (await window.showWarningMessage(`Deploy ${what} to ${router.name}?`, { modal: true, detail }, yes)) === yes;
  }

  /**
   * Deploys what was prepared and confirmed. `keepsVerified`: what the router shows to be fine is kept without asking, what
   * it shows to have failed is reverted, and what it can't show is asked.
   */
  run(router: RouterEntry, target: DeployTarget, prepared: PreparedDeploy, keepsVerified = false): Thenable<DeployEnd> {
    return window.withProgress(
      { location: ProgressLocation.Notification, title: `Deploying to ${router.name}`, cancellable: true },
      (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        return runDeploy(
          target,
          prepared.order,
          {
            clock: systemClock,
            store: deployStore(this.context),
            today: () => new Date(),
            decide: (applied, signal) =>
              this.decide(router, prepared, applied, keepsVerified, AbortSignal.any([signal, abort.signal])),
            onPhase: (phase) => progress.report({ message: PHASES_IN_WORDS[phase] }),
            onProgress: ({ done, total, line }) =>
              progress.report({
                message: `${done} of ${total}${line ? `, line ${line}` : ''}`,
                increment: 100 / total,
              }),
          },
          readTimes(),
          abort.signal,
        );
      },
    );
  }

  private async decide(
    router: RouterEntry,
    { order, prepared, info, state, net }: PreparedDeploy,
    { connection, deadline }: AppliedDeploy,
    keepsVerified: boolean,
    signal: AbortSignal,
  ): Promise<'keep' | 'revert'> {
    const checks = verifyApplied(connection, info, prepared, state, systemClock);
    if (keepsVerified && !signal.aborted) {
      const called = new Promise<undefined>((resolve) =>
        signal.addEventListener('abort', () => resolve(undefined), { once: true }),
      );
      const found = await Promise.race([checks.catch(() => undefined), called]);
      if (signal.aborted || found?.some(({ result }) => result === 'failed')) return 'revert';
      if (found?.every(({ result }) => result === 'ok')) return 'keep';
    }
    const waiting = {
      router: router.name,
      script: order.script,
      commands: order.plan.kind === 'sentences' ? order.plan.steps.length : 1,
      net: net.inWords,
      remaining: deadline - systemClock.now(),
    };
    return this.page.ask(waiting, checks, signal);
  }

  /** Tells how it ended. */
  private async report(document: TextDocument, router: RouterEntry, end: DeployEnd): Promise<void> {
    if (end.outcome?.kind === 'failed')
      await this.mark(document, end.outcome.line ?? 1, `The router refused this: “${end.outcome.message}”`);
    const show = 'Show Backup';
    const message = `${router.name}: ${end.message}`;
    const choice = await (end.kind === 'kept'
      ? window.showInformationMessage(message, show)
      : end.kind === 'reverted' && end.restored === true
        ? window.showWarningMessage(message, show)
        : window.showErrorMessage(message, show));
    if (choice !== show) return;
    const record = (await deployStore(this.context).list()).find(({ id }: DeployRecord) => id === end.id);
    if (record?.before) await window.showTextDocument(Uri.file(record.before));
  }

  /** Puts words on a line of the script, and shows it. */
  private async mark(document: TextDocument, line: number, message: string): Promise<void> {
    const at = Math.min(Math.max(line - 1, 0), document.lineCount - 1);
    const { range } = document.lineAt(at);
    const diagnostic = new Diagnostic(range, message, DiagnosticSeverity.Error);
    diagnostic.source = 'router';
    this.diagnostics.set(document.uri, [diagnostic]);
    const isIt = ({ input }: Tab) => input instanceof TabInputText && input.uri.toString() === document.uri.toString();
    const group = window.tabGroups.all.find(({ tabs }) => tabs.some(isIt));
    const start = new Range(range.start, range.start);
    await window.showTextDocument(document, { selection: start, ...(group && { viewColumn: group.viewColumn }) });
  }
}

/** The times of a deploy; the user sets how long there is to keep it. */
function readTimes(): DeployTimes {
  const confirm = workspace.getConfiguration('rscope').get<number>('deploy.confirmSeconds', DEPLOY_TIMES.confirm);
  const isSane = Number.isFinite(confirm) && confirm >= 30 && confirm <= 3600;
  return { ...DEPLOY_TIMES, confirm: isSane ? Math.round(confirm) : DEPLOY_TIMES.confirm };
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
