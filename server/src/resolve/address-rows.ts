import type { AddressRows } from '../base/address-rows';
import { parseIpv4Set } from '../base/ip-set';
import { type GreenElement, type GreenNode, greenLength, greenText, isGreenNode } from '../syntax/green';
import type { SyntaxChunk } from '../syntax/syntax-chunk';

/** A part of a chunk: elements from one place to another. */
export interface ChunkPart {
  /** Where they are plain entries of an address list: what they come to. */
  readonly rows: AddressRows | undefined;
  /** Whether their statements name the menu; else they are entries in the menu of address lists only. */
  readonly isRooted: boolean;
  /** Of the chunk's elements. */
  readonly from: number;
  readonly to: number;
  /** In characters from the start of the chunk. */
  readonly start: number;
}

/** The menu that plain entries belong to. */
export const ADDRESS_LIST = '/ip/firewall/address-list';
/** Shorter lists are not worth the trouble. */
const SHORTEST = 32;
/** How a statement names menu and command, blanks as they are exported. */
const ROOTED = '/ip firewall address-list add';

const parts = new WeakMap<SyntaxChunk, readonly ChunkPart[]>();

/** Where in a chunk there are long runs of plain entries, as far as that can be told without knowing its menu. */
export function partsOf(chunk: SyntaxChunk): readonly ChunkPart[] {
  let known = parts.get(chunk);
  if (!known) {
    known = findParts(chunk.elements);
    parts.set(chunk, known);
  }
  return known;
}

interface Entry {
  readonly isRooted: boolean;
  readonly first: number;
  readonly last: number;
  readonly list: string;
  readonly isDisabled: boolean;
}

function findParts(elements: readonly GreenElement[]): readonly ChunkPart[] {
  const found: ChunkPart[] = [];
  let entries: Entry[] = [];
  let [from, start, at] = [0, 0, 0];
  /** Where the run of entries begins and ends. */
  let run = { from: 0, start: 0, to: 0, end: 0 };
  const close = (): void => {
    if (entries.length >= SHORTEST) {
      if (run.from > from) found.push({ rows: undefined, isRooted: false, from, to: run.from, start });
      const isRooted = entries[0]?.isRooted === true;
      found.push({ rows: columnsOf(entries), isRooted, from: run.from, to: run.to, start: run.start });
      [from, start] = [run.to, run.end];
    }
    entries = [];
  };
  elements.forEach((element, index) => {
    const end = at + greenLength(element);
    const entry = isGreenNode(element) ? entryOf(element) : undefined;
    if (entry) {
      if (entries.length > 0 && entries[0]?.isRooted !== entry.isRooted) close();
      if (entries.length === 0) run = { from: index, start: at, to: 0, end: 0 };
      entries.push(entry);
      run.to = index + 1;
      run.end = end;
    } else if (element.kind !== 'newline' && element.kind !== 'blank') close();
    at = end;
  });
  close();
  if (from < elements.length) found.push({ rows: undefined, isRooted: false, from, to: elements.length, start });
  return found;
}

function columnsOf(entries: readonly Entry[]): AddressRows {
  const lists = [...new Set(entries.map(({ list }) => list))];
  return {
    first: Uint32Array.from(entries, ({ first }) => first),
    last: Uint32Array.from(entries, ({ last }) => last),
    list: Uint8Array.from(entries, ({ list }) => lists.indexOf(list)),
    lists,
    disabled: Uint8Array.from(entries, ({ isDisabled }) => Number(isDisabled)),
  };
}

/** What a value of a plain entry must be so that there is nothing to say about it. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  address: /^\d+(?:\.\d+){3}(?:\/\d\d?|-\d+(?:\.\d+){3})?$/,
  list: /^[a-zA-Z][\w.-]*$/,
  disabled: /^(?:yes|no)$/,
};

/** `add address=192.0.2.0/24 list=blocked`, with a comment perhaps, in any order. */
function entryOf(statement: GreenNode): Entry | undefined {
  if (statement.kind !== 'command') return undefined;
  const [path, ...rest] = statement.children;
  if (!path || !isGreenNode(path)) return undefined;
  const words = path.children.length === 1 ? (path.children[0] as { text: string }).text : greenText(path);
  if (words !== 'add' && words !== ROOTED) return undefined;
  const values = new Map<string, string>();
  for (const child of rest) {
    if (child.kind === 'blank') continue;
    if (!isGreenNode(child) || child.kind !== 'argument' || child.children.length !== 3) return undefined;
    const [name, equals, value] = child.children as [GreenElement, GreenElement, GreenElement];
    if (isGreenNode(name) || equals.kind !== '=' || !isGreenNode(value) || values.has(name.text)) return undefined;
    const text = value.children.length === 1 && value.kind === 'bare-value' ? greenText(value) : undefined;
    if (name.text === 'comment' ? !isPlainComment(value) : !PLAIN[name.text]?.test(text ?? '')) return undefined;
    values.set(name.text, text ?? '');
  }
  const list = values.get('list');
  const addresses = parseIpv4Set(values.get('address') ?? '');
  if (list === undefined || addresses?.first === undefined || addresses.last === undefined) return undefined;
  return {
    isRooted: words === ROOTED,
    first: addresses.first,
    last: addresses.last,
    list,
    isDisabled: values.get('disabled') === 'yes',
  };
}

/** A bare word, or a text in quotes without variables and escapes. */
function isPlainComment(value: GreenNode): boolean {
  if (value.kind === 'bare-value') return true;
  return value.kind === 'string' && value.children.every(({ kind }) => kind === '"' || kind === 'string-text');
}
