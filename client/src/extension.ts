import type { ExtensionContext } from 'vscode';
import { registerDeploy } from './commands/deploy';
import { registerSelectVersion } from './commands/select-version';
import { registerShowTopology } from './commands/show-topology';
import { registerTracePacket } from './commands/trace-packet';
import { startLanguageClient } from './language-client';
import { registerVersionStatus } from './views/version-status';

/** Called by VS Code when the first RouterOS script is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const client = await startLanguageClient(context);
  registerVersionStatus(context, client);
  registerSelectVersion(context);
  registerDeploy(context, client);
  registerTracePacket(context, client);
  registerShowTopology(context, client);
}

/** The client stops with the context that it was registered in. */
export function deactivate(): void {}
