/** What is known of a connection's hash: its residue is one of these. */
export interface HashClasses {
  readonly modulus: number;
  readonly residues: readonly number[];
}

/** A partition with more classes than this is one open question. */
const MAX_MODULUS = 4096;

const ANY: HashClasses = { modulus: 1, residues: [0] };

/**
 * Parts the classes of a hash in those that leave this remainder and the others; undefined for a divisor that makes too
 * many of them. One hash is divided by several numbers: what leaves 1 when divided by 4 leaves 1 when divided by 2.
 */
export function splitClasses(
  known: HashClasses | undefined,
  { denominator, remainder }: { readonly denominator: number; readonly remainder: number },
): { readonly fitting: HashClasses; readonly others: HashClasses } | undefined {
  const { modulus, residues } = known ?? ANY;
  if (denominator < 1 || denominator > MAX_MODULUS) return undefined;
  const common = (modulus / greatestDivisor(modulus, denominator)) * denominator;
  if (common > MAX_MODULUS) return undefined;
  const lifted = residues.flatMap((residue) =>
    Array.from({ length: common / modulus }, (_, turn) => residue + turn * modulus),
  );
  const fits = (residue: number) => residue % denominator === remainder;
  return {
    fitting: { modulus: common, residues: lifted.filter(fits) },
    others: { modulus: common, residues: lifted.filter((residue) => !fits(residue)) },
  };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
