import type { TextRange } from '../base/text-range';
import type { Analysis } from './analysis';
import { occurrencesAt } from './occurrences';

/** A place that is lit up together with the one at the cursor. */
export interface DocumentHighlight {
  readonly range: TextRange;
  readonly kind: 'read' | 'write';
}

export function documentHighlights(analysis: Analysis, offset: number): readonly DocumentHighlight[] {
  const places = occurrencesAt(analysis, offset)?.places ?? [];
  return places.map(({ range, role }) => ({ range, kind: role === 'read' ? 'read' : 'write' }));
}
