import type { TextRange } from '../base/text-range';
import { insertLinesBelow, lineEnd } from './edit-text';
import type { Fix, RuleContext } from './lint-rule';
import { codeBodies, type StoredCode } from './stored-code';

const SWITCHING = new Set(['disable', 'set', 'remove']);

/**
 * A fix that clears connections where code switches items of a menu, in a line of its own behind the last such line.
 * None for code in quotes, and where other code stands on the line. `selector` is what stands behind `find`.
 */
export function clearConnections(
  context: RuleContext,
  codes: readonly StoredCode[],
  menu: string,
  selector: string,
): readonly Fix[] {
  const isIn = ({ start, end }: TextRange) => codes.some(({ range }) => range.start <= start && end <= range.end);
  const last = codeBodies(context)
    .filter(({ isOpen }) => isOpen)
    .flatMap(({ uses }) => uses)
    .findLast((use) => use.menu.path === menu && SWITCHING.has(use.command?.name ?? '') && isIn(use.node));
  if (!last) return [];
  const { text } = context;
  const { start, end } = last.node;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, lineEnd(text, end));
  if (line.trim() !== text.slice(start, end).trim()) return [];
  return [
    {
      title: 'Clear the connections after the switch',
      safe: false,
      edits: [insertLinesBelow(text, last.node, [`/ip firewall connection remove [find where ${selector}]`])],
    },
  ];
}
