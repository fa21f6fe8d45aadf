/** A value of `nth`: of every `every` packets that the rule sees, the `packet`-th. */
export interface NthValue {
  readonly every: number;
  readonly packet: number;
}

/** Reads `2,1`; undefined for anything else, such as the three numbers of RouterOS 2. */
export function parseNth(text: string | undefined): NthValue | undefined {
  const match = /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(text ?? '');
  return match ? { every: Number(match[1]), packet: Number(match[2]) } : undefined;
}
