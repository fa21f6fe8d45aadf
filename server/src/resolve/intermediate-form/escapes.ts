import { NAMED_ESCAPES } from '../static-value';

/**
 * What an escape in a string stands for; undefined for a line continuation, which leaves nothing. A byte above 7F is one
 * of several that make a character; the router prints each apart, where it can't be shown.
 */
export function escapedText(escape: string): string | undefined {
  const rest = escape.slice(1);
  if (/^\s/.test(rest)) return undefined;
  if (!/^[0-9A-F]{2}$/.test(rest)) return NAMED_ESCAPES[rest] ?? rest;
  const byte = Number.parseInt(rest, 16);
  return byte < 0x80 ? String.fromCharCode(byte) : '\uFFFD';
}
