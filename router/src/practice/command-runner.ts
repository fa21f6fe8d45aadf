import type { Value } from '../../../server/src/evaluate/value';
import { textOf } from '../../../server/src/evaluate/value';
import type { PracticeDevice } from './device';
import { matchesQuery } from './query';
import { Refusal } from './refusal';
import type { Caller } from './special-commands';
import { noSuchCommand, type StoredItem } from './store';
import { requirePolicies } from './users-and-policies';

/** A command as it came in, by the API or by REST. */
export interface Command {
  readonly menu: string;
  readonly command: string;
  readonly values: ReadonlyMap<string, string>;
  /** `?name=value`, as the API writes them. */
  readonly queries: readonly string[];
}

/** What a command answers. */
export interface Answer {
  /** Undefined for a command that gives no rows, whatever it finds. */
  readonly rows: readonly StoredItem[] | undefined;
  /** `ret`. */
  readonly value: string | undefined;
}

/** Where a command says which items it is for. */
const SELECTORS: ReadonlySet<string> = new Set(['.id', 'numbers', 'number']);

/** Runs one command for a session. Throws a {@link Refusal} in the router's words. */
export function runCommand(device: PracticeDevice, command: Command, caller: Caller): Answer {
  const { menu, values } = command;
  const name = command.command;
  requirePolicies(caller.policies, menu, name, values);
  if (name === 'print' || name === 'getall') return print(device, command, caller);
  const known = device.store.catalogue.menu(menu);
  if (!known?.command(name)) throw noSuchCommand(known ? `${menu}/${name}` : menu);
  const ids = values.get('.id') ?? values.get('numbers') ?? values.get('number');
  const selected = ids?.split(',').map((id) => idOf(device, menu, id));
  if (name === 'get') return { rows: undefined, value: get(device, menu, selected?.[0], values.get('value-name')) };
  const rest = new Map([...values].filter(([argument]) => !SELECTORS.has(argument)));
  device.output = [];
  return answerOf(device.run(menu, name, rest, selected, caller));
}

function print(device: PracticeDevice, { menu, values, queries }: Command, caller: Caller): Answer {
  const items = device.items(menu).filter((item) => matchesQuery(item, queries));
  if (values.has('file')) device.run(menu, 'print', values, undefined, caller);
  if (values.has('count-only')) return { rows: undefined, value: String(items.length) };
  const from = (values.get('from') ?? values.get('.id'))?.split(',');
  const shown = from ? items.filter((item) => from.includes(item.get('.id') ?? '')) : items;
  return { rows: shown.map((item) => withProperties(item, values.get('.proplist')?.split(','))), value: undefined };
}

/** What of an item was asked for. */
function withProperties(item: StoredItem, wanted: readonly string[] | undefined): StoredItem {
  if (!wanted) return item;
  return new Map(wanted.flatMap((name) => (item.has(name) ? [[name, item.get(name) ?? '']] : [])));
}

function answerOf(value: Value): Answer {
  if (Array.isArray(value)) {
    const rows = value.filter((row): row is ReadonlyMap<string, Value> => row instanceof Map);
    return {
      rows: rows.map((row) => new Map([...row].map(([name, inner]) => [name, textOf(inner)]))),
      value: undefined,
    };
  }
  return { rows: undefined, value: value === undefined ? undefined : textOf(value) };
}

function idOf(device: PracticeDevice, menu: string, id: string): string {
  if (menu === '/system/script/environment') return id;
  const isDerived = id.startsWith('*') && device.items(menu).some((item) => item.get('.id') === id);
  return isDerived ? id : (device.store.find(menu, id).get('.id') ?? id);
}

function get(device: PracticeDevice, menu: string, id: string | undefined, property: string | undefined): string {
  const items = device.items(menu);
  const item = id === undefined ? items[0] : items.find((candidate) => candidate.get('.id') === id);
  if (!item) throw new Refusal('no such item', 0);
  return property === undefined ? [...item].map((pair) => pair.join('=')).join(';') : (item.get(property) ?? '');
}
