import type { TextRange } from '../base/text-range';
import type { Analysis } from './analysis';
import { occurrencesAt } from './occurrences';

/** Where the name at an offset is made: declarations of a variable, the `add` of a list, a table, a script. */
export function definitions(analysis: Analysis, offset: number): readonly TextRange[] {
  const found = occurrencesAt(analysis, offset);
  if (!found) return [];
  const all = found.places.filter(({ role }) => role === 'definition').map(({ range }) => range);
  if (found.kind !== 'variable') return all;
  // `:global name` alone fetches what another line makes.
  const making = found.variable.declarations.filter(({ use }) =>
    use.arguments.some(({ name }) => name === 'value' || name === 'do'),
  );
  return making.length > 0 ? making.map(({ range }) => range) : all;
}
