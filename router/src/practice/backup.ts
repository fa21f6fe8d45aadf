import type { PracticeDevice } from './device';
import { Refusal } from './refusal';
import type { StoreContents } from './store';
import { dateText, timeOfDay } from './wall-time';

/** What a backup file holds: all that is configured, users and scripts too, but no files. */
interface Backup {
  readonly password: string | undefined;
  readonly contents: StoreContents;
}

/** `/system/backup/save`: a file that only the router reads, encrypted where a password is given. */
export function saveBackup(device: PracticeDevice, values: ReadonlyMap<string, string>): void {
  const isPlain = /^(yes|true|)$/.test(values.get('dont-encrypt') ?? 'no');
  const stamp = `${dateText(device.clock.wall, device.version)}-${timeOfDay(device.clock.wall)}`;
  const name = values.get('name') || `${device.name}-${stamp.replace(/[-:/]/g, '')}`;
  const contents = device.store.contents();
  const size = 10_000 + contents.menus.reduce((sum, { items }) => sum + items.length * 100, 0);
  const password = isPlain ? undefined : values.get('password') || undefined;
  device.files.seal(fileName(name), { password, contents } satisfies Backup, size);
}

/** `/system/backup/load`: everything becomes as it was saved, and the router reboots. */
export function loadBackup(device: PracticeDevice, values: ReadonlyMap<string, string>): void {
  const name = values.get('name') ?? '';
  const file = device.files.find(name) ?? device.files.find(fileName(name));
  if (!file) throw new Refusal('failure: backup file not found', 4);
  const backup = device.files.sealed(file.get('.id') ?? '') as Backup | undefined;
  if (!backup) throw new Refusal('failure: not a backup file', 4);
  if (backup.password !== undefined && backup.password !== (values.get('password') ?? ''))
    throw new Refusal('failure: wrong password or corrupted backup file', 4);
  device.reboot(() => device.store.restore(backup.contents));
}

function fileName(name: string): string {
  return name.endsWith('.backup') ? name : `${name}.backup`;
}
