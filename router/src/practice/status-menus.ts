import { formatDuration } from '../../../server/src/base/duration';
import type { PracticeDevice } from './device';
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
  '/user': (_device, stored) => stored.map(withoutPassword),
  '/ip/route': withRouteState,
};

/** The items of a menu as `print` and scripts see them. */
export function shownItems(device: PracticeDevice, menu: string): readonly StoredItem[] {
  const status = Object.hasOwn(STATUS, menu) ? STATUS[menu] : undefined;
  if (!status) return device.store.items(menu);
  return status(device, device.store.items(menu));
}

/** What a router adds to its routes: whether they are used, and the connected ones. */
function withRouteState(device: PracticeDevice, items: readonly StoredItem[]): StoredItem[] {
  const connected = device.store.items('/ip/address').flatMap((address): StoredItem[] => {
    if (address.get('disabled') === 'true') return [];
    const bits = (address.get('address') ?? '').split('/')[1] ?? '32';
    const name = address.get('interface') ?? '';
    const values: [string, string][] = [
      ['.id', `*C${address.get('.id')?.slice(1) ?? ''}`],
      ['dst-address', `${address.get('network') ?? ''}/${bits}`],
      ['gateway', name],
      ['distance', '0'],
      ['dynamic', 'true'],
      ['active', 'true'],
      ['connect', 'true'],
    ];
    return [new Map(values)];
  });
  const routes = items.map(
    (item) =>
      new Map([
        ...item,
        ['static', 'true'] as const,
        ...(item.get('disabled') === 'true' ? [] : [['active', 'true'] as const]),
      ]),
  );
  return [...routes, ...connected];
}
