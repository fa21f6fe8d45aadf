import type { ExtensionContext, TreeDataProvider } from 'vscode';
import { registerAddRouter } from './commands/add-router';
import { registerCompareWithRouter } from './commands/compare-with-router';
import { registerDeploy } from './commands/deploy';
import { registerDeployHistory } from './commands/deploy-history';
import { registerDeploySeveral } from './commands/deploy-several';
import { registerDiagnoseRouter } from './commands/diagnose-router';
import { registerForgetRouter } from './commands/forget-router';
import { registerPullConfiguration } from './commands/pull-configuration';
import { registerRestoreBackup } from './commands/restore-backup';
import { registerRouterStatus } from './commands/router-status';
import { registerRunSelection } from './commands/run-selection';
import { registerSelectVersion } from './commands/select-version';
import { registerShowTopology } from './commands/show-topology';
import { registerTracePacket } from './commands/trace-packet';
import { startLanguageClient } from './language-client';
import { RouterAccess } from './routers/router-access';
import { DeployDocuments } from './views/deploy-documents';
import { registerVersionStatus } from './views/version-status';

/** What others may read of the extension: VS Code itself shows nobody the items of a tree. */
interface RscopeExports {
  readonly routers: TreeDataProvider<unknown>;
}

/** Called by VS Code when the first RouterOS script is opened, or the tree of routers, or a command is run. */
export async function activate(context: ExtensionContext): Promise<RscopeExports> {
  const client = await startLanguageClient(context);
  registerVersionStatus(context, client);
  registerSelectVersion(context);
  const access = new RouterAccess(context);
  const documents = new DeployDocuments(context);
  registerDeploySeveral(context, access, documents, registerDeploy(context, client, access, documents));
  registerAddRouter(context, access);
  registerForgetRouter(context, access);
  registerDeployHistory(context, access);
  registerPullConfiguration(context, access);
  registerCompareWithRouter(context, access, documents);
  registerDiagnoseRouter(context, access, documents);
  registerRestoreBackup(context, access, documents);
  registerRunSelection(context, access);
  registerTracePacket(context, client);
  registerShowTopology(context, client);
  return { routers: registerRouterStatus(context, access) };
}

/** The client stops with the context that it was registered in. */
export function deactivate(): void {}
