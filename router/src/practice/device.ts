import {
  compareRouterOsVersions,
  formatRouterOsVersion,
  parseRouterOsVersion,
  type RouterOsVersion,
} from '../../../server/src/base/routeros-version';
import type { Effects } from '../../../server/src/evaluate/effects';
import { runScript } from '../../../server/src/evaluate/interpreter';
import type { ScriptFunction } from '../../../server/src/evaluate/scope';
import { textOf, type Value } from '../../../server/src/evaluate/value';
import { exportText } from './export-text';
import { Refusal } from './refusal';
import { ConfigurationStore, noSuchCommand, type StoredItem } from './store';

/** The largest file that `/file/add` takes (measured on real routers). */
const MAX_FILE_BYTES = 61_440;
/** The most that `/file/read` gives at once. */
const MAX_CHUNK = 32_768;

/** One practice router: its store, its files and its console. Commands come from API sessions and from scripts alike. */
export class PracticeDevice {
  readonly version: RouterOsVersion;
  readonly store: ConfigurationStore;
  /** What `:put` printed since the last time it was taken. */
  output: string[] = [];
  readonly #globals = new Map<string, Value | ScriptFunction>();

  constructor(routeros: string) {
    const version = parseRouterOsVersion(routeros);
    if (!version || (version.major !== 6 && version.major !== 7))
      throw new Error(`The practice router can be RouterOS 6 or 7, not ${routeros}.`);
    this.version = version;
    this.store = new ConfigurationStore(version);
  }

  get versionText(): string {
    return formatRouterOsVersion(this.version);
  }
  isAtLeast(text: string): boolean {
    const other = parseRouterOsVersion(text);
    return other !== undefined && compareRouterOsVersions(this.version, other) >= 0;
  }

