import {
  commands,
  type ExtensionContext,
  type QuickPickItem,
  QuickPickItemKind,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import type { DeployEnd } from '../../../router/src/deploy/deploy-session';
import type { DeployTarget } from '../../../router/src/deploy/deploy-target';
import { runWaves, type WaveResult } from '../../../router/src/deploy/deploy-waves';
import { type PreparedDeploy, refusalOfDeploy } from '../../../router/src/deploy/prepare-deploy';
import { LANGUAGE_ID } from '../language-client';
import type { RouterAccess } from '../routers/router-access';
import { addressOf, type RouterEntry, readInventory } from '../routers/router-inventory';
import type { DeployDocuments } from '../views/deploy-documents';
import { type FleetMember, fleetPlan, fleetReport } from '../views/fleet-report';
import type { Deploy } from './deploy';

/** `RouterOS: Deploy to Several Routers…`: the first router alone, then the others one by one, until one fails. */
export function registerDeploySeveral(
  context: ExtensionContext,
  access: RouterAccess,
  documents: DeployDocuments,
  deploy: Deploy,
): void {
  const several = new DeploySeveral(access, documents, deploy);
  context.subscriptions.push(
    commands.registerCommand('rscope.deploySeveral', (from?: unknown) => several.start(groupOf(from))),
  );
}

/** One router of the fleet, all of it read and nothing changed yet. */
interface Ready {
  readonly router: RouterEntry;
  readonly target: DeployTarget;
  readonly prepared: PreparedDeploy;
}

class DeploySeveral {
  constructor(
    private readonly access: RouterAccess,
    private readonly documents: DeployDocuments,
    private readonly deploy: Deploy,
  ) {}

  async start(group: string | undefined): Promise<void> {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== LANGUAGE_ID) {
      void window.showInformationMessage('Open the RouterOS script (.rsc) that you want to deploy.');
      return;
    }
    try {
      const routers = await chooseRouters(group);
      if (routers.length === 0 || !(await this.deploy.confirmSyntax(document))) return;
      const fleet = await this.prepareAll(document, routers);
      if (fleet && (await this.confirm(document, fleet))) await this.run(document, fleet);
    } catch (error) {
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  /** Asks every router before the first one is changed: what one of them would refuse keeps all of them as they are. */
  private async prepareAll(document: TextDocument, routers: readonly RouterEntry[]): Promise<Ready[] | undefined> {
    const fleet: Ready[] = [];
    for (const router of routers) {
      const target = await this.access.target(router);
      if (!target) return undefined;
      const ready = { router, target, prepared: await this.prepare(document, router, target) };
      const why = whyNot(ready.prepared);
      if (why !== undefined) {
        void window.showErrorMessage(`Nothing is deployed to any router, because of ${router.name}.`, {
          modal: true,
          detail: `${why}\n\n“RouterOS: Deploy to Router…” deploys to one router alone.`,
        });
        return undefined;
      }
      fleet.push(ready);
    }
    return fleet;
  }

  private prepare(document: TextDocument, router: RouterEntry, target: DeployTarget): Promise<PreparedDeploy> {
    return this.deploy.prepare(document, router, target).catch((error: unknown) => {
      throw new Error(`${router.name}: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  private async confirm(document: TextDocument, fleet: readonly Ready[]): Promise<boolean> {
    const members: FleetMember[] = [];
    for (const { router, prepared } of fleet) {
      const findings = await this.deploy.check(document, prepared.info.versionText);
      const faults = findings.filter(({ severity }) => severity === 'error' || severity === 'warning').length;
      members.push({ name: router.name, prepared, faults });
    }
    const script = workspace.asRelativePath(document.uri);
    const [first, ...rest] = fleet;
    if (!first) return false;
    await this.documents.showDifference(first.router.name, first.prepared);
    await this.documents.showReport('Several routers', 'plan.md', fleetPlan(script, members));
    const lines = members.map(
      ({ name, prepared, faults }) =>
        `• ${name}: RouterOS ${prepared.info.versionText}, ${commandsOf(prepared)}${faults > 0 ? `, faults found: ${faults}` : ''}`,
    );
    const detail = `${lines.join('\n')}\n\n${first.router.name} comes first, alone, and you are asked whether to keep it. Only then ${rest.length === 1 ? 'comes the other' : 'come the others, one by one'}. The first failure ends it.`;
    const yes = `Begin with ${first.router.name}`;
    const title = `Deploy ${script} to ${fleet.length} routers?`;
    return (await window.showWarningMessage(title, { modal: true, detail }, yes)) === yes;
  }

  private async run(document: TextDocument, fleet: readonly Ready[]): Promise<void> {
    let keepsVerified: boolean | undefined;
    const results = await runWaves(
      fleet,
      [1, 'rest'],
      1,
      async (ready, wave) => {
        if (wave === 0) return this.deploy.run(ready.router, ready.target, ready.prepared);
        keepsVerified ??= await askForTheRest(fleet);
        return keepsVerified === undefined ? undefined : this.next(document, ready, keepsVerified);
      },
      (end) => typeof end !== 'object' || end.kind !== 'kept',
    );
    await this.report(document, results);
  }

  /** Time has passed: the router is asked again, and only what was confirmed is deployed. */
  private async next(document: TextDocument, before: Ready, keepsVerified: boolean): Promise<DeployEnd | string> {
    const { router, target } = before;
    try {
      const prepared = await this.prepare(document, router, target);
      const why = whyNot(prepared);
      if (why !== undefined) return why;
      if (planText(prepared) !== planText(before.prepared))
        return 'What would run there is no longer what you have confirmed: the script or the router has changed since.';
      return await this.deploy.run(router, target, prepared, keepsVerified);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private async report(
    document: TextDocument,
    results: readonly WaveResult<Ready, DeployEnd | string | undefined>[],
  ): Promise<void> {
    const ends = results.map(({ target: { router }, end }) => ({
      name: router.name,
      kept: typeof end === 'object' && end.kind === 'kept',
      message: typeof end === 'object' ? end.message : (end ?? 'Not begun: it is as it was.'),
    }));
    await this.documents.showReport(
      'Several routers',
      'result.md',
      fleetReport(workspace.asRelativePath(document.uri), ends),
    );
    const kept = ends.filter((each) => each.kept).length;
    const message = `${kept} of ${ends.length} routers have the script now.`;
    void (kept === ends.length ? window.showInformationMessage(message) : window.showWarningMessage(message));
  }
}

/** Why a router is not deployed to together with others. Nothing can be forced there. */
function whyNot(prepared: PreparedDeploy): string | undefined {
  if (prepared.prepared.commands.length === 0) return 'There is nothing in this script that could be deployed to it.';
  return refusalOfDeploy(prepared)?.why;
}

async function askForTheRest(fleet: readonly Ready[]): Promise<boolean | undefined> {
  const [first, ...rest] = fleet;
  const names = rest.map(({ router }) => router.name).join(', ');
  const verified = 'Keep Each That Verifies';
  const each = 'Ask for Each';
  const choice = await window.showInformationMessage(
    `${first?.router.name ?? ''} has it. Go on with ${names}?`,
    {
      modal: true,
      detail:
        'A router that shows all of it to be fine may be kept without asking. One that shows a failure goes back, and those after it are not begun.',
    },
    verified,
    each,
  );
  return choice === verified ? true : choice === each ? false : undefined;
}

/** The routers to deploy to, in the order of the settings; none where the choice was left. */
async function chooseRouters(group: string | undefined): Promise<readonly RouterEntry[]> {
  const inventory = readInventory();
  if (inventory.length < 2) {
    void window.showInformationMessage('There are no several routers yet. “RouterOS: Add Router…” adds one.');
    return [];
  }
  const groups = [...new Set(inventory.flatMap((router) => router.group ?? []))];
  type Pick = QuickPickItem & { readonly router?: RouterEntry; readonly group?: string };
  const picks: Pick[] = [
    ...groups.map((name) => ({
      label: `$(folder) ${name}`,
      description: `all ${inventory.filter((router) => router.group === name).length} of the group`,
      group: name,
    })),
    ...(groups.length > 0 ? [{ label: 'routers', kind: QuickPickItemKind.Separator }] : []),
    ...inventory.map((router) => ({
      label: `$(server) ${router.name}`,
      description: `${router.user}@${addressOf(router)}`,
      picked: group !== undefined && router.group === group,
      router,
    })),
  ];
  const picked = await window.showQuickPick(picks, {
    title: 'Deploy to which routers?',
    placeHolder: 'The first one of the settings comes first, the others after it',
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return inventory.filter((router) =>
    picked?.some((pick) => pick.router === router || (pick.group !== undefined && pick.group === router.group)),
  );
}

/** The group that the command was called on in the tree. */
function groupOf(node: unknown): string | undefined {
  const isGroup =
    typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'group' && 'group' in node;
  return isGroup && typeof node.group === 'string' ? node.group : undefined;
}

function commandsOf({ prepared }: PreparedDeploy): string {
  const { plan } = prepared;
  if (plan.kind !== 'sentences') return 'the whole script';
  return `${plan.steps.length} command${plan.steps.length === 1 ? '' : 's'}`;
}

function planText({ prepared }: PreparedDeploy): string {
  return JSON.stringify(prepared.plan);
}
