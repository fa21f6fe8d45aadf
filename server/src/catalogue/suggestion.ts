import { distance } from 'fastest-levenshtein';

/** The name that was probably meant: at most two letters away, and nearer than half of the word. */
export function suggestName(wrong: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(2, Math.floor(wrong.length / 2)) + 1;
  for (const name of names) {
    const d = isTransposition(wrong, name) ? 1 : distance(wrong, name);
    if (d < bestDistance) {
      best = name;
      bestDistance = d;
    }
  }
  return best;
}

/** Whether a name differs by one slip of the fingers; another digit makes another name (`sha1`, `sha2`). */
export function isSlip(wrong: string, name: string): boolean {
  const withoutDigits = (text: string) => text.replace(/\d/g, '');
  if (withoutDigits(wrong) === withoutDigits(name)) return false;
  return isTransposition(wrong, name) || (wrong.length > 3 && distance(wrong, name) === 1);
}

/** Two letters that changed places are one slip of the fingers, not two. */
function isTransposition(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const differing = [...a].flatMap((char, index) => (char === b[index] ? [] : [index]));
  const [i = -1, j = -1] = differing;
  return differing.length === 2 && j === i + 1 && a[i] === b[j] && a[j] === b[i];
}
