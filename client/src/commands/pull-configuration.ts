import { commands, type ExtensionContext, Uri, window, workspace } from 'vscode';
import { pullConfiguration } from '../../../router/src/deploy/pull-configuration';
import type { RouterAccess } from '../routers/router-access';
import { chooseRouter, type RouterEntry, routerOf } from '../routers/router-inventory';
import { talkToRouter } from '../routers/talk-to-router';

/** `RouterOS: Pull Configuration`: the router's export, without secrets, as a file that is opened. */
export function registerPullConfiguration(context: ExtensionContext, access: RouterAccess): void {
  context.subscriptions.push(
    commands.registerCommand('rscope.pullConfiguration', async (from?: unknown) => {
      const router = routerOf(from) ?? (await chooseRouter('Pull the configuration of which router?'));
      if (router) await pull(access, router);
    }),
  );
}

async function pull(access: RouterAccess, router: RouterEntry): Promise<void> {
  const text = await talkToRouter(access, router, `Fetching the configuration of ${router.name}`, pullConfiguration);
  if (text === undefined) return;
  const file = await window.showSaveDialog({
    title: `Save the configuration of ${router.name}`,
    defaultUri: suggestion(router),
    filters: { 'RouterOS scripts': ['rsc'] },
  });
  if (!file) return;
  try {
    await workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await window.showTextDocument(await workspace.openTextDocument(file), { preview: false });
  } catch (error) {
    void window.showErrorMessage(
      `${file.fsPath} can’t be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** `office.rsc` in the folder that is open. */
function suggestion(router: RouterEntry): Uri {
  const name = `${router.name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'router'}.rsc`;
  const [folder] = workspace.workspaceFolders ?? [];
  return folder ? Uri.joinPath(folder.uri, name) : Uri.file(name);
}
