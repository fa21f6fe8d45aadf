import { type ExtensionContext, Uri, workspace } from 'vscode';
import { deployFolder } from '../../../router/src/deploy/deploy-folder';
import type { DeployRecord, DeployStore } from '../../../router/src/deploy/deploy-record';

/**
 * Where deploys are written down: in `.rscope` of the folder that is open, beside the scripts and left out by git; else in
 * VS Code's own storage.
 */
export function deployStore(context: ExtensionContext): DeployStore {
  const [folder] = workspace.workspaceFolders ?? [];
  const place = folder?.uri.scheme === 'file' ? Uri.joinPath(folder.uri, '.rscope') : context.globalStorageUri;
  return deployFolder(place.fsPath);
}

/** All deploys that this window can know of, the newest first. */
export async function allRecords(context: ExtensionContext): Promise<readonly DeployRecord[]> {
  const lists = await Promise.all([deployStore(context).list(), deployFolder(context.globalStorageUri.fsPath).list()]);
  const byId = new Map(lists.flat().map((record) => [record.id, record]));
  return [...byId.values()].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}
