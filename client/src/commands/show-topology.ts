import { commands, type ExtensionContext, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { LANGUAGE_ID } from '../language-client';
import { TopologyView } from '../views/topology-view';

/** `RouterOS: Show Topology`: draws the network of the script in the editor. */
export function registerShowTopology(context: ExtensionContext, client: LanguageClient): void {
  const view = new TopologyView(context, client);
  context.subscriptions.push(
    commands.registerCommand('rscope.showTopology', async () => {
      const document = window.activeTextEditor?.document;
      if (document?.languageId === LANGUAGE_ID) return view.show(document);
      void window.showInformationMessage(
        'Open a RouterOS script first: the network of the one in the editor is drawn.',
      );
    }),
  );
}
