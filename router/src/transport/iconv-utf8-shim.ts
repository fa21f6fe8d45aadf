/**
 * Stands in the bundles for iconv-lite, which node-routeros wants for code page 1252. The hardening layer writes and reads
 * UTF-8 itself, so the tables of old code pages would be dead weight (half a megabyte).
 */
export function encode(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}
export function decode(bytes: Buffer): string {
  return bytes.toString('utf8');
}
