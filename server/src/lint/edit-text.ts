import type { TextRange } from '../base/text-range';
import type { TextEdit } from '../syntax/syntax-tree';

/** Where the line of an offset begins. */
function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of an offset ends, its line break not included. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text.charAt(end - 1) === '\r' ? end - 1 : end;
}

/** Puts whole lines above the line of an offset, indented like it. */
export function insertLinesAbove(text: string, offset: number, lines: readonly string[]): TextEdit {
  const start = lineStart(text, offset);
  const indentation = /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
  return { range: { start, end: start }, newText: lines.map((line) => `${indentation}${line}\n`).join('') };
}

/** Puts whole lines below the line in which a range ends, indented like the line in which it begins. */
export function insertLinesBelow(text: string, range: TextRange, lines: readonly string[]): TextEdit {
  const end = lineEnd(text, Math.max(range.start, range.end - 1));
  const start = lineStart(text, range.start);
  const indentation = /^[ \t]*/.exec(text.slice(start, range.start))?.[0] ?? '';
  return { range: { start: end, end }, newText: lines.map((line) => `\n${indentation}${line}`).join('') };
}

/** Takes a statement away, and its lines with it where nothing else stands on them. */
export function removeStatement(text: string, range: TextRange): TextEdit {
  const start = lineStart(text, range.start);
  const end = lineEnd(text, range.end);
  const isAlone = text.slice(start, range.start).trim() === '' && text.slice(range.end, end).trim() === '';
  if (!isAlone) return { range: { start: range.start, end: range.end }, newText: '' };
  const behind = text.charAt(end) === '\r' ? end + 2 : end + 1;
  return { range: { start, end: Math.min(behind, text.length) }, newText: '' };
}

/** Takes an argument away together with the blanks before it. */
export function removeArgument(text: string, range: TextRange): TextEdit {
  let start = range.start;
  while (start > 0 && /[ \t]/.test(text.charAt(start - 1))) start--;
  return { range: { start, end: range.end }, newText: '' };
}

/** Adds an argument at the end of a statement. */
export function appendArgument(text: string, statement: TextRange, argument: string): TextEdit {
  let end = statement.end;
  while (end > statement.start && /\s/.test(text.charAt(end - 1))) end--;
  return { range: { start: end, end }, newText: ` ${argument}` };
}

/** A value as RouterOS writes it: quoted where it has to be. */
export function quoteValue(value: string): string {
  return /^[A-Za-z0-9._:/*@+-]+$/.test(value) ? value : `"${value.replace(/[\\"$]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}
