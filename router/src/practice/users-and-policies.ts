import { createHash, timingSafeEqual } from 'node:crypto';
import { parseIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Set } from '../../../server/src/base/ip-set';
import { Refusal } from './refusal';
import type { ConfigurationStore, StoredItem } from './store';

/** Who runs a command, and what they may. */
export interface Identity {
  readonly user: string;
  readonly policies: ReadonlySet<string>;
}

/** A user by name whose password somebody proved to know; undefined where that is nobody, or who may not come this way. */
export function findUser(
  store: ConfigurationStore,
  name: string,
  knows: (password: string) => boolean,
  /** The policy that the way in takes: `api`, `rest-api`. */
  way: string,
  source: string | undefined,
): Identity | undefined {
  const user = store.menu('/user').items.find((item) => item.get('name') === name);
  // What takes time is done for unknown users too: how long it takes tells nobody who there is.
  const isRight = knows(user?.get('password') ?? '');
  if (!user || !isRight || user.get('disabled') === 'true' || !isFrom(user, source)) return undefined;
  const policies = policiesOf(store, user.get('group') ?? '');
  return policies.has(way) ? { user: name, policies } : undefined;
}

function isFrom(user: StoredItem, source: string | undefined): boolean {
  const addresses = user.get('address') ?? '';
  const address = parseIpv4(source ?? '');
  if (addresses === '' || address === undefined) return true;
  return addresses.split(',').some((text) => parseIpv4Set(text)?.has(address));
}

function policiesOf(store: ConfigurationStore, group: string): ReadonlySet<string> {
  const found = store.menu('/user/group').items.find((item) => item.get('name') === group);
  return readPolicies(found?.get('policy') ?? '');
}

/** `read,write,!ftp` as the set of what is granted. */
export function readPolicies(text: string): ReadonlySet<string> {
  return new Set(text.split(',').filter((policy) => policy !== '' && !policy.startsWith('!')));
}

const READING: ReadonlySet<string> = new Set([
  ...['print', 'get', 'getall', 'find', 'listen', 'export', 'read', 'monitor', 'monitor-traffic', 'execute', 'import'],
]);
const CHANGING: ReadonlySet<string> = new Set([
  ...['add', 'set', 'remove', 'enable', 'disable', 'move', 'unset', 'comment', 'edit', 'reset'],
]);

/** The policies that a command takes (facts of router-api.md, §5: files, exports and backups `ftp`, scripts `policy`). */
function neededPolicies(menu: string, command: string, values: ReadonlyMap<string, string>): readonly string[] {
  const isChange = CHANGING.has(command);
  if (menu === '/system' && ['reboot', 'shutdown'].includes(command)) return ['reboot'];
  if (menu === '/system/backup') return command === 'load' ? ['write', 'ftp', 'reboot'] : ['read', 'ftp'];
  if (menu === '/file' && isChange) return ['write', 'ftp'];
  if (command === 'export' || command === 'print') return values.has('file') ? ['read', 'ftp'] : ['read'];
  if (isChange && /^\/(user|system\/(script|scheduler))(\/|$)/.test(menu) && menu !== '/system/script/environment')
    return ['write', 'policy'];
  if (menu === '/system/script' && command === 'run') return ['read'];
  if (menu === '/tool/sniffer') return ['sniff'];
  if (menu === '/' && command === 'password') return ['password'];
  if (command === 'ping' || (menu.startsWith('/tool') && !isChange && !READING.has(command))) return ['test'];
  if (menu === '/log' || (menu === '/' && !READING.has(command))) return [];
  return READING.has(command) ? ['read'] : ['write'];
}

/** Refuses a command that these policies don't allow. */
export function requirePolicies(
  policies: ReadonlySet<string> | undefined,
  menu: string,
  command: string,
  values: ReadonlyMap<string, string>,
): void {
  if (!policies) return;
  requireAll(policies, neededPolicies(menu, command, values));
}

/** Refuses where one of them is missing; everything is allowed where no policies are given. */
export function requireAll(policies: ReadonlySet<string> | undefined, needed: Iterable<string>): void {
  if (policies && [...needed].some((policy) => !policies.has(policy))) throw new Refusal('not enough permissions (9)');
}

/** A user as `print` shows it: nobody reads a password. */
export function withoutPassword(user: StoredItem): StoredItem {
  return new Map([...user].filter(([name]) => name !== 'password'));
}

/** Compares in the same time however much is alike. */
export function same(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return x !== undefined && y !== undefined && timingSafeEqual(x, y);
}
