import { commands, type ExtensionContext, window } from 'vscode';
import type { RouterAccess } from '../routers/router-access';
import { chooseRouter, routerOf } from '../routers/router-inventory';

/** `RouterOS: Forget Password and Certificate of a Router`. */
export function registerForgetRouter(context: ExtensionContext, access: RouterAccess): void {
  context.subscriptions.push(
    commands.registerCommand('rscope.forgetRouter', async (from?: unknown) => {
      const router = routerOf(from) ?? (await chooseRouter('Forget the password and the certificate of a router'));
      if (!router) return;
      await access.forget(router);
      void window.showInformationMessage(`The password and the certificate of ${router.name} are forgotten.`);
    }),
  );
}
