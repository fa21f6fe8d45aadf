import { commands, type ExtensionContext } from 'vscode';
import type { RouterAccess } from '../routers/router-access';
import { ROUTERS_VIEW, type RouterNode, RoutersView } from '../views/routers-view';

/** `RouterOS: Router Status`, and the tree of routers that it brings to the front. */
export function registerRouterStatus(context: ExtensionContext, access: RouterAccess): RoutersView {
  const view = new RoutersView(context, access);
  context.subscriptions.push(
    commands.registerCommand('rscope.routerStatus', async (node?: RouterNode) => {
      await commands.executeCommand(`${ROUTERS_VIEW}.focus`);
      await view.show(node?.router);
    }),
    commands.registerCommand('rscope.refreshRouter', (node?: RouterNode) => view.refresh(node)),
  );
  return view;
}
