import { parseDocument } from 'yaml';
import { expandRange } from './host-range';

/** A host of an inventory, with the variables that reach it. */
export interface InventoryHost {
  readonly name: string;
  readonly variables: ReadonlyMap<string, string>;
}

/** Hosts and groups, as Ansible names them; the group `all` has every host. */
export interface Inventory {
  readonly hosts: readonly InventoryHost[];
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** Groups as they are written: hosts, variables, and groups within. */
interface Group {
  readonly hosts: Map<string, Map<string, string>>;
  readonly variables: Map<string, string>;
  readonly children: Set<string>;
}

/**
 * Reads an Ansible inventory, in its INI form or in YAML. Host variables win over those of groups, and those of a group
 * over its parents'. Throws an Error that says what can't be read, and where.
 */
export function parseInventory(text: string, path: string): Inventory {
  const groups = /\.(ya?ml|json)$/i.test(path) ? readYaml(text) : readIni(text);
  return combine(groups);
}

function groupOf(groups: Map<string, Group>, name: string): Group {
  let group = groups.get(name);
  if (!group) {
    group = { hosts: new Map(), variables: new Map(), children: new Set() };
    groups.set(name, group);
  }
  return group;
}

/** `[group]`, `[group:vars]`, `[group:children]`; a host line is a name, or a range of names, and `key=value` pairs. */
function readIni(text: string): Map<string, Group> {
  const groups = new Map<string, Group>();
  let section: { group: Group; kind: string } = { group: groupOf(groups, 'ungrouped'), kind: 'hosts' };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const header = /^\[([^\]:]+)(?::(vars|children|hosts))?\]\s*(?:[#;].*)?$/.exec(line);
    if (header?.[1] !== undefined) section = { group: groupOf(groups, header[1].trim()), kind: header[2] ?? 'hosts' };
    else if (line.startsWith('[')) throw new Error(`line ${index + 1}: ${JSON.stringify(line)} is no group`);
    else if (section.kind === 'children') section.group.children.add(line.split(/\s/)[0] ?? line);
    else if (section.kind === 'vars') readPair(line, section.group.variables, index);
    else readHostLine(line, section.group, index);
  }
  return groups;
}

function readHostLine(line: string, group: Group, index: number): void {
  const [name = '', ...pairs] = line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  for (const host of expandRange(name)) {
    const variables = group.hosts.get(host) ?? new Map<string, string>();
    for (const pair of pairs) {
      if (pair.startsWith('#')) break;
      readPair(pair, variables, index);
    }
    group.hosts.set(host, variables);
  }
}

function readPair(text: string, into: Map<string, string>, index: number): void {
  const [, name, value = ''] = /^([^=\s]+)\s*=\s*(.*)$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`line ${index + 1}: ${JSON.stringify(text)} is no variable (name=value)`);
  into.set(name, value.replace(/^(["'])(.*)\1$/, '$2'));
}

function readYaml(text: string): Map<string, Group> {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) throw new Error(error.message.split('\n')[0] ?? 'this is no YAML');
  const groups = new Map<string, Group>();
  const root: unknown = document.toJS({ maxAliasCount: 100 });
  if (typeof root !== 'object' || root === null || Array.isArray(root))
    throw new Error('an inventory in YAML is a mapping of groups');
  for (const [name, value] of Object.entries(root)) readYamlGroup(groups, name, value, 0);
  return groups;
}

function readYamlGroup(groups: Map<string, Group>, name: string, value: unknown, depth: number): void {
  if (depth > 50) throw new Error(`the groups within ${name} never end`);
  const group = groupOf(groups, name);
  for (const [host, variables] of entriesOf(part(value, 'hosts')))
    for (const single of expandRange(host)) {
      const known = group.hosts.get(single) ?? new Map<string, string>();
      for (const [key, text] of entriesOf(variables)) known.set(key, String(text));
      group.hosts.set(single, known);
    }
  for (const [key, text] of entriesOf(part(value, 'vars'))) group.variables.set(key, String(text));
  for (const [child, within] of entriesOf(part(value, 'children'))) {
    group.children.add(child);
    readYamlGroup(groups, child, within, depth + 1);
  }
}

function part(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** Gives every host its variables, and every group all hosts below it. */
function combine(groups: Map<string, Group>): Inventory {
  const order: string[] = [];
  const own = new Map<string, Map<string, string>>();
  for (const group of groups.values())
    for (const [host, variables] of group.hosts) {
      if (!own.has(host)) order.push(host);
      own.set(host, new Map([...(own.get(host) ?? []), ...variables]));
    }
  const members = new Map<string, readonly string[]>();
  for (const name of groups.keys()) members.set(name, [...new Set(hostsBelow(groups, name, new Set()))]);
  members.set('all', order);
  // A parent's variables come first, so that the more particular ones win.
  const ranked = [...groups.keys()].sort((a, b) => depthOf(groups, a) - depthOf(groups, b));
  const hosts = order.map((name) => {
    const variables = new Map<string, string>();
    for (const group of ranked)
      if (group === 'all' || members.get(group)?.includes(name))
        for (const [key, value] of groups.get(group)?.variables ?? []) variables.set(key, value);
    for (const [key, value] of own.get(name) ?? []) variables.set(key, value);
    return { name, variables };
  });
  return { hosts, groups: members };
}

function hostsBelow(groups: Map<string, Group>, name: string, seen: Set<string>): string[] {
  const group = groups.get(name);
  if (!group || seen.has(name)) return [];
  seen.add(name);
  return [...group.hosts.keys(), ...[...group.children].flatMap((child) => hostsBelow(groups, child, seen))];
}

/** How many parents stand above a group, at most; `all` stands above everything. */
function depthOf(groups: Map<string, Group>, name: string, seen: ReadonlySet<string> = new Set()): number {
  if (name === 'all' || seen.has(name)) return 0;
  let depth = 1;
  for (const [parent, group] of groups)
    if (group.children.has(name)) depth = Math.max(depth, depthOf(groups, parent, new Set([...seen, name])) + 1);
  return depth;
}
