import { type Catalogue, catalogueFor } from '../../../server/src/catalogue/catalogue';
import { isSetByPeople, type MenuDifference, unsetValue } from '../../../server/src/config/configuration-difference';
import { type Item, valueOf } from '../../../server/src/config/item';
import { exportLine, exportOrder, exportPath } from '../device/export-line';
import type { PlannedResult } from './planned-result';
import { RUNNING_URI, type RunningConfiguration } from './running-configuration';

/** Menus that a router leaves out of its export. */
const NOT_EXPORTED = /^\/(user|file|log|certificate|system\/(clock|package|script\/environment))(\/|$)/;
/** Stands for a value that is known only when the script runs. */
const UNKNOWN_VALUE = '…';

/** The lines of one menu in an export: from its path to the next one. */
interface Section {
  readonly path: string;
  /** The index of the line with the path. */
  readonly start: number;
  /** Of the first line behind the section. */
  readonly end: number;
}

/** The export as it will be: lines that nothing changes stay as they are, others are as the router writes them. */
export function resultText(running: RunningConfiguration, result: Omit<PlannedResult, 'text'>): string {
  const lines = running.exportText.split('\n');
  const sections = sectionsOf(lines);
  const replaced = new Map<Section, readonly string[]>();
  const made: { readonly path: string; readonly lines: readonly string[] }[] = [];
  for (const difference of result.difference) {
    const { menu } = difference;
    if (NOT_EXPORTED.test(menu)) continue;
    const section = sections.find(({ path }) => path === menu);
    if (section) replaced.set(section, sectionText(running, result, difference, lines, section));
    else {
      const body = renderedItems(running, result, difference, () => undefined);
      if (body.length > 0) made.push({ path: menu, lines: [exportPath(menu), ...body] });
    }
  }
  const firstLine = sections[0]?.start ?? lastLine(lines);
  const parts = sections.map((section) => ({
    path: section.path,
    lines: replaced.get(section) ?? lines.slice(section.start, section.end),
  }));
  for (const section of made) {
    const order = exportOrder(section.path);
    const isBefore = (path: string) =>
      exportOrder(path) < order || (exportOrder(path) === order && path < section.path);
    const before = parts.findLastIndex(({ path }) => isBefore(path));
    parts.splice(before + 1, 0, section);
  }
  const tail = lines.slice(sections[sections.length - 1]?.end ?? firstLine);
  return [...lines.slice(0, firstLine), ...parts.flatMap((part) => part.lines), ...tail].join('\n');
}

function sectionsOf(lines: readonly string[]): readonly Section[] {
  const starts = lines.flatMap((line, at) => {
    // A line that goes on from the one before it is none of its own.
    const isPath = /^\/[a-z0-9][a-z0-9 /-]*\s*$/.test(line) && !lines[at - 1]?.endsWith('\\');
    return isPath ? [at] : [];
  });
  return starts.map((start, at) => ({
    path: `/${(lines[start] ?? '').trim().split(/[ /]+/).filter(Boolean).join('/')}`,
    start,
    end: starts[at + 1] ?? lastLine(lines),
  }));
}

/** The end of the text without the empty line that its last newline makes. */
function lastLine(lines: readonly string[]): number {
  return lines[lines.length - 1] === '' ? lines.length - 1 : lines.length;
}

function sectionText(
  running: RunningConfiguration,
  result: Omit<PlannedResult, 'text'>,
  difference: MenuDifference,
  lines: readonly string[],
  section: Section,
): readonly string[] {
  const lineAt = lineFinder(lines);
  const written = new Map<Item, { start: number; end: number }>();
  let from = section.start + 1;
  const items = running.configuration.menu(difference.menu).items.filter(isWritten);
  for (const item of [...items].sort((a, b) => a.origin.range.start - b.origin.range.start)) {
    const end = lineAt(item.origin.range.end) + 1;
    if (end > section.end || end <= from) continue;
    // Comments above an item are about it.
    written.set(item, { start: from, end });
    from = end;
  }
  const body = renderedItems(running, result, difference, (item) => {
    const place = written.get(item);
    return place && lines.slice(place.start, place.end);
  });
  const rest = lines.slice(from, section.end);
  return body.length + rest.length > 0 ? [lines[section.start] ?? '', ...body, ...rest] : [];
}

function isWritten({ origin }: Item): boolean {
  return origin.uri === RUNNING_URI && origin.range.end > 0;
}

/** Which line an offset stands in. */
function lineFinder(lines: readonly string[]): (offset: number) => number {
  const ends: number[] = [];
  let at = 0;
  for (const line of lines) {
    at += line.length + 1;
    ends.push(at);
  }
  return (offset) => {
    let [low, high] = [0, lines.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (offset < (ends[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** All items of a menu, in their order then. */
function renderedItems(
  running: RunningConfiguration,
  { configuration, became }: Omit<PlannedResult, 'text'>,
  { menu, changed }: MenuDifference,
  linesOf: (before: Item) => readonly string[] | undefined,
): readonly string[] {
  const catalogue = catalogueFor(running.version);
  const origins = new Map<Item, Item>();
  for (const item of running.configuration.menu(menu).items) {
    const after = became(item);
    if (after) origins.set(after, item);
  }
  const isChanged = new Set(changed.map(({ after }) => after));
  return configuration.menu(menu).items.flatMap((item) => {
    const before = origins.get(item);
    const old = before && linesOf(before);
    if (before && !isChanged.has(item)) return old ?? [];
    const comments = old?.filter((line) => line.startsWith('#')) ?? [];
    const line = renderedItem(item, old?.find((each) => /^(add|set)\b/.test(each)) ?? '', catalogue);
    return line === undefined ? comments : [...comments, ...line.split('\n')];
  });
}

function renderedItem(item: Item, old: string, catalogue: Catalogue): string | undefined {
  const selector = item.added ? undefined : selectorOf(item, old, catalogue);
  const hidden = new Set(['default-name', ...(item.menu === '/interface/ethernet' ? [] : item.added ? [] : ['name'])]);
  const properties = [...item.properties.values()].flatMap(({ name, value, origin }): [string, string][] => {
    // What a printed row has and the export does not is there by itself.
    if (!item.added && origin.uri === RUNNING_URI && origin.range.end === 0) return [];
    if (hidden.has(name) || !isSetByPeople(item.menu, name, catalogue)) return [];
    if (name === 'name' && item.menu === '/interface/ethernet' && value === valueOf(item, 'default-name')) return [];
    if (value === '' || value === unsetValue(item.menu, name, catalogue)) return [];
    // RouterOS writes this flag of a routing table without a value.
    return [[name, name === 'fib' && value === 'yes' ? '' : (value ?? UNKNOWN_VALUE)]];
  });
  if (item.added) return exportLine('add', properties);
  return properties.length === 0 ? undefined : exportLine(selector ? `set ${selector}` : 'set', properties);
}

/** Which item a `set` of the export is for, as it was written or as the router would write it. */
function selectorOf(item: Item, old: string, catalogue: Catalogue): string {
  if (catalogue.menu(item.menu)?.singleton) return '';
  const [, written] = /^set\s+(\[\s*find\b[^\]]*\]|[^\s=]+(?=\s|$))/.exec(old) ?? [];
  if (written) return written;
  const port = valueOf(item, 'default-name');
  return port === undefined ? (valueOf(item, 'name') ?? '') : `[ find default-name=${port} ]`;
}
