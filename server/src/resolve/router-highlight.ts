import type { TextRange } from '../base/text-range';
import type { SyntaxNode } from '../syntax/syntax-node';
import type { SyntaxTree } from '../syntax/syntax-tree';
import type { CommandUse, ResolvedScript } from './command-use';
import type { HighlightClass } from './highlight-class';
import { HighlightPainter } from './highlight-painter';

export interface HighlightSpan {
  readonly start: number;
  readonly end: number;
  readonly class: HighlightClass;
}

export interface HighlightOptions {
  /** Where the router refuses the script: one character of class `error` stands there and nothing behind it is coloured. */
  readonly errorOffset?: number | undefined;
  /** Only what overlaps this part of the text is coloured; of the text before it only the declarations are read. */
  readonly range?: TextRange | undefined;
}

/**
 * What the router's highlighter makes of a script, in the order of the text. Runs of one class are one span; what has no
 * class is left out. Objects of one particular router (`obj-dynamic`) can't be known. Takes time in proportion to the text.
 */
export function routerHighlight(
  tree: SyntaxTree,
  script: ResolvedScript,
  { errorOffset, range }: HighlightOptions = {},
): HighlightSpan[] {
  const end = Math.min(errorOffset ?? Number.POSITIVE_INFINITY, range?.end ?? Number.POSITIVE_INFINITY);
  const spans: HighlightSpan[] = [];
  const paint = (from: number, to: number, name: HighlightClass): void => {
    const last = spans[spans.length - 1];
    const start = Math.max(from, range?.start ?? 0, last?.end ?? 0);
    const clipped = { start, end: Math.min(to, end), class: name };
    if (clipped.end <= start) return;
    if (last && last.end === start && last.class === name) spans[spans.length - 1] = { ...clipped, start: last.start };
    else spans.push(clipped);
  };
  new HighlightPainter(usesByNode(script), { start: range?.start ?? 0, end }, paint).node(tree.root);
  if (errorOffset !== undefined && errorOffset < tree.root.end && errorOffset < (range?.end ?? tree.root.end))
    spans.push({ start: errorOffset, end: errorOffset + 1, class: 'error' });
  return spans;
}

const cache = new WeakMap<ResolvedScript, ReadonlyMap<SyntaxNode, CommandUse>>();

/** Kept for each script: an editor asks for one range after the other. */
function usesByNode(script: ResolvedScript): ReadonlyMap<SyntaxNode, CommandUse> {
  let uses = cache.get(script);
  if (!uses) {
    uses = new Map(script.uses.map((use) => [use.node, use]));
    cache.set(script, uses);
  }
  return uses;
}
