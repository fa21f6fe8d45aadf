import { Parser } from '../../server/src/syntax/parser/parser';
import { readTopLevel } from '../../server/src/syntax/syntax-chunk';

/**
 * Reads a text to its end and keeps nothing: what finding the tokens costs alone. Rscope's parser has no lexer of its own
 * (what a brace means depends on where it stands), so this is the parser without the chunks that it makes.
 */
export function countTokens(text: string): number {
  const p = new Parser(text);
  let events = 0;
  while (!p.atEnd) {
    readTopLevel(p);
    if (p.events.size > 4096) events += p.events.take().length;
  }
  return events + p.events.take().length;
}
