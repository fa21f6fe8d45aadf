import { readFile } from 'node:fs/promises';
import { commands, type ExtensionContext, type QuickPickItem, window, workspace } from 'vscode';
import { pullConfiguration } from '../../../router/src/deploy/pull-configuration';
import { restoreScript } from '../../../router/src/deploy/restore-script';
import { LANGUAGE_ID } from '../language-client';
import { allRecords } from '../routers/deploy-records';
import type { RouterAccess } from '../routers/router-access';
import { chooseRouter, type RouterEntry, readInventory } from '../routers/router-inventory';
import { talkToRouter } from '../routers/talk-to-router';
import type { DeployDocuments } from '../views/deploy-documents';

/** `RouterOS: Restore Backup…`: the ways back to an export. It changes nothing itself: what it writes is deployed or run. */
export function registerRestoreBackup(
  context: ExtensionContext,
  access: RouterAccess,
  documents: DeployDocuments,
): void {
  context.subscriptions.push(
    commands.registerCommand('rscope.restoreBackup', async () => {
      const backup = await chooseBackup(context);
      if (!backup) return;
      try {
        const text = await readFile(backup.path, 'utf8');
        const known = readInventory().find(({ name }) => name === backup.router);
        const router = known ?? (await chooseRouter('Restore which router?'));
        const way = router && (await chooseWay(router));
        if (way === 'difference') await showWayBack(access, documents, router as RouterEntry, text);
        if (way === 'reset') await showScript(resetInstructions(router as RouterEntry, backup.path));
      } catch (error) {
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    }),
  );
}

interface Backup {
  readonly path: string;
  /** The router that it is of; undefined for a file that the user chose. */
  readonly router: string | undefined;
}

/** The exports from before the deploys, or a file. */
async function chooseBackup(context: ExtensionContext): Promise<Backup | undefined> {
  type Pick = QuickPickItem & { readonly backup?: Backup };
  const picks: Pick[] = (await allRecords(context)).flatMap(({ router, script, startedAt, before }) =>
    before === undefined
      ? []
      : [
          {
            label: `$(history) ${router}`,
            description: `as it was ${new Date(startedAt).toLocaleString()}, before ${script}`,
            backup: { path: before, router },
          },
        ],
  );
  const picked = await window.showQuickPick<Pick>(
    [...picks, { label: '$(folder-opened) Choose a File…', description: 'an export (.rsc)' }],
    { title: 'Restore which backup?', matchOnDescription: true, ignoreFocusOut: true },
  );
  if (!picked || picked.backup) return picked?.backup;
  const [file] =
    (await window.showOpenDialog({ title: 'Choose an export', filters: { 'RouterOS scripts': ['rsc'] } })) ?? [];
  return file && { path: file.fsPath, router: undefined };
}

async function chooseWay(router: RouterEntry): Promise<'difference' | 'reset' | undefined> {
  const picks = [
    {
      label: '$(diff) Change Back What Differs',
      detail: 'Writes a script that adds, changes and removes just that, for you to deploy.',
      way: 'difference' as const,
    },
    {
      label: '$(warning) Reset the Router and Run the Backup',
      detail: 'Writes down the steps. All is erased first: you need a way in that survives it.',
      way: 'reset' as const,
    },
  ];
  const picked = await window.showQuickPick(picks, {
    title: `Bring ${router.name} back: how?`,
    placeHolder: '/import of a backup fails on a configured router, at the first thing that is there already',
    ignoreFocusOut: true,
  });
  return picked?.way;
}

async function showWayBack(
  access: RouterAccess,
  documents: DeployDocuments,
  router: RouterEntry,
  backup: string,
): Promise<void> {
  const found = await talkToRouter(
    access,
    router,
    `Comparing ${router.name} with the backup`,
    async (connection, info) => {
      const running = await pullConfiguration(connection, info);
      return { running, info, ...restoreScript(backup, running, info.version) };
    },
  );
  if (!found) return;
  if (found.commands.length === 0 && found.left.length === 0) {
    void window.showInformationMessage(`${router.name} is as the backup says; secrets are not compared.`);
    return;
  }
  await documents.compare(
    await documents.put(router.name, 'running.rsc', found.running),
    await documents.put(router.name, 'backup.rsc', backup),
    `${router.name}: running ↔ backup`,
  );
  await showScript(
    [
      `# Brings ${oneLine(router.name)} back to the backup. Read it, then run “RouterOS: Deploy to Router…”.`,
      `# routeros: ${found.info.versionText.split(' ')[0] ?? ''}`,
      '# Passwords and keys are in no export: they stay as they are, and what is added again has none.',
      ...found.left.map((line) => `# Not brought back: ${line}`),
      '',
      ...found.commands,
      '',
    ].join('\n'),
  );
}

/** The command stands in a comment: nobody shall reset a router by a deploy. */
function resetInstructions(router: RouterEntry, path: string): string {
  const file = oneLine(path.split(/[\\/]/).at(-1) ?? 'backup.rsc');
  return [
    `# How to restore ${oneLine(router.name)} from ${file} by a reset. This file does nothing by itself.`,
    '#',
    '# The reset erases everything: certificates, keys and passwords too, which are in no export. Users stay.',
    '# 1. Have a way in that needs none of the addresses: the serial port, or WinBox by the MAC address.',
    '# 2. Keep a binary backup beside it: /system backup save name=before-reset password=…',
    `# 3. Copy ${path.replace(/\s+/g, ' ')} onto the router, by WinBox or scp; on a device with a folder flash into flash/.`,
    '# 4. Run this there, with flash/ before the name where it lies in there:',
    `#    /system reset-configuration no-defaults=yes skip-backup=no keep-users=yes run-after-reset="${file}"`,
    '# 5. The router restarts and runs the file. Where a line of it fails, it stops there: look into /log print.',
    '',
  ].join('\n');
}

async function showScript(content: string): Promise<void> {
  const document = await workspace.openTextDocument({ language: LANGUAGE_ID, content });
  await window.showTextDocument(document, { preview: false });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
