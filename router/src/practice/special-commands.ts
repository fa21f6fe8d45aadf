import { parseIpv4 } from '../../../server/src/base/ip-address';
import { timeText, type Value } from '../../../server/src/evaluate/value';
import { loadBackup, saveBackup } from './backup';
import type { PracticeDevice } from './device';
import { exportText } from './export-text';
import { Refusal } from './refusal';
import { noSuchCommand } from './store';
import { checkSyntax } from './syntax-check';
import { readPolicies, requireAll } from './users-and-policies';

/** The most that `/file/read` gives at once. */
const MAX_CHUNK = 32_768;

/** Who runs a command: an API session, or a script. */
export interface Caller {
  /** Takes and holds safe mode; undefined for what can't. */
  readonly session?: object;
  readonly user?: string;
  /** What it may; absent: everything. */
  readonly policies?: ReadonlySet<string>;
  /** The router itself, with global variables of its own. */
  readonly isSystem?: boolean;
  /** What the event that runs a script tells it. */
  readonly variables?: ReadonlyMap<string, Value>;
}

type SpecialCommand = (
  device: PracticeDevice,
  values: ReadonlyMap<string, string>,
  selected: readonly string[] | undefined,
  caller: Caller,
) => Value;

/** Commands that are more than a change of the store. */
const SPECIAL: Readonly<Record<string, SpecialCommand>> = {
  '/file/add': (device, values) => {
    if (!device.isAtLeast('7.9')) throw noSuchCommand('/file/add');
    const name = values.get('name');
    if (!name) throw new Refusal('missing value(s) of argument(s) name', 1);
    return device.files.add(name, values.get('contents') ?? '');
  },
  '/file/set': (device, values, selected) => {
    for (const id of selected ?? []) {
      const [contents, name] = [values.get('contents'), values.get('name')];
      if (contents !== undefined) device.files.set(id, contents);
      if (name !== undefined) device.files.rename(id, name);
    }
    return undefined;
  },
  '/file/remove': (device, _values, selected) => {
    for (const id of selected ?? []) device.files.remove(id);
    return undefined;
  },
  '/file/print': (device, values) => {
    // RouterOS 6 has no other way to make a file: printing into one.
    const name = values.get('file');
    if (name) device.files.write(name.endsWith('.txt') ? name : `${name}.txt`, '');
    return undefined;
  },
  '/file/read': (device, values) => {
    if (!device.isAtLeast('7.13')) throw noSuchCommand('/file/read');
    const bytes = Buffer.from(device.files.get(values.get('file') ?? '').get('contents') ?? '', 'utf8');
    const offset = Number(values.get('offset') ?? 0);
    const size = Math.min(Number(values.get('chunk-size') ?? MAX_CHUNK), MAX_CHUNK);
    return [new Map([['data', bytes.subarray(offset, offset + size).toString('latin1')]])];
  },
  '/import': (device, values, _selected, caller) => {
    const file = device.files.find(values.get('file-name') ?? values.get('file') ?? '');
    if (!file) throw new Refusal('Cannot open import file, file does not exist (:import; line 1)', 3);
    const text = file.get('contents') ?? '';
    const refused = checkSyntax(text, device.store.catalogue);
    const isDry = /^(yes|true|)$/.test(values.get('dry-run') ?? 'no');
    try {
      // A file is run as it is read: what stands before a fault is done.
      if (!isDry) device.runScript(refused?.before ?? text, caller);
      if (refused) throw new Refusal(refused.message, 3);
    } catch (error) {
      throw new Refusal(`Script Error: ${error instanceof Error ? error.message : String(error)} (:import; line 1)`, 3);
    }
    device.output.push('Script file loaded and executed successfully');
    return undefined;
  },
  '/execute': (device, values, _selected, caller) => {
    const asString = values.get('as-string') !== undefined;
    device.output = [];
    try {
      device.runScript(values.get('script') ?? '', caller);
    } catch (error) {
      // The console says what failed; without as-string nobody hears it.
      device.output.push(error instanceof Error ? error.message : String(error));
    }
    return asString ? device.output.join('\n') : '*1';
  },
  '/system/script/environment/remove': (device, _values, selected) => {
    for (const id of selected ?? []) device.forgetVariable(id);
    return undefined;
  },
  '/system/script/run': (device, values, selected, caller) => {
    const [id] = selected ?? [values.get('number') ?? values.get('numbers') ?? values.get('.id') ?? ''];
    const script = device.store.find('/system/script', id ?? '');
    const isFree = script.get('dont-require-permissions') === 'true';
    const own = readPolicies(script.get('policy') ?? '');
    if (!isFree) requireAll(caller.policies, own);
    script.set('run-count', String(Number(script.get('run-count') ?? 0) + 1));
    device.runScript(script.get('source') ?? '', { ...caller, policies: own });
    return undefined;
  },
  '/system/backup/save': (device, values) => {
    saveBackup(device, values);
    return undefined;
  },
  '/system/backup/load': (device, values) => {
    loadBackup(device, values);
    return undefined;
  },
  '/system/reboot': (device) => {
    device.reboot();
    return undefined;
  },
  '/safe-mode/take': (device, _values, _selected, caller) => {
    device.safeMode.take(sessionOf(caller));
    return undefined;
  },
  '/safe-mode/release': (device, _values, _selected, caller) => {
    device.safeMode.release(sessionOf(caller));
    return undefined;
  },
  '/safe-mode/unroll': (device, _values, _selected, caller) => {
    device.safeMode.unroll(sessionOf(caller));
    return undefined;
  },
  '/ping': (device, values) => {
    const count = Number(values.get('count') ?? 4);
    const host = values.get('address') ?? '';
    return device.surroundings.silent.has(host) ? 0 : count;
  },
  '/resolve': (_device, values) => {
    const name = values.get('domain-name') ?? '';
    if (parseIpv4(name) !== undefined) return name;
    throw new Refusal('failure: dns name does not exist', 4);
  },
  '/rndnum': (_device, values) => {
    const from = Number(values.get('from') ?? 0);
    return from + Math.floor(Math.random() * (Number(values.get('to') ?? 0) - from + 1));
  },
  '/timestamp': (device) => timeText(device.clock.wall),
  '/interface/monitor-traffic': (device, values) =>
    (values.get('interface') ?? '').split(',').map((name) => {
      const { rx, tx } = device.surroundings.traffic.get(name) ?? { rx: 0, tx: 0 };
      return new Map([
        ['name', name],
        ['rx-bits-per-second', String(rx)],
        ['tx-bits-per-second', String(tx)],
      ]);
    }),
  '/ip/firewall/connection/remove': (device, _values, selected) => {
    const menu = device.store.menu('/ip/firewall/connection');
    menu.items = menu.items.filter((item) => !selected?.includes(item.get('.id') ?? ''));
    return undefined;
  },
  ...Object.fromEntries(
    ['filter', 'nat', 'mangle', 'raw'].flatMap((table) =>
      ['reset-counters', 'reset-counters-all'].map((command): [string, SpecialCommand] => [
        `/ip/firewall/${table}/${command}`,
        (device, _values, selected) => {
          for (const rule of device.store.menu(`/ip/firewall/${table}`).items)
            if (command === 'reset-counters-all' || selected?.includes(rule.get('.id') ?? ''))
              for (const counter of ['bytes', 'packets']) rule.delete(counter);
          return undefined;
        },
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['info', 'warning', 'error', 'debug'].map((level): [string, SpecialCommand] => [
      `/log/${level}`,
      (device, values) => {
        device.log(level, values.get('message') ?? '');
        return undefined;
      },
    ]),
  ),
};

/** `export` of any menu: into a file, or onto the console. */
function exportMenu(device: PracticeDevice, path: string, values: ReadonlyMap<string, string>): undefined {
  const hasSecrets = device.version.major < 7 ? !values.has('hide-sensitive') : values.has('show-sensitive');
  const text = exportText(device.store, device.versionText, {
    ...{ path, hasSecrets, isTerse: values.has('terse'), isVerbose: values.has('verbose'), time: device.clock.wall },
  });
  const file = values.get('file');
  if (file) device.files.write(file.endsWith('.rsc') ? file : `${file}.rsc`, text);
  else device.output.push(text.trimEnd());
  return undefined;
}

export function specialCommand(menu: string, command: string): SpecialCommand | undefined {
  if (command === 'export') return (device, values) => exportMenu(device, menu, values);
  const path = `${menu === '/' ? '' : menu}/${command}`;
  return Object.hasOwn(SPECIAL, path) ? SPECIAL[path] : undefined;
}

function sessionOf(caller: Caller): object {
  if (!caller.session) throw new Refusal('failure: safe mode needs a session', 4);
  return caller.session;
}
