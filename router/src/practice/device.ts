import {
  compareRouterOsVersions,
  formatRouterOsVersion,
  parseRouterOsVersion,
  type RouterOsVersion,
} from '../../../server/src/base/routeros-version';
import type { Effects } from '../../../server/src/evaluate/effects';
import { runScript } from '../../../server/src/evaluate/interpreter';
import { textOf, type Value } from '../../../server/src/evaluate/value';
import type { ActiveUser } from './active-users';
import { PracticeClock } from './clock';
import { Files } from './files';
import { Netwatch } from './netwatch';
import { Rebooting } from './reboot';
import { Refusal } from './refusal';
import { SafeMode } from './safe-mode';
import { Scheduler } from './scheduler';
import { snapshotOf } from './snapshot';
import { type Caller, specialCommand } from './special-commands';
import { shownItems } from './status-menus';
import { ConfigurationStore, noSuchCommand, type StoredItem } from './store';
import { Surroundings } from './surroundings';
import { readPolicies, requirePolicies } from './users-and-policies';
import { timeOfDay } from './wall-time';

/** How long a reboot takes. */
const REBOOT_TIME = 30_000;

export interface PracticeDeviceOptions {
  /** How long it has been on when it is made, in milliseconds; it has just started where absent. */
  readonly uptime?: number;
  /** One that stands still until it is moved, where absent. */
  readonly clock?: PracticeClock;
  /** Whether there is a folder `flash`, and what lies outside it is in RAM. */
  readonly hasFlashFolder?: boolean;
}

/** One practice router: its store, its files and its console. Commands come from API sessions and from scripts alike. */
export class PracticeDevice {
  readonly version: RouterOsVersion;
  readonly store: ConfigurationStore;
  readonly clock: PracticeClock;
  readonly files: Files;
  readonly safeMode: SafeMode;
  readonly scheduler: Scheduler;
  readonly netwatch: Netwatch;
  readonly surroundings = new Surroundings();
  /** Who is logged in by the API. */
  readonly active = new Map<object, ActiveUser>();
  /** What `:put` printed since the last time it was taken. */
  output: string[] = [];
  readonly #globals = new Map<string, Value>();
  /** Those of netwatch, whose scripts run as a user of the router's own. */
  readonly #systemGlobals = new Map<string, Value>();
  readonly #onPower = new Set<(isUp: boolean) => void>();
  #startedAt: number;
  #isUp = true;

  constructor(routeros: string, options: PracticeDeviceOptions = {}) {
    const version = parseRouterOsVersion(routeros);
    if (!version || (version.major !== 6 && version.major !== 7))
      throw new Error(`The practice router can be RouterOS 6 or 7, not ${routeros}.`);
    this.version = version;
    this.store = new ConfigurationStore(version);
    this.clock = options.clock ?? new PracticeClock();
    this.#startedAt = this.clock.elapsed - (options.uptime ?? 0);
    this.files = new Files(this.store, this.clock, options.hasFlashFolder ?? false);
    this.safeMode = new SafeMode(this.store, (level, text) => this.log(level, text));
    this.scheduler = new Scheduler(this.store, this.clock, (entry) => this.#runEntry(entry));
    this.netwatch = new Netwatch(
      this.store,
      this.clock,
      (host) => !this.surroundings.silent.has(host),
      (probe, property, status) => this.#runProbe(probe, property, status),
    );
  }

  /** Milliseconds since the router started. */
  get uptime(): number {
    return this.clock.elapsed - this.#startedAt;
  }
  /** False while it reboots. */
  get isUp(): boolean {
    return this.#isUp;
  }
  get name(): string {
    return this.store.menu('/system/identity').items[0]?.get('name') ?? '';
  }
  /** The items of a menu as anybody sees them, with what the router itself adds. */
  items(menu: string): readonly StoredItem[] {
    return shownItems(this, menu);
  }

  #resetCounters(): void {
    for (const { items } of this.store.menus)
      for (const item of items) {
        if (item.has('run-count')) item.set('run-count', '0');
        item.delete('bytes');
        item.delete('packets');
      }
  }

  /** Lets a rule count traffic, as if so much of it had met the rule. */
  count(menu: string, id: string, bytes: number, packets: number): void {
    const rule = this.store.find(menu, id);
    for (const [name, more] of [
      ['bytes', bytes],
      ['packets', packets],
    ] as const)
      rule.set(name, String(Number(rule.get(name) ?? 0) + more));
  }

  /** The configuration line by line, to compare: see {@link snapshotOf}. */
  snapshot(): readonly string[] {
    return snapshotOf(this.store);
  }

  /** Tells when the router goes down, and when it is up again. */
  onPower(listener: (isUp: boolean) => void): void {
    this.#onPower.add(listener);
  }

