import { commands, type ExtensionContext, type TextDocument, window, workspace } from 'vscode';
import { driftOf } from '../../../router/src/deploy/drift';
import { pullConfiguration } from '../../../router/src/deploy/pull-configuration';
import { LANGUAGE_ID } from '../language-client';
import type { RouterAccess } from '../routers/router-access';
import { chooseRouter, type RouterEntry, routerOf } from '../routers/router-inventory';
import { talkToRouter } from '../routers/talk-to-router';
import type { DeployDocuments } from '../views/deploy-documents';
import { driftReport, driftSides } from '../views/drift-report';

/** `RouterOS: Compare with Router`: the script in the editor beside what the router has, and in words what differs. */
export function registerCompareWithRouter(
  context: ExtensionContext,
  access: RouterAccess,
  documents: DeployDocuments,
): void {
  context.subscriptions.push(
    commands.registerCommand('rscope.compareWithRouter', async (from?: unknown) => {
      const document = window.activeTextEditor?.document;
      if (document?.languageId !== LANGUAGE_ID) {
        void window.showInformationMessage('Open the RouterOS script (.rsc) that you want to compare with a router.');
        return;
      }
      const router = routerOf(from) ?? (await chooseRouter('Compare with which router?'));
      if (router) await compare(access, documents, document, router);
    }),
  );
}

async function compare(
  access: RouterAccess,
  documents: DeployDocuments,
  document: TextDocument,
  router: RouterEntry,
): Promise<void> {
  const text = document.getText();
  const script = workspace.asRelativePath(document.uri);
  const found = await talkToRouter(access, router, `Comparing with ${router.name}`, async (connection, info) => {
    const running = await pullConfiguration(connection, info);
    return { running, drift: driftOf(text, running, info.version) };
  });
  if (!found) return;
  const { running, drift } = found;
  if (drift.menus.length === 0 && !drift.isWholeFile && drift.uncertainMenus.length === 0) {
    void window.showInformationMessage(`${router.name} has all that ${script} says.`);
    return;
  }
  const title = `${script} ↔ ${router.name}`;
  if (drift.isWholeFile)
    await documents.compare(document.uri, await documents.put(router.name, 'running.rsc', running), title);
  else {
    // No scripts: they are coloured as nothing, and nobody looks for faults in them.
    const sides = driftSides(drift);
    await documents.compare(
      await documents.put(router.name, 'what differs, in the script', sides.file),
      await documents.put(router.name, 'what differs, on the router', sides.router),
      title,
    );
  }
  await documents.showReport(router.name, 'differences.md', driftReport(router.name, script, drift));
}
