import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { catalogueFor } from '../../../server/src/catalogue/catalogue';
import { argumentOf, type CommandUse } from '../../../server/src/resolve/command-use';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { exportPath } from '../device/export-line';

/** A part of a script that a router takes as one file. */
export interface ImportChunk {
  readonly text: string;
  /** The line of the whole script that a line of this part is, both from 1: a router counts in the file. */
  lineOf(line: number): number;
}

/** Lines that can't be parted, with what a part that begins with them needs. */
interface Piece {
  /** Index of its first line, and of the first one behind it. */
  readonly start: number;
  end: number;
  /** The menu that its first statement stands in. */
  readonly menu: string;
}

/**
 * Parts a script so that importing the parts one after another does the same as importing the whole. Each part begins in
 * the menu that the one before ended in. A local variable keeps all together from its declaration to its last use.
 * Undefined where a piece that must stay together is too long for one file.
 */
export function importChunks(
  text: string,
  version: RouterOsVersion,
  maxBytes: number,
): readonly ImportChunk[] | undefined {
  const lines = text.split('\n');
  const { uses } = resolveScript(parse(text), catalogueFor(version));
  const top = uses.filter(({ holder }) => holder === undefined);
  const lineAt = lineCounter(text);
  const pieces = withLocals(piecesOf(top, lines.length, lineAt), uses, text, lineAt);
  const globals = namesOf(uses, 'global');
  const bytesBefore = [0];
  for (const line of lines) bytesBefore.push((bytesBefore[bytesBefore.length - 1] ?? 0) + Buffer.byteLength(line) + 1);
  const bytesOf = (start: number, end: number) => (bytesBefore[end] ?? 0) - (bytesBefore[start] ?? 0);
  const declared = [...globals.keys()].reduce((sum, name) => sum + Buffer.byteLength(`:global ${name}\n`), 0);
  const chunks: ImportChunk[] = [];
  let at = 0;
  while (at < pieces.length) {
    const first = pieces[at];
    if (!first) break;
    const room = maxBytes - (at === 0 ? 0 : declared + exportPath(first.menu).length + 1);
    let end: number | undefined;
    for (let next = pieces[at]; next && bytesOf(first.start, next.end) <= room; next = pieces[++at]) end = next.end;
    if (end === undefined) return undefined;
    chunks.push(chunkOf(lines, first, end, globals));
  }
  return chunks;
}

/** Runs of lines that hold whole statements. */
function piecesOf(top: readonly CommandUse[], lineCount: number, lineAt: (offset: number) => number): Piece[] {
  const pieces: Piece[] = [];
  let menu = '/';
  for (const use of top) {
    const start = lineAt(use.node.start);
    const end = lineAt(use.node.end) + 1;
    const last = pieces[pieces.length - 1];
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else {
      // Comments and empty lines go with what stands behind them.
      pieces.push({ start: last?.end ?? 0, end, menu });
    }
    if (use.kind === 'menu' && !use.node.child('block')) menu = use.menu.path;
  }
  const last = pieces[pieces.length - 1];
  if (last) last.end = lineCount;
  else pieces.push({ start: 0, end: lineCount, menu });
  return pieces;
}

/** Puts pieces together that share a local variable. */
function withLocals(
  pieces: readonly Piece[],
  uses: readonly CommandUse[],
  text: string,
  lineAt: (offset: number) => number,
): readonly Piece[] {
  const bound = [
    ...namesOf(
      uses.filter(({ holder }) => holder === undefined),
      'local',
    ),
  ].map(([name, start]) => {
    const used = [...text.matchAll(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'))];
    return { start, end: lineAt(used[used.length - 1]?.index ?? start) };
  });
  const ranges = bound.map(({ start, end }) => ({ start: lineAt(start), end }));
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined[joined.length - 1];
    const isBound = ranges.some(({ start, end }) => start < piece.start && end >= piece.start);
    if (last && isBound) last.end = piece.end;
    else joined.push({ ...piece });
  }
  return joined;
}

/** Variables that statements declare, with where they first do. */
function namesOf(uses: readonly CommandUse[], command: 'local' | 'global'): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const use of uses) {
    if (use.menu.parent !== undefined || use.command?.name !== command) continue;
    const name = argumentOf(use, 'name')?.text;
    if (name !== undefined && /^\w+$/.test(name) && !found.has(name)) found.set(name, use.node.start);
  }
  return found;
}

function chunkOf(
  lines: readonly string[],
  { start, menu }: Piece,
  end: number,
  globals: ReadonlyMap<string, number>,
): ImportChunk {
  const body = lines.slice(start, end).join('\n');
  // A global variable is seen only where it is declared; that does not change what it holds.
  const named = start === 0 ? [] : [...globals.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  const head = [...named.map((name) => `:global ${name}`), ...(menu === '/' ? [] : [exportPath(menu)])];
  return {
    text: `${[...head, body].join('\n')}${end < lines.length ? '\n' : ''}`,
    lineOf: (line) => Math.min(Math.max(line - head.length, 1) + start, lines.length),
  };
}

/** Which line an offset stands in, from 0. */
function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}