  /**
   * Reboots: sessions end, variables, counters, safe mode and files in RAM are gone. Never returns to a script.
   *
   * @param meanwhile what happens while the router is down
   */
  reboot(meanwhile?: () => void): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.scheduler.stop();
    this.netwatch.stop();
    this.safeMode.forget();
    this.#globals.clear();
    this.#systemGlobals.clear();
    this.files.dropRam();
    this.store.menu('/log').items = [];
    meanwhile?.();
    for (const listener of [...this.#onPower]) listener(false);
    this.clock.after(REBOOT_TIME, () => {
      this.#isUp = true;
      this.#startedAt = this.clock.elapsed;
      this.#resetCounters();
      this.scheduler.start();
      this.netwatch.start();
      for (const listener of [...this.#onPower]) listener(true);
    });
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
    caller: Caller = {},
  ): Value {
    requirePolicies(caller.policies, menu, command, values);
    const special = specialCommand(menu, command);
    if (special) return special(this, values, selected, caller);
    const { store } = this;
    if (command !== 'print') this.#refuseDerived(menu, selected ?? []);
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

  /** What the router shows but nobody configured can't be changed. */
  #refuseDerived(menu: string, selected: readonly string[]): void {
    const stored = new Set(this.store.items(menu).map((item) => item.get('.id')));
    const others = selected.filter((id) => !stored.has(id));
    if (others.length > 0 && this.items(menu).some((item) => others.includes(item.get('.id') ?? '')))
      throw new Refusal('failure: can not change dynamic item', 4);
  }

  #required(selected: readonly string[] | undefined): readonly string[] {
    if (selected === undefined) throw new Refusal('missing value(s) of argument(s) numbers', 1);
    return selected;
  }

  /** Runs a script on the console; `where` is told in the message as a router tells it. */
  runScript(text: string, caller: Caller = {}): void {
    const effects: Effects = {
      items: (menu) => {
        requirePolicies(caller.policies, menu, 'print', new Map());
        return this.items(menu).map((item) => ({ id: item.get('.id') ?? '', properties: item }));
      },
      run: (menu, command, values, selected) => {
        const value = this.run(menu, command, values, selected, caller);
        if (!this.#isUp) throw new Rebooting();
        return value;
      },
      put: (line) => this.output.push(line),
      log: (level, line) => this.log(level, line),
      // Nobody waits in earnest: the router's time goes on, and with it all that falls due.
      wait: (milliseconds) => {
        this.clock.skip(milliseconds);
        if (!this.#isUp) throw new Rebooting();
      },
    };
    const globals = caller.isSystem ? this.#systemGlobals : this.#globals;
    const { variables = new Map<string, Value>() } = caller;
    const { error } = runScript(text, { catalogue: this.store.catalogue, effects, globals, variables });
    if (!error || !this.#isUp) return;
    const column = error.column === undefined ? '' : ` column ${error.column}`;
    const command = error.command ? `${error.command}; ` : '';
    throw new Refusal(`${error.message} (${command}line ${error.line}${column})`, 3);
  }

  /** What a scheduler's entry says: the name of a script, or a script. What fails is logged, as a router does. */
  #runEntry(entry: StoredItem): void {
    const caller = { policies: readPolicies(entry.get('policy') ?? '') };
    this.#runEvent('scheduler', entry.get('on-event') ?? '', caller);
  }

  /** What netwatch runs may read, write, test and reboot since 6.42 (facts of load-balancing-rules.md, rule 50). */
  #runProbe(probe: StoredItem, property: string, status: string): void {
    const variables = new Map<string, Value>([...probe].filter(([name]) => name !== '.id'));
    variables.set('status', status);
    const caller: Caller = { isSystem: true, variables };
    const policies = readPolicies('read,write,test,reboot');
    const { host = '' } = Object.fromEntries(probe);
    this.log('info', `event ${status} [ type: simple, host: ${host} ]`);
    this.#runEvent('netwatch', probe.get(property) ?? '', this.isAtLeast('6.42') ? { ...caller, policies } : caller);
  }

  /** Runs what an event names: a script by its name, or code. What it prints nobody sees. */
  #runEvent(by: string, event: string, caller: Caller): void {
    const script = this.store.menu('/system/script').items.find((item) => item.get('name') === event.trim());
    const { output } = this;
    this.output = [];
    try {
      if (script) this.run('/system/script', 'run', new Map([['number', event.trim()]]), undefined, caller);
      else this.runScript(event, caller);
    } catch (error) {
      this.log('error', `executing script from ${by} failed: ${error instanceof Error ? error.message : error}`);
    } finally {
      this.output = output;
    }
  }

  /** The global variables that scripts left, as `/system/script/environment` shows them. */
  environment(): StoredItem[] {
    return [...this.#globals].map(
      ([name, value], index) =>
        new Map([
          ['.id', `*E${index}`],
          ['name', name],
          ['value', textOf(value)],
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
        ['time', timeOfDay(this.clock.wall)],
      ]),
    );
  }
}
