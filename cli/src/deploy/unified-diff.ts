/** Lines around a change that are shown with it. */
const CONTEXT = 3;

interface Edit {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** The difference of two texts as `diff -u` writes it; empty where they are the same. */
export function unifiedDiff(before: string, after: string, names: { readonly before: string; readonly after: string }) {
  const edits = editsBetween(linesOf(before), linesOf(after));
  const changed = edits.flatMap(({ mark }, at) => (mark === ' ' ? [] : [at]));
  const hunks: { from: number; to: number }[] = [];
  for (const at of changed) {
    const last = hunks[hunks.length - 1];
    if (last && at - CONTEXT <= last.to) last.to = Math.min(edits.length, at + CONTEXT + 1);
    else hunks.push({ from: Math.max(0, at - CONTEXT), to: Math.min(edits.length, at + CONTEXT + 1) });
  }
  if (hunks.length === 0) return '';
  const lines = [`--- ${names.before}`, `+++ ${names.after}`];
  let [at, old, fresh] = [0, 1, 1];
  for (const { from, to } of hunks) {
    for (; at < from; at++) [old, fresh] = [old + 1, fresh + 1];
    const part = edits.slice(from, to);
    const [less, more] = [
      part.filter(({ mark }) => mark !== '+').length,
      part.filter(({ mark }) => mark !== '-').length,
    ];
    lines.push(`@@ -${old},${less} +${fresh},${more} @@`, ...part.map(({ mark, line }) => `${mark}${line}`));
    [at, old, fresh] = [to, old + less, fresh + more];
  }
  return `${lines.join('\n')}\n`;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines[lines.length - 1] === '' ? lines.slice(0, -1) : lines;
}

/** Myers’ shortest edit, on what is left between the common start and end; two texts that differ all over are one change. */
function editsBetween(a: readonly string[], b: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => ({ mark: ' ', line }));
  return [...same(a.slice(0, start)), ...myers(a.slice(start, endA), b.slice(start, endB)), ...same(a.slice(endA))];
}

/** Beyond it the search takes longer than its result is worth. */
const MOST_EDITS = 3000;

function myers(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const all: Edit[] = [
    ...a.map((line): Edit => ({ mark: '-', line })),
    ...b.map((line): Edit => ({ mark: '+', line })),
  ];
  if (a.length === 0 || b.length === 0) return all;
  const trail: Map<number, number>[] = [];
  const reach = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_EDITS); d++) {
    trail.push(new Map([...reach].filter(([k]) => Math.abs(k) <= d + 1)));
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = isDown ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkedBack(a, b, trail);
    }
  }
  return all;
}

function walkedBack(
  a: readonly string[],
  b: readonly string[],
  trail: readonly Map<number, number>[],
): readonly Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trail.length - 1; d >= 0; d--) {
    const reach = trail[d] ?? new Map<number, number>();
    const k = x - y;
    const isDown = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const fromX = reach.get(isDown ? k + 1 : k - 1) ?? 0;
    const fromY = fromX - (isDown ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      [x, y] = [x - 1, y - 1];
      edits.push({ mark: ' ', line: a[x] ?? '' });
    }
    if (d === 0) break;
    if (isDown) edits.push({ mark: '+', line: b[fromY] ?? '' });
    else edits.push({ mark: '-', line: a[fromX] ?? '' });
    [x, y] = [fromX, fromY];
  }
  return edits.reverse();
}