  /**
   * Runs a command that is more than a change of the store. Returns its value, or undefined where the store's own
   * commands (`add`, `set` …) are meant.
   */
  run(
    menu: string,
    command: string,
    values: ReadonlyMap<string, string>,
    selected: readonly string[] | undefined,
  ): Value {
    const special = SPECIAL[`${menu === '/' ? '' : menu}/${command}`];
    if (special) return special(this, values, selected);
    const { store } = this;
    switch (command) {
      case 'add':
        return store.add(menu, values);
      case 'set':
        if (store.menu(menu).definition.kind === 'settings') store.set(menu, undefined, values);
        else for (const id of this.#required(selected)) store.set(menu, id, values);
        return undefined;
      case 'enable':
      case 'disable':
        for (const id of this.#required(selected))
          store.set(menu, id, new Map([['disabled', command === 'disable' ? 'yes' : 'no']]));
        return undefined;
      case 'remove':
        for (const id of this.#required(selected)) store.remove(menu, id);
        return undefined;
      case 'unset':
        for (const id of this.#required(selected)) store.unset(menu, id, values.get('value-name') ?? '');
        return undefined;
      case 'comment':
        for (const id of this.#required(selected))
          store.set(menu, id, new Map([['comment', values.get('comment') ?? '']]));
        return undefined;
      case 'move':
        store.move(menu, this.#required(selected), values.get('destination'));
        return undefined;
      case 'print':
        return undefined;
      default:
        throw noSuchCommand(`${menu}/${command}`);
    }
  }

  #required(selected: readonly string[] | undefined): readonly string[] {
    if (selected === undefined) throw new Refusal('missing value(s) of argument(s) numbers', 1);
    return selected;
  }

  /** Runs a script on the console; `where` is told in the message as a router tells it. */
  runScript(text: string): void {
    const effects: Effects = {
      items: (menu) => this.store.items(menu).map((item) => ({ id: item.get('.id') ?? '', properties: item })),
      run: (menu, command, values, selected) => this.run(menu, command, values, selected),
      put: (line) => this.output.push(line),
      log: (level, line) => this.log(level, line),
    };
    const { error } = runScript(text, { catalogue: this.store.catalogue, effects, globals: this.#globals });
    if (!error) return;
    const place = error.command ? ` (${error.command}; line ${error.line})` : ` (line ${error.line})`;
    throw new Refusal(`${error.message}${place}`, 3);
  }

  /** The global variables that scripts left, as `/system/script/environment` shows them. */
  environment(): StoredItem[] {
    return [...this.#globals].map(
      ([name, value], index) =>
        new Map([
          ['.id', `*E${index}`],
          ['name', name],
          ['value', typeof value === 'object' && value !== null && 'body' in value ? '(code)' : textOf(value)],
        ]),
    );
  }
  forgetVariable(id: string): void {
    const name = this.environment()
      .find((item) => item.get('.id') === id || item.get('name') === id)
      ?.get('name');
    if (name === undefined) throw new Refusal('no such item', 0);
    this.#globals.delete(name);
  }

  log(level: string, message: string): void {
    const items = this.store.menu('/log').items;
    items.push(
      new Map([
        ['.id', `*${(items.length + 1).toString(16).toUpperCase()}`],
        ['topics', `script,${level}`],
        ['message', message],
        ['time', '10:00:00'],
      ]),
    );
  }

  file(name: string): ReadonlyMap<string, string> {
    const file = this.store.menu('/file').items.find((item) => item.get('name') === name || item.get('.id') === name);
    if (!file) throw new Refusal('no such item', 0);
    return file;
  }

  writeFile(name: string, contents: string): void {
    const items = this.store.menu('/file').items;
    const existing = items.find((item) => item.get('name') === name);
    const size = String(Buffer.byteLength(contents));
    if (existing) {
      existing.set('contents', contents).set('size', size);
      return;
    }
    const type = name.includes('.') ? `.${name.split('.').pop()} file` : 'file';
    const id = `*F${(items.length + 1).toString(16).toUpperCase()}`;
    items.push(
      new Map([
        ['.id', id],
        ['name', name],
        ['type', type],
        ['size', size],
        ['contents', contents],
        ['creation-time', '2026-11-24 10:00:00'],
      ]),
    );
  }
}

type SpecialCommand = (
  device: PracticeDevice,
  values: ReadonlyMap<string, string>,
  selected: readonly string[] | undefined,
) => Value;

const SPECIAL: Readonly<Record<string, SpecialCommand>> = {
  '/file/add': (device, values) => {
    if (!device.isAtLeast('7.9')) throw noSuchCommand('/file/add');
    const name = values.get('name');
    if (!name) throw new Refusal('missing value(s) of argument(s) name', 1);
    const contents = values.get('contents') ?? '';
    if (Buffer.byteLength(contents) > MAX_FILE_BYTES) throw new Refusal('failure: contents too long', 4);
    if (device.store.menu('/file').items.some((item) => item.get('name') === name))
      throw new Refusal('failure: file already exists', 4);
    device.writeFile(name, contents);
    return device.file(name).get('.id');
  },
  '/file/set': (device, values, selected) => {
    for (const id of selected ?? []) device.writeFile(device.file(id).get('name') ?? '', values.get('contents') ?? '');
    return undefined;
  },
  '/file/read': (device, values) => {
    if (!device.isAtLeast('7.13')) throw noSuchCommand('/file/read');
    const bytes = Buffer.from(device.file(values.get('file') ?? '').get('contents') ?? '', 'utf8');
    const offset = Number(values.get('offset') ?? 0);
    const size = Math.min(Number(values.get('chunk-size') ?? MAX_CHUNK), MAX_CHUNK);
    return bytes.subarray(offset, offset + size).toString('latin1');
  },
  '/export': (device, values) => {
    const text = exportText(device.store, device.versionText);
    const file = values.get('file');
    if (file) device.writeFile(file.endsWith('.rsc') ? file : `${file}.rsc`, text);
    return undefined;
  },
  '/import': (device, values) => {
    const name = values.get('file-name') ?? values.get('file') ?? '';
    const file = device.store.menu('/file').items.find((item) => item.get('name') === name);
    if (!file) throw new Refusal('Cannot open import file, file does not exist (:import; line 1)', 3);
    try {
      device.runScript(file.get('contents') ?? '');
    } catch (error) {
      throw new Refusal(`Script Error: ${error instanceof Error ? error.message : String(error)} (:import; line 1)`, 3);
    }
    device.output.push('Script file loaded and executed successfully');
    return undefined;
  },
  '/execute': (device, values) => {
    device.output = [];
    if (values.get('as-string') === undefined) {
      try {
        device.runScript(values.get('script') ?? '');
      } catch {
        // Without as-string a router answers with the number of the job, and nothing of what became of it.
      }
      return '*1';
    }
    device.runScript(values.get('script') ?? '');
    return device.output.join('\n');
  },
  '/system/script/environment/remove': (device, _values, selected) => {
    for (const id of selected ?? []) device.forgetVariable(id);
    return undefined;
  },
  '/system/script/run': (device, values, selected) => {
    const [id] = selected ?? [values.get('number') ?? values.get('numbers') ?? values.get('.id') ?? ''];
    const script = device.store.find('/system/script', id ?? '');
    script.set('run-count', String(Number(script.get('run-count') ?? 0) + 1));
    device.runScript(script.get('source') ?? '');
    return undefined;
  },
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
