/** `██████░░░░`: a small bar of a share from 0 to 1, so many characters wide. */
export function shareBar(part: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
