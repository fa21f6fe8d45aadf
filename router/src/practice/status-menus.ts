import { formatDuration } from '../../../server/src/base/duration';
import { formatIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Prefix } from '../../../server/src/base/ip-set';
import { activeUsers, trackedConnections } from './active-users';
import type { PracticeDevice } from './device';
import { isRunning, routesWithState } from './route-status';
import type { StoredItem } from './store';
import { withoutPassword } from './users-and-policies';
import { dateText, timeOfDay } from './wall-time';

/** What a menu shows beside what it stores, computed when somebody asks. */
type Status = (device: PracticeDevice, stored: readonly StoredItem[]) => readonly StoredItem[];

const STATUS: Readonly<Record<string, Status>> = {
  '/system/resource': (device) => [
    new Map([
      ['uptime', formatDuration(Math.floor(device.uptime / 1000) * 1000)],
      ['version', `${device.versionText} (stable)`],
      ['board-name', 'Practice'],
      ['platform', 'MikroTik'],
      ['architecture-name', 'x86_64'],
      ['free-memory', '104857600'],
      ['total-memory', '268435456'],
      ['free-hdd-space', '52428800'],
      ['total-hdd-space', '134217728'],
      ['cpu-load', '1'],
    ]),
  ],
  '/system/clock': (device, [settings]) => [
    new Map([
      ...(settings ?? []),
      ['date', dateText(device.clock.wall, device.version)],
      ['time', timeOfDay(device.clock.wall)],
    ]),
  ],
  '/system/script/environment': (device) => device.environment(),
  '/system/scheduler': (device, stored) =>
    stored.map((entry) => {
      const next = device.scheduler.nextRun(entry);
      if (next === undefined) return entry;
      return new Map([...entry, ['next-run', `${dateText(next, device.version)} ${timeOfDay(next)}`]]);
    }),
  '/user/active': activeUsers,
  '/ip/firewall/connection': trackedConnections,
  '/user': (_device, stored) => stored.map(withoutPassword),
  '/ip/route': routesWithState,
  '/ip/address': addresses,
  '/ip/dhcp-client': (device, stored) => stored.map((client) => withLease(device, client)),
  '/tool/netwatch': (device, stored) => stored.map((probe) => withProbe(device, probe)),
  '/interface': (device, stored) => stored.map((item) => withLink(device, item)),
  '/interface/ethernet': (device, stored) => stored.map((item) => withLink(device, item)),
  '/interface/pppoe-client': (device, stored) => stored.map((item) => withLink(device, item)),
  '/interface/l2tp-client': (device, stored) => stored.map((item) => withLink(device, item)),
  ...Object.fromEntries(
    ['filter', 'nat', 'mangle', 'raw'].map((table): [string, Status] => [
      `/ip/firewall/${table}`,
      (_device, stored) => stored.map(withCounters),
    ]),
  ),
};

/** The items of a menu as `print` and scripts see them. */
export function shownItems(device: PracticeDevice, menu: string): readonly StoredItem[] {
  const status = Object.hasOwn(STATUS, menu) ? STATUS[menu] : undefined;
  if (!status) return device.store.items(menu);
  return status(device, device.store.items(menu));
}

/** A rule with its counters, which stand at nothing until a test moves them. */
function withCounters(rule: StoredItem): StoredItem {
  return rule.has('bytes') ? rule : new Map([...rule, ['bytes', '0'], ['packets', '0']]);
}

/** An interface with whether it runs. */
function withLink(device: PracticeDevice, item: StoredItem): StoredItem {
  return new Map([...item, ['running', String(isRunning(device, item.get('name') ?? ''))]]);
}

/** A DHCP client with what it got. */
function withLease(device: PracticeDevice, client: StoredItem): StoredItem {
  if (client.get('disabled') === 'true' || client.has('status')) return client;
  const name = client.get('interface') ?? '';
  const offer = isRunning(device, name) ? device.surroundings.dhcp.get(name) : undefined;
  if (!offer) return new Map([...client, ['status', 'searching...']]);
  return new Map([...client, ['status', 'bound'], ['address', offer.address], ['gateway', offer.gateway]]);
}

/** The addresses, with those that DHCP gave. */
function addresses(device: PracticeDevice, stored: readonly StoredItem[]): readonly StoredItem[] {
  const leased = device.items('/ip/dhcp-client').filter((client) => client.get('status') === 'bound');
  return [
    ...stored,
    ...leased.map((client): StoredItem => {
      const address = client.get('address') ?? '';
      const prefix = parseIpv4Prefix(address);
      return new Map([
        ['.id', `*A${client.get('.id')?.slice(1) ?? ''}`],
        ['address', address],
        ['network', formatIpv4(prefix?.network.first ?? 0)],
        ['interface', client.get('interface') ?? ''],
        ['dynamic', 'true'],
        ['disabled', 'false'],
      ]);
    }),
  ];
}

/** A probe of netwatch with what it sees. */
function withProbe(device: PracticeDevice, probe: StoredItem): StoredItem {
  if (probe.get('disabled') === 'true' || probe.has('status')) return probe;
  const { status, since } = device.netwatch.state(probe);
  const time =
    since === undefined ? [] : [['since', `${dateText(since, device.version)} ${timeOfDay(since)}`] as const];
  return new Map([...probe, ['status', status], ...time]);
}
