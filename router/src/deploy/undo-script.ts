import { catalogueFor, type Menu } from '../../../server/src/catalogue/catalogue';
import { differenceOf, scriptSpelling, unsetValue } from '../../../server/src/config/configuration-difference';
import { valueOf } from '../../../server/src/config/item';
import { runScript } from '../../../server/src/evaluate/interpreter';
import { exportPath, quoteExported } from '../device/export-line';
import { isSecret } from '../device/secret-properties';
import type { PlannedResult } from './planned-result';
import type { PlannedChange, PlannedRouter } from './planned-router';
import { contentOf } from './printed-content';
import type { RunningConfiguration, RunningEntry } from './running-configuration';

/**
 * How a router gets back to the configuration before a plan. `reverse`: by a script that may run whatever part of the plan
 * was applied, and more than once. `backup`: only by loading a backup, for the reason given.
 */
export type UndoScript =
  | { readonly kind: 'reverse'; readonly source: string }
  | { readonly kind: 'backup'; readonly reason: string };

/** The most characters that a script on a router may safely have (facts: the device, part 2). */
const MAX_SOURCE = 30_000;
/** More changes than that do not fit, however short they are. */
const MAX_CHANGES = 400;

/** Writes the script that undoes a plan. */
export function undoScript(running: RunningConfiguration, result: PlannedResult): UndoScript {
  const { router } = result;
  const backup = (reason: string): UndoScript => ({ kind: 'backup', reason });
  if (!result.certain) return backup(`what the plan does can’t be foreseen (${result.why})`);
  const [drastic] = router.drastic;
  if (drastic) return backup(`“${drastic.command}” can’t be taken back by commands`);
  const { length } = router.changes;
  if (length > MAX_CHANGES) return backup(`the plan makes ${length} changes; a script that undoes them is too long`);
  const writer = new UndoWriter(running, router);
  const secret = writer.hiddenSecret() ?? writer.lostReference(result);
  if (secret) return backup(secret);
  const source = writer.write();
  if (source.length > MAX_SOURCE)
    return backup(`the script that undoes it would have ${source.length} characters; a router keeps ${MAX_SOURCE}`);
  return restores(running, result, source)
    ? { kind: 'reverse', source }
    : backup('no script brings everything back as it was');
}

/** Tries the script on the router as the plan leaves it. */
function restores(running: RunningConfiguration, { router }: PlannedResult, source: string): boolean {
  const copy = router.copy();
  const catalogue = catalogueFor(running.version);
  const { error } = runScript(source, { catalogue, effects: copy });
  if (error || copy.why !== undefined) return false;
  const contents = (path: string, entries: readonly { row: Iterable<readonly [string, string]>; item: unknown }[]) => {
    const texts = entries.flatMap(({ row, item }) => (item ? contentOf(path, row, catalogue) : []));
    return (running.menus.get(path)?.ordered ? texts : texts.sort()).join('\n');
  };
  for (const { path, entries } of running.menus.values()) {
    const before = entries.map(({ row, item }) => ({ row: Object.entries(row), item }));
    if (contents(path, before) !== contents(path, copy.entries(path) ?? [])) return false;
  }
  const rest = differenceOf(running.configuration, copy.configuration(), { catalogue });
  return rest.every(({ menu }) => running.menus.has(menu));
}

class UndoWriter {
  readonly #catalogue;
  readonly #entries = new Map<string, RunningEntry>();
  /** Old items that the plan removes, with the variable that holds their new id. */
  readonly #returned = new Map<string, string>();
  /** The variable of a menu that holds the ids of the items which were there. */
  readonly #kept = new Map<string, string>();

  constructor(
    private readonly running: RunningConfiguration,
    private readonly router: PlannedRouter,
  ) {
    this.#catalogue = catalogueFor(running.version);
    for (const { path, entries } of running.menus.values())
      if (path !== '/interface') for (const entry of entries) this.#entries.set(`${path} ${entry.id}`, entry);
    for (const change of router.changes)
      if (change.kind === 'remove' && this.#old(change.menu, change.id))
        this.#returned.set(`${change.menu} ${change.id}`, `r${this.#returned.size}`);
  }

  #old(menu: string, id: string): RunningEntry | undefined {
    return this.#entries.get(`${menu} ${id}`);
  }

  /** Why a value can't be put back: the router does not show it. */
  hiddenSecret(): string | undefined {
    for (const change of this.router.changes) {
      if (change.kind !== 'set' && change.kind !== 'remove') continue;
      const entry = this.#old(change.menu, change.id);
      if (!entry) continue;
      const menu = this.#catalogue.menu(change.menu);
      const names = change.kind === 'set' ? change.properties : [...(menu?.command('add')?.arguments.keys() ?? [])];
      const secret = names.find((name) => isSecret(name, change.menu));
      if (secret) return `the old value of “${secret}” in ${change.menu} is a secret, which no script may hold`;
    }
    return undefined;
  }

