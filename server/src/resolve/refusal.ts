import type { RouterVerdict } from '../syntax/syntax-problem';

/** Where and with what words a router of the catalogue's version refuses the script. `offset` in UTF-16 units. */
export interface Refusal {
  readonly offset: number;
  readonly verdict: RouterVerdict;
  readonly message: string;
}

export function refuse(offset: number, verdict: RouterVerdict, message: string): Refusal {
  return { offset, verdict, message };
}

/** The one that the router meets first. */
export function firstOf(...refusals: readonly (Refusal | undefined)[]): Refusal | undefined {
  let first: Refusal | undefined;
  for (const refusal of refusals) if (refusal && (!first || refusal.offset < first.offset)) first = refusal;
  return first;
}
