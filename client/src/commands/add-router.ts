import { ConfigurationTarget, commands, type ExtensionContext, window, workspace } from 'vscode';
import type { RouterAccess } from '../routers/router-access';
import { addressOf, type RouterEntry, readInventory } from '../routers/router-inventory';
import { talkToRouter } from '../routers/talk-to-router';

/** `RouterOS: Add Router…`: asks for what is needed, tries it, and adds it to the setting `rscope.routers`. */
export function registerAddRouter(context: ExtensionContext, access: RouterAccess): void {
  context.subscriptions.push(
    commands.registerCommand('rscope.addRouter', async () => {
      const router = await askRouter();
      if (router && (await isWanted(access, router))) await addToSettings(router);
    }),
    commands.registerCommand('rscope.testConnection', (node?: { readonly router?: RouterEntry }) =>
      node?.router ? testConnection(access, node.router) : undefined,
    ),
  );
}

const STEPS = 5;

async function askRouter(): Promise<RouterEntry | undefined> {
  const host = await ask(1, 'Address or name of the router', '192.168.88.1', '', (text) =>
    /^[A-Za-z0-9._:-]+$/.test(text) ? undefined : 'An address or a name, without blanks.',
  );
  if (host === undefined) return undefined;
  const protocol = await window.showQuickPick(PROTOCOLS, {
    title: title(2, 'How does it speak?'),
    placeHolder: 'Choose a service that is switched on at the router (/ip service print)',
    ignoreFocusOut: true,
  });
  if (!protocol) return undefined;
  const port = await ask(3, 'Its port', String(protocol.port), String(protocol.port), (text) =>
    /^\d+$/.test(text) && Number(text) > 0 && Number(text) <= 65_535 ? undefined : 'A number from 1 to 65535.',
  );
  if (port === undefined) return undefined;
  const user = await ask(4, 'Who logs in', 'admin', 'admin', (text) =>
    text === '' ? 'A user of the router.' : undefined,
  );
  if (user === undefined) return undefined;
  const taken = new Set(readInventory().map(({ name }) => name));
  const name = await ask(5, 'What do you call it?', 'Office', host, (text) => {
    if (text === '') return 'A name.';
    return taken.has(text) ? 'There is a router of that name.' : undefined;
  });
  if (name === undefined) return undefined;
  const custom = Number(port) !== protocol.port;
  return {
    name,
    host,
    user,
    protocol: protocol.protocol,
    tls: protocol.tls,
    ...(custom ? { port: Number(port) } : {}),
  };
}

const PROTOCOLS = [
  {
    label: 'API over TLS',
    description: 'service api-ssl, port 8729',
    detail: 'Needs a certificate on the router. Nobody on the way can read the password.',
    protocol: 'api',
    tls: true,
    port: 8729,
  },
  {
    label: 'API',
    description: 'service api, port 8728',
    detail: 'Not encrypted: only within your own network.',
    protocol: 'api',
    tls: false,
    port: 8728,
  },
  {
    label: 'REST over HTTPS',
    description: 'service www-ssl, port 443',
    detail: 'RouterOS 7.1 and later, where only HTTPS is let through. Needs a certificate, and has no safe mode.',
    protocol: 'rest',
    tls: true,
    port: 443,
  },
] as const;

function title(step: number, what: string): string {
  return `Add a Router (${step}/${STEPS}): ${what}`;
}

function ask(
  step: number,
  what: string,
  placeHolder: string,
  value: string,
  check: (text: string) => string | undefined,
): Thenable<string | undefined> {
  return window
    .showInputBox({
      title: title(step, what),
      placeHolder,
      value,
      ignoreFocusOut: true,
      validateInput: (text) => check(text.trim()),
    })
    .then((text) => text?.trim());
}

/** A router that can't be reached may be added all the same: it may be off now. */
async function isWanted(access: RouterAccess, router: RouterEntry): Promise<boolean> {
  if (await testConnection(access, router)) return true;
  const add = 'Add It Anyway';
  return (
    (await window.showWarningMessage(
      `${router.name} could not be reached. Add it all the same?`,
      { modal: true },
      add,
    )) === add
  );
}

async function testConnection(access: RouterAccess, router: RouterEntry): Promise<boolean> {
  const title = `Connecting to ${addressOf(router)}`;
  const info = await talkToRouter(access, router, title, async (_connection, found) => found);
  if (!info) return false;
  const { identity, versionText, board } = info;
  void window.showInformationMessage(`${router.name} answers: ${identity}, RouterOS ${versionText}, ${board}.`);
  return true;
}

async function addToSettings(router: RouterEntry): Promise<void> {
  const settings = workspace.getConfiguration('rscope');
  const known = settings.inspect<readonly unknown[]>('routers')?.globalValue ?? [];
  await settings.update('routers', [...known, router], ConfigurationTarget.Global);
}
