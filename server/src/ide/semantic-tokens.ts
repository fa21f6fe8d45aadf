import type { TextRange } from '../base/text-range';
import type { HighlightClass } from '../resolve/highlight-class';
import { routerHighlight } from '../resolve/router-highlight';
import type { Analysis } from './analysis';

/** What the editor colours by meaning: the standard types and modifiers of the protocol, in the order of the legend. */
export const TOKEN_TYPES = ['namespace', 'function', 'property', 'variable', 'parameter'] as const;
export const TOKEN_MODIFIERS = ['static'] as const;

export interface SemanticToken extends TextRange {
  readonly type: (typeof TOKEN_TYPES)[number];
  /** A global variable stays when the script has ended. */
  readonly modifiers: readonly (typeof TOKEN_MODIFIERS)[number][];
}

/**
 * The classes of the router that depend on what a word means. Signs, strings, numbers and comments can be told by their
 * form: the grammar colours them.
 */
const TYPES: Readonly<Partial<Record<HighlightClass, Pick<SemanticToken, 'type' | 'modifiers'>>>> = {
  dir: { type: 'namespace', modifiers: [] },
  cmd: { type: 'function', modifiers: [] },
  arg: { type: 'property', modifiers: [] },
  'arg-scope': { type: 'property', modifiers: [] },
  'variable-local': { type: 'variable', modifiers: [] },
  'variable-global': { type: 'variable', modifiers: ['static'] },
  'variable-auto': { type: 'variable', modifiers: [] },
  'variable-parameter': { type: 'parameter', modifiers: [] },
};

/** The tokens of a range, or of the whole script, in the order of the text; none spans a line break. */
export function semanticTokens(analysis: Analysis, within?: TextRange): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  for (const span of routerHighlight(analysis.tree, analysis.script, { range: within })) {
    const token = TYPES[span.class];
    if (!token) continue;
    // A run of one class may hold blanks and line breaks: `/ip firewall`.
    const text = analysis.text.slice(span.start, span.end);
    for (const { index, 0: word } of text.matchAll(/[^\s\\]+/g))
      tokens.push({ ...token, start: span.start + index, end: span.start + index + word.length });
  }
  return tokens;
}
