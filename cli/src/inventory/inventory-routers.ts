import { type RouterAccess, type RouterValues, readRouterAccess } from '../router-options';
import { readScript } from '../script-file';
import { UsageError } from '../usage';
import { type Inventory, type InventoryHost, parseInventory } from './ansible-inventory';

/** The options that name the routers of a fleet. */
export const FLEET_OPTIONS = {
  inventory: { type: 'string', short: 'i' },
  limit: { type: 'string', short: 'l' },
} as const;

export const FLEET_HELP = `  --inventory FILE         an Ansible inventory (INI or YAML) instead of --router: ansible_host, ansible_user, ansible_port;
                           rscope_port, rscope_tls, rscope_fingerprint and rscope_password_env where those don't do
  --limit HOST,GROUP,…     only these of the inventory; * stands for any letters, !NAME leaves out (all)
`;

interface FleetValues extends RouterValues {
  readonly inventory?: string | undefined;
  readonly limit?: string | undefined;
}

/**
 * The routers that the options name: one, or those of an inventory in its order. What is to be said to people about the
 * inventory is in `notes`. Throws {@link UsageError}.
 */
export async function readRouters(
  command: string,
  values: FleetValues,
): Promise<{ readonly routers: readonly RouterAccess[]; readonly notes: readonly string[] }> {
  const { inventory: path, limit, router } = values;
  if (path === undefined) {
    if (limit !== undefined) throw new UsageError('--limit names routers of an --inventory; give one');
    if (router === undefined)
      throw new UsageError(`${command} needs --router HOST or --inventory FILE; see rscope ${command} --help`);
    return { routers: [await readRouterAccess(command, values)], notes: [] };
  }
  if (router !== undefined && limit !== undefined)
    throw new UsageError('--router and --limit both choose from the inventory; give one of them');
  if (values.fingerprint !== undefined)
    throw new UsageError('--fingerprint is of one router; in an inventory its variable is rscope_fingerprint');
  const { text } = await readScript(path);
  const hosts = chosenHosts(readInventory(text, path), router ?? limit ?? 'all');
  const routers = await Promise.all(hosts.map((host) => accessOf(command, values, host)));
  refuseTwice(routers);
  return { routers, notes: notesOn(hosts) };
}

function readInventory(text: string, path: string): Inventory {
  try {
    return parseInventory(text, path);
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Hosts by name or group, as `--limit` of Ansible takes them. */
function chosenHosts({ hosts, groups }: Inventory, limit: string): readonly InventoryHost[] {
  const chosen = new Set<string>();
  const out = new Set<string>();
  const patterns = limit
    .split(/[,:](?![^[]*\])/)
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  for (const pattern of patterns) {
    const name = pattern.replace(/^!/, '');
    const isMeant = wildcard(name);
    const found = [
      ...hosts.filter((host) => isMeant(host.name)).map((host) => host.name),
      ...[...groups].flatMap(([group, members]) => (isMeant(group) ? members : [])),
    ];
    if (found.length === 0 && !groups.has(name)) {
      const known = [...groups.keys()].filter((group) => group !== 'all' && group !== 'ungrouped');
      throw new UsageError(
        `the inventory has no host and no group ${JSON.stringify(name)}${known.length > 0 ? `; its groups are ${known.join(', ')}` : ''}`,
      );
    }
    for (const host of found) (name === pattern ? chosen : out).add(host);
  }
  const isOnlyLess = patterns.every((pattern) => pattern.startsWith('!'));
  const left = hosts.filter(({ name }) => (isOnlyLess || chosen.has(name)) && !out.has(name));
  if (left.length === 0) throw new UsageError(`--limit ${limit} leaves no host of the inventory`);
  return left;
}

function wildcard(pattern: string): (name: string) => boolean {
  if (!pattern.includes('*')) return (name) => name === pattern;
  const form = new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.?+^$[\]\\(){}|/-]/g, '\\$&'))
      .join('.*')}$`,
  );
  return (name) => form.test(name);
}

/** What Ansible sets for its own way in over SSH is not how the API is reached. */
function isSsh({ variables }: InventoryHost): boolean {
  const connection = variables.get('ansible_connection') ?? '';
  return /network_cli|ssh|paramiko/.test(connection) || variables.get('ansible_port') === '22';
}

function accessOf(command: string, values: FleetValues, host: InventoryHost): Promise<RouterAccess> {
  const read = (name: string) => {
    const value = host.variables.get(name);
    if (value?.includes('{{'))
      throw new UsageError(
        `${host.name}: ${name} is a template that only Ansible can fill in; give rscope its own variable, or a rendered inventory (ansible-inventory --list --yaml)`,
      );
    return value === '' ? undefined : value;
  };
  const address = read('ansible_host') ?? host.name;
  const port = read('rscope_port') ?? (isSsh(host) ? undefined : read('ansible_port'));
  if (port !== undefined && !/^\d{1,5}$/.test(port))
    throw new UsageError(`${host.name}: ${JSON.stringify(port)} is no port`);
  // The console takes its settings behind the name (admin+cet1024w); the API does not.
  const user = read('ansible_user')?.replace(/\+[a-z0-9]+$/, '') ?? values.user;
  const variable = read('rscope_password_env');
  return readRouterAccess(
    command,
    {
      ...values,
      router: port === undefined ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`,
      user,
      ...(/^(yes|true|on|1)$/i.test(read('rscope_tls') ?? '') && { tls: true }),
      ...(read('rscope_fingerprint') !== undefined && { fingerprint: read('rscope_fingerprint') }),
      ...(variable !== undefined && { 'password-env': variable, 'password-fd': undefined }),
    },
    host.name,
  );
}

/** Two deploys to one router would undo each other. */
function refuseTwice(routers: readonly RouterAccess[]): void {
  const seen = new Map<string, string>();
  for (const { address } of routers) {
    const place = `${address.host.toLowerCase()} port ${address.port}`;
    const other = seen.get(place);
    if (other !== undefined)
      throw new UsageError(`${other} and ${address.name} are the same router (${place}); leave one out with --limit`);
    seen.set(place, address.name);
  }
}

function notesOn(hosts: readonly InventoryHost[]): readonly string[] {
  const has = (name: RegExp) => hosts.some(({ variables }) => [...variables.keys()].some((key) => name.test(key)));
  return [
    ...(has(/^ansible_(ssh_)?pass(word)?$/)
      ? [
          'passwords in the inventory are not read: give them by --password-env or --password-fd, or name a variable of the environment in rscope_password_env',
        ]
      : []),
    ...(hosts.some((host) => isSsh(host) && host.variables.has('ansible_port') && !host.variables.has('rscope_port'))
      ? ['ansible_port is that of SSH here and not used; the API has its own port (rscope_port, or 8728 and 8729)']
      : []),
  ];
}
