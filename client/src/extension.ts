import type { ExtensionContext } from 'vscode';
import { registerAddRouter } from './commands/add-router';
import { registerDeploy } from './commands/deploy';
import { registerDeployHistory } from './commands/deploy-history';
import { registerForgetRouter } from './commands/forget-router';
import { registerRouterStatus } from './commands/router-status';
import { registerSelectVersion } from './commands/select-version';
import { registerShowTopology } from './commands/show-topology';
import { registerTracePacket } from './commands/trace-packet';
import { startLanguageClient } from './language-client';
import { RouterAccess } from './routers/router-access';
import { DeployDocuments } from './views/deploy-documents';
import { registerVersionStatus } from './views/version-status';

/** Called by VS Code when the first RouterOS script is opened, or the tree of routers, or a command is run. */
export async function activate(context: ExtensionContext): Promise<void> {
  const client = await startLanguageClient(context);
  registerVersionStatus(context, client);
  registerSelectVersion(context);
  const access = new RouterAccess(context);
  const documents = new DeployDocuments(context);
  registerDeploy(context, client, access, documents);
  registerAddRouter(context, access);
  registerForgetRouter(context, access);
  registerDeployHistory(context, access);
  registerRouterStatus(context, access);
  registerTracePacket(context, client);
  registerShowTopology(context, client);
}

/** The client stops with the context that it was registered in. */
export function deactivate(): void {}
