import { commands, type ExtensionContext, type QuickPickItem, Uri, window } from 'vscode';
import { systemClock } from '../../../router/src/deploy/deploy-clock';
import { type DeployRecord, isInterrupted, isOpen } from '../../../router/src/deploy/deploy-record';
import { DEPLOY_TIMES } from '../../../router/src/deploy/deploy-target';
import { type ReopenedDeploy, reopenDeploy } from '../../../router/src/deploy/reopen-deploy';
import { allRecords, deployStore } from '../routers/deploy-records';
import type { RouterAccess } from '../routers/router-access';
import { readInventory } from '../routers/router-inventory';

/** `RouterOS: Deploy History`, and the question about deploys that a crash of the editor left open. */
export function registerDeployHistory(context: ExtensionContext, access: RouterAccess): void {
  const history = new DeployHistory(context, access);
  context.subscriptions.push(commands.registerCommand('rscope.deployHistory', () => history.show().catch(showError)));
  void history.askForOpenOnes().catch(showError);
}

/** Milliseconds; no deploy waits longer than an hour. */
const LOOK_EVERY = 4000;
const MAX_LOOKS = 1000;

class DeployHistory {
  private readonly over = new AbortController();

  constructor(
    private readonly context: ExtensionContext,
    private readonly access: RouterAccess,
  ) {
    context.subscriptions.push({ dispose: () => this.over.abort() });
  }

  async show(): Promise<void> {
    const records = await allRecords(this.context);
    if (records.length === 0) {
      void window.showInformationMessage('Nothing was deployed from here yet.');
      return;
    }
    const picks = records.map((record): QuickPickItem & { readonly record: DeployRecord } => ({
      label: `$(${ICONS[record.phase]}) ${record.router}: ${record.script}`,
      description: `${new Date(record.startedAt).toLocaleString()}, ${WORDS[record.phase]}`,
      ...(record.message ? { detail: record.message } : {}),
      record,
    }));
    const picked = await window.showQuickPick(picks, {
      title: 'Deploys',
      placeHolder: 'Choose one to see the configuration from before it',
      matchOnDescription: true,
    });
    if (!picked) return;
    if (isInterrupted(picked.record)) await this.askFor(picked.record);
    else if (picked.record.before) await window.showTextDocument(Uri.file(picked.record.before));
  }

  /**
   * Asks about deploys that were begun and of which nobody knows the end. Where a window is reloaded, the program that
   * deployed may still be ending: it is looked at again until none is carried on by another one.
   */
  async askForOpenOnes(): Promise<void> {
    const asked = new Set<string>();
    for (let look = 0; look < MAX_LOOKS; look++) {
      const open = (await allRecords(this.context)).filter(
        (record) => isOpen(record) && record.process !== process.pid,
      );
      for (const record of open.filter(isInterrupted)) {
        if (!asked.has(record.id)) void this.offer(record).catch(showError);
        asked.add(record.id);
      }
      if (open.every(isInterrupted)) return;
      await systemClock.sleep(LOOK_EVERY, this.over.signal);
      if (this.over.signal.aborted) return;
    }
  }

  private async offer(record: DeployRecord): Promise<void> {
    const ask = 'Ask the Router';
    const choice = await window.showWarningMessage(
      `The deploy of ${record.script} to ${record.router} (${new Date(record.startedAt).toLocaleString()}) was interrupted. ${record.undo === 'none' ? 'Nothing on the router undoes it.' : 'Unless it was kept, the router goes back by itself.'}`,
      ask,
      'Later',
    );
    if (choice === ask) await this.askFor(record);
  }

  private async askFor(record: DeployRecord): Promise<void> {
    const router = readInventory().find(({ name }) => name === record.router);
    const target = router && (await this.access.target(router));
    if (!target) {
      void window.showErrorMessage(`${record.router} is not among the routers of the settings any more.`);
      return;
    }
    const deploy = await reopenDeploy(record, target, deployStore(this.context), {
      clock: systemClock,
      times: DEPLOY_TIMES,
      today: () => new Date(),
    });
    const state = await deploy.state();
    const wanted = state.kind === 'armed' ? await this.decide(record, state.secondsLeft) : 'revert';
    if (wanted) await this.settle(deploy, record, wanted);
  }

  private async decide(record: DeployRecord, seconds: number): Promise<'keep' | 'revert' | undefined> {
    const choice = await window.showWarningMessage(
      `${record.script} is on ${record.router}, and the router undoes it in ${Math.max(0, Math.round(seconds))} seconds.`,
      { modal: true },
      'Keep',
      'Revert Now',
    );
    return choice === 'Keep' ? 'keep' : choice === 'Revert Now' ? 'revert' : undefined;
  }

  private async settle(deploy: ReopenedDeploy, record: DeployRecord, wanted: 'keep' | 'revert'): Promise<void> {
    const settled = await deploy.settle(wanted);
    const message = `${record.router}, deploy of ${record.script}: ${settled.message}`;
    void (settled.kind === 'kept' || settled.restored
      ? window.showInformationMessage(message)
      : window.showErrorMessage(message));
  }
}

function showError(error: unknown): void {
  void window.showErrorMessage(error instanceof Error ? error.message : String(error));
}

const ICONS: Readonly<Record<DeployRecord['phase'], string>> = {
  arming: 'question',
  applying: 'question',
  waiting: 'question',
  keeping: 'question',
  reverting: 'question',
  kept: 'check',
  reverted: 'discard',
  untouched: 'circle-slash',
  open: 'question',
  unknown: 'question',
};
const WORDS: Readonly<Record<DeployRecord['phase'], string>> = {
  arming: 'interrupted',
  applying: 'interrupted',
  waiting: 'interrupted',
  keeping: 'interrupted',
  reverting: 'interrupted',
  kept: 'kept',
  reverted: 'reverted',
  untouched: 'nothing changed',
  open: 'router not reachable',
  unknown: 'end not known',
};
