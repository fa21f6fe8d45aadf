import { shareBar } from '../../router/src/device/share-bar';
import type { StatusRow, StatusSection } from '../../router/src/device/status-report';

/** Widths in characters. */
const BAR = 20;
const LABEL = 44;

const MARKS = { ok: 'ok', doubtful: '?', failed: '!!', plain: '' } as const;

/** A status as text: a title a section, a line each with its mark, and a bar where there is a share. */
export function statusText(sections: readonly StatusSection[]): string {
  return sections
    .map(({ title, rows }) => `${title}\n${rows.map((row) => lineOf(row, widthOf(rows))).join('')}`)
    .join('\n');
}

function widthOf(rows: readonly StatusRow[]): number {
  return Math.min(LABEL, Math.max(...rows.map(({ label }) => label.length)));
}

function lineOf({ label, text, state, part }: StatusRow, width: number): string {
  const bar = part === undefined ? '' : `${shareBar(part, BAR)} `;
  return `  ${MARKS[state].padEnd(3)}${label.padEnd(width)}  ${bar}${text}\n`;
}
