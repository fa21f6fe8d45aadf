/** `33 %`; of what is neither nothing nor all never `0 %` or `100 %`. */
export function percent(part: number): string {
  if (part > 0 && part < 0.005) return 'under 1 %';
  if (part < 1 && part >= 0.995 && 1 - part > 1e-9) return 'over 99 %';
  return `${Math.round(part * 100)} %`;
}