  /** Why what the plan removes can't be put back as it was: others name it, and a router forgets whom they named. */
  lostReference(result: PlannedResult): string | undefined {
    for (const key of this.#returned.keys()) {
      const [path = '', id = ''] = key.split(' ');
      const item = this.#old(path, id)?.item;
      const name = item && valueOf(item, 'name');
      if (name === undefined) continue;
      const targets = [path, ...(path.startsWith('/interface/') ? ['/interface'] : [])];
      for (const menuPath of result.configuration.paths) {
        const menu = this.#catalogue.menu(menuPath);
        for (const other of result.configuration.menu(menuPath).items)
          for (const { name: property, value } of other.properties.values()) {
            const argument = menu?.command('add')?.argument(property) ?? menu?.command('set')?.argument(property);
            const isNamed = value?.split(',').some((part) => part.replace(/^!/, '') === name);
            if (isNamed && argument?.referencesTo.some((target) => targets.includes(target)))
              return `the plan removes “${name}” of ${path}, which ${menuPath} still names`;
          }
      }
    }
    return undefined;
  }

  write(): string {
    const back = [...this.router.changes].reverse();
    const undone = [...new Set(back.flatMap((change) => this.#undoneInPlace(change)))];
    const returned = back.flatMap((change) => (change.kind === 'remove' ? this.#putBack(change.menu, change.id) : []));
    // What names something that is put back can be restored only then, and what it named instead removed.
    const again = returned.length > 0 ? undone : [];
    const order = [...new Set(this.router.changes.map(({ menu }) => menu))].flatMap((menu) => this.#reordered(menu));
    const declared = [...this.#kept].map(([menu, name]) => `:local ${name} "${this.#keptIds(menu)}"`);
    const variables = [...this.#returned.values()].map((name) => `:local ${name} ""`);
    return [...declared, ...variables, ...undone, ...returned, ...again, ...order].map((line) => `${line}\n`).join('');
  }

  #undoneInPlace(change: PlannedChange): readonly string[] {
    if (change.kind === 'add') return this.#removedAgain(change.menu, change.id);
    if (change.kind !== 'set') return [];
    const entry = this.#old(change.menu, change.id);
    if (!entry) return [];
    const isSettings = this.running.menus.get(change.menu)?.kind === 'settings';
    const names = new Set(change.properties);
    // The network of an address follows it.
    if (change.menu === '/ip/address' && names.has('address')) names.add('network');
    const values = [...names].map((name) => this.#oldValue(change.menu, name, entry));
    return [guarded(`${exportPath(change.menu)} set ${isSettings ? '' : `${entry.id} `}${values.join(' ')}`)];
  }

  #oldValue(path: string, name: string, { row }: RunningEntry): string {
    const value = row[name];
    if (value !== undefined) return `${name}=${quoteExported(scriptSpelling(value))}`;
    const menu = this.#catalogue.menu(path);
    const argument = menu?.command('set')?.argument(name) ?? menu?.command('add')?.argument(name);
    const unset = unsetValue(path, name, this.#catalogue);
    if (unset !== '') return `${name}=${quoteExported(unset)}`;
    if (argument?.type.kind === 'bool') return `${name}=no`;
    return name === 'comment' || menu?.singleton ? `${name}=""` : `!${name}`;
  }

  /** Removes what the plan added, in whatever state; items that were there are never touched. */
  #removedAgain(path: string, id: string): readonly string[] {
    const stages = this.router.stages.get(`${path} ${id}`) ?? [];
    const conditions = new Set(stages.map((row) => this.#conditions(path, row, isLoose)));
    const menu = exportPath(path);
    return [...conditions].map((condition) => {
      const remove = `:do {${menu} remove $i} on-error={}`;
      return guarded(
        `:foreach i in=[${menu} find${condition}] do={:if (${isNew(this.#keepName(path))}) do={${remove}}}`,
      );
    });
  }

  /** Adds an old item again unless it is there, and keeps its id. */
  #putBack(path: string, id: string): readonly string[] {
    const entry = this.#old(path, id);
    const variable = this.#returned.get(`${path} ${id}`);
    if (!entry || !variable) return [];
    const menu = exportPath(path);
    const keep = this.#keepName(path);
    const row = new Map(Object.entries(entry.row));
    const properties = this.#settable(path, row).map(([name, value]) => `${name}=${quoteExported(value)}`);
    const find = `${menu} find${this.#conditions(path, row, () => true)}`;
    return [
      guarded(`:if ([:len [${menu} find .id=${id}]]>0) do={:set ${variable} "${id}"}`),
      guarded(
        `:if ($${variable}="") do={:foreach i in=[${find}] do={:if ($${variable}="" && ${isNew(keep)}) do={:set ${variable} $i}}}`,
      ),
      guarded(`:if ($${variable}="") do={:set ${variable} [${menu} add ${properties.join(' ')}]}`),
      `:set ${keep} ($${keep} . $${variable} . ";")`,
    ];
  }

  /** Puts moved and returned items before the one that came next, from the last to the first. */
  #reordered(path: string): readonly string[] {
    const menu = this.running.menus.get(path);
    if (!menu?.ordered) return [];
    const moved = new Set(
      this.router.changes.flatMap((change) => (change.kind === 'move' && change.menu === path ? change.ids : [])),
    );
    const lines: string[] = [];
    let next: string | undefined;
    for (const { id, item } of [...menu.entries].reverse()) {
      if (!item) continue;
      const variable = this.#returned.get(`${path} ${id}`);
      const name = variable ? `$${variable}` : id;
      if (variable || moved.has(id))
        lines.push(guarded(`${exportPath(path)} move ${name}${next === undefined ? '' : ` destination=${next}`}`));
      next = name;
    }
    return lines;
  }

  #keepName(path: string): string {
    const known = this.#kept.get(path);
    if (known) return known;
    const name = `k${this.#kept.size}`;
    this.#kept.set(path, name);
    return name;
  }

  /** Ids of old items that look like one which the plan adds or removes, at any time, between semicolons. */
  #keptIds(path: string): string {
    const entries = this.running.menus.get(path)?.entries ?? [];
    const looks = this.router.changes.flatMap(({ kind, menu, ...change }) => {
      if (menu !== path || !('id' in change) || kind === 'set') return [];
      return this.#statesOf(path, change.id).map((row) => this.#compared(path, row, isLoose));
    });
    const isLike = (row: ReadonlyMap<string, string>) =>
      looks.some((look) => look.every(([name, value]) => scriptSpelling(row.get(name) ?? '') === value));
    const kept = entries.filter(({ id }) => this.#statesOf(path, id).some(isLike));
    return `;${kept.map(({ id }) => `${id};`).join('')}`;
  }

  /** How an item looks before, during and after the plan. */
  #statesOf(path: string, id: string): readonly ReadonlyMap<string, string>[] {
    const row = this.#old(path, id)?.row;
    return this.router.stages.get(`${path} ${id}`) ?? (row ? [new Map(Object.entries(row))] : []);
  }

  #conditions(path: string, row: ReadonlyMap<string, string>, isWanted: (name: string) => boolean): string {
    const compared = this.#compared(path, row, isWanted);
    const conditions = compared.map(([name, value]) => ` ${name}=${quoteExported(value)}`);
    const hasDynamic = this.#catalogue.menu(path)?.readOnly.has('dynamic');
    return `${hasDynamic ? ' !dynamic' : ''}${conditions.join('')}`;
  }

  #compared(path: string, row: ReadonlyMap<string, string>, isWanted: (name: string) => boolean) {
    const all = this.#settable(path, row).filter(([name]) => !isSecret(name, path));
    const wanted = all.filter(([name]) => isWanted(name));
    return wanted.length > 0 ? wanted : all;
  }

  /** What of a row `add` takes and is not there by itself. */
  #settable(path: string, row: ReadonlyMap<string, string>): readonly [string, string][] {
    const menu: Menu | undefined = this.#catalogue.menu(path);
    return [...row].flatMap(([name, printed]): [string, string][] => {
      const value = scriptSpelling(printed);
      const argument = menu?.command('add')?.argument(name);
      if (!argument || value === unsetValue(path, name, this.#catalogue)) return [];
      // A flag is printed without a value.
      return [[name, value === '' && argument.type.kind === 'flag' ? 'yes' : value]];
    });
  }
}

/** Properties by which `find` compares the same way in every version; what was there before is spared by its id. */
const LOOSE: ReadonlySet<string> = new Set([
  ...['name', 'comment', 'chain', 'action', 'list', 'interface', 'bridge', 'host', 'gateway', 'routing-table', 'table'],
  ...['in-interface', 'out-interface', 'in-interface-list', 'out-interface-list', 'src-address-list'],
  ...['dst-address-list', 'jump-target', 'new-connection-mark', 'new-routing-mark', 'new-packet-mark'],
  ...['connection-mark', 'routing-mark', 'packet-mark', 'address', 'dst-address', 'src-address', 'public-key'],
]);

const isLoose = (name: string): boolean => LOOSE.has(name);

/** One step that fails leaves the others to be done. */
function guarded(command: string): string {
  return `:do {${command}} on-error={}`;
}

/** Whether the item in `$i` is none of those whose ids the variable holds. */
function isNew(variable: string): string {
  return `[:typeof [:find $${variable} ";$i;"]]="nil"`;
}
