import type { TextRange } from '../base/text-range';
import type { Analysis } from './analysis';
import { occurrencesAt } from './occurrences';

/** Every place of the name at an offset, in the order of the text. */
export function references(analysis: Analysis, offset: number, withDefinitions: boolean): readonly TextRange[] {
  const places = occurrencesAt(analysis, offset)?.places ?? [];
  return places.filter(({ role }) => withDefinitions || role !== 'definition').map(({ range }) => range);
}
