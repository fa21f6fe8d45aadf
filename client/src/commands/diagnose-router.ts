import { commands, type ExtensionContext, window } from 'vscode';
import { COMPLAINTS, type Complaint, diagnose } from '../../../router/src/device/diagnosis/diagnose';
import type { Finding } from '../../../router/src/device/diagnosis/finding';
import { probeUplinks } from '../../../router/src/device/probe-uplinks';
import type { RouterInfo } from '../../../router/src/device/router-info';
import { readRouterState } from '../../../router/src/device/router-state';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import type { RouterAccess } from '../routers/router-access';
import { chooseRouter, routerOf } from '../routers/router-inventory';
import { talkToRouter } from '../routers/talk-to-router';
import type { DeployDocuments } from '../views/deploy-documents';
import { diagnosisReport } from '../views/diagnosis-report';

/** Milliseconds between two readings of the counters. */
const BETWEEN = 3000;

/** `RouterOS: Diagnose…`: what may be behind a complaint, question by question, each answered by the router itself. */
export function registerDiagnoseRouter(
  context: ExtensionContext,
  access: RouterAccess,
  documents: DeployDocuments,
): void {
  context.subscriptions.push(
    commands.registerCommand('rscope.diagnoseRouter', async (from?: unknown) => {
      const router = routerOf(from) ?? (await chooseRouter('Diagnose which router?'));
      const complaint = router && (await chooseComplaint(router.name));
      if (!router || !complaint) return;
      const findings = await talkToRouter(access, router, `Asking ${router.name}: ${complaint.title}`, (...asked) =>
        findingsOf(complaint, ...asked),
      );
      if (!findings) return;
      const report = diagnosisReport(router.name, complaint.title, findings);
      await documents.showReport(router.name, `${complaint.title}.md`, report);
    }),
  );
}

async function chooseComplaint(router: string): Promise<Complaint | undefined> {
  const picks = COMPLAINTS.map((complaint) => ({ label: complaint.title, complaint }));
  const placeHolder = 'Nothing is changed; the router pings its gateways and DNS servers';
  return (await window.showQuickPick(picks, { title: `${router}: what is wrong?`, placeHolder, ignoreFocusOut: true }))
    ?.complaint;
}

async function findingsOf(
  complaint: Complaint,
  connection: RouterConnection,
  info: RouterInfo,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const earlier = await readRouterState(connection, info, signal);
  const probing = probeUplinks(connection, earlier);
  // Where the connection is lost the second reading says so.
  probing.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  const state = await readRouterState(connection, info, signal);
  return diagnose(complaint, { earlier, state, probes: await probing });
}
