const collator = new Intl.Collator('en', { numeric: true });

/** Names in their order, numbers in them by their size: `2-wan.rsc` before `10-vpn.rsc`. */
export function inNumericOrder(names: readonly string[]): string[] {
  return [...names].sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
}
