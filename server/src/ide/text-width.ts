/** Widths of characters in parts of the font size, as wide as common sans-serif fonts have them at the most. */
const WIDTHS: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[ijlI.,:;'|!]/, 0.38],
  [/[-frt()[\]/ "]/, 0.46],
  [/[mMwWÄ@%—…→]/, 1.02],
  [/[A-Z]/, 0.8],
  [/[a-z0-9]/, 0.65],
  [/[\x20-\x7e]/, 0.86],
  [/[\u00a0-\u024f]/, 0.86],
  [/[\u0250-\u10ff]/, 1.05],
];
/** Of ideographs, emoji and whatever else there is. */
const WIDEST = 1.4;

/** An upper bound of the width of a text in a sans-serif font, in the unit of the font size. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  let width = 0;
  for (const character of text) width += WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? WIDEST;
  return width * fontSize * (isBold ? 1.1 : 1);
}

/** A text no wider than this: its middle is left out, because names often differ at their end. */
export function shortened(text: string, width: number, fontSize: number, isBold = false): string {
  if (textWidth(text, fontSize, isBold) <= width) return text;
  // Whole characters, and no more of them than could fit at all.
  const characters = [...text.slice(0, 400), ...(text.length > 800 ? text.slice(-400) : text.slice(400))];
  for (let kept = Math.min(characters.length - 1, Math.ceil(width / (fontSize * 0.38))); kept > 1; kept--) {
    const start = Math.ceil(kept / 2);
    const short = `${characters.slice(0, start).join('')}…${characters.slice(characters.length - (kept - start)).join('')}`;
    if (textWidth(short, fontSize, isBold) <= width) return short;
  }
  return '…';
}
