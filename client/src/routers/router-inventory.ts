import { commands, window, workspace } from 'vscode';
import { type Protocol, serviceOf } from '../../../router/src/transport/trust';

/** A router of the setting `rscope.routers`. Never a password. */
export interface RouterEntry {
  readonly name: string;
  readonly host: string;
  /** `api` where absent. */
  readonly protocol?: Protocol;
  readonly port?: number;
  readonly tls?: boolean;
  readonly user: string;
  /** What it stands under in the tree of routers. */
  readonly group?: string;
}

/** The routers of the settings; entries that lack a host are left out. */
export function readInventory(): readonly RouterEntry[] {
  const entries = workspace.getConfiguration('rscope').get<unknown>('routers', []);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { name, host, protocol, port, tls, user, group } = entry as Record<string, unknown>;
    if (typeof host !== 'string' || host.trim() === '') return [];
    const isPort = typeof port === 'number' && Number.isInteger(port) && port > 0 && port <= 65_535;
    return [
      {
        name: typeof name === 'string' && name ? name : host,
        host: host.trim(),
        user: typeof user === 'string' && user ? user : 'admin',
        protocol: protocol === 'rest' ? 'rest' : 'api',
        tls: tls !== false,
        ...(isPort ? { port } : {}),
        ...(typeof group === 'string' && group.trim() ? { group: group.trim() } : {}),
      },
    ];
  });
}

/** `host:port`, the port as it will be used. */
export function addressOf({ host, protocol = 'api', port, tls = true }: RouterEntry): string {
  return `${host}:${port ?? serviceOf(protocol, tls).port}`;
}

/** The router that a command was called on in the tree; undefined where it was called elsewhere. */
export function routerOf(node: unknown): RouterEntry | undefined {
  const isNode =
    typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'router' && 'router' in node;
  return isNode ? (node.router as RouterEntry) : undefined;
}

/** Lets the user choose a router; undefined where there is none, or the choice was left. */
export async function chooseRouter(title: string): Promise<RouterEntry | undefined> {
  const inventory = readInventory();
  if (inventory.length === 0) {
    const open = 'Open Settings';
    const choice = await window.showInformationMessage(
      'There is no router yet. Add one to the setting “Rscope: Routers”: its name, host, port, user, whether by the API or REST, and whether over TLS.',
      open,
    );
    if (choice === open) await commands.executeCommand('workbench.action.openSettings', 'rscope.routers');
    return undefined;
  }
  const picks = inventory.map((router) => ({
    label: `$(server) ${router.name}`,
    description: `${router.user}@${addressOf(router)}`,
    detail: router.tls ? 'over TLS' : 'not encrypted',
    router,
  }));
  const picked = await window.showQuickPick(picks, {
    title,
    placeHolder: 'Which router?',
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.router;
}
