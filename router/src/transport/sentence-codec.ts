/**
 * The framing of the RouterOS API: a sentence is a run of length-prefixed words that a zero-length word ends.
 * Lengths take one to five bytes (facts: five forms, a first byte of 0xF8 or more is reserved). Words are UTF-8.
 */

/** The largest word that is taken from a peer; a length beyond it is an attack or a broken stream, not a configuration. */
const MAX_WORD_LENGTH = 64 * 1024 * 1024;

/** Thrown by {@link SentenceDecoder} when the bytes can't be a RouterOS API stream; the connection is then of no use. */
class FramingError extends Error {
  override readonly name = 'FramingError';
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x4000) return Buffer.from([0x80 | (length >>> 8), length & 0xff]);
  if (length < 0x20_0000) return Buffer.from([0xc0 | (length >>> 16), (length >>> 8) & 0xff, length & 0xff]);
  const low = [(length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff];
  if (length < 0x1000_0000) return Buffer.from([0xe0 | (length >>> 24), ...low]);
  return Buffer.from([0xf0, (length >>> 24) & 0xff, ...low]);
}

/** One whole sentence, its closing zero-length word included. A word that is no UTF-8 comes as its bytes. */
export function encodeSentence(words: readonly (string | Buffer)[]): Buffer {
  const parts: Buffer[] = [];
  for (const word of words) {
    const bytes = typeof word === 'string' ? Buffer.from(word, 'utf8') : word;
    parts.push(encodeLength(bytes.length), bytes);
  }
  parts.push(Buffer.from([0]));
  return Buffer.concat(parts);
}

/** How many bytes a length takes, told by its first byte. */
function lengthSize(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc0) return 2;
  if (first < 0xe0) return 3;
  if (first < 0xf0) return 4;
  if (first < 0xf8) return 5;
  throw new FramingError(`a word begins with the reserved byte 0x${first.toString(16)}`);
}

function readLength(bytes: Buffer, at: number, size: number): number {
  const first = bytes[at] ?? 0;
  let length = size === 5 ? 0 : first & (0xff >> size);
  for (let i = 1; i < size; i++) length = length * 256 + (bytes[at + i] ?? 0);
  return length;
}

/**
 * Collects bytes, cut anywhere, into sentences. Empty sentences are passed over, as routers do.
 * Bytes that are not UTF-8 come back as the characters of Latin-1: RouterOS stores whatever was written to it.
 */
export class SentenceDecoder {
  private chunks: Buffer[] = [];
  private available = 0;
  private wanted = 1;
  private words: string[] = [];

  /** Takes the next bytes and returns the sentences that they complete. Throws {@link FramingError}. */
  push(chunk: Buffer): string[][] {
    this.chunks.push(chunk);
    this.available += chunk.length;
    // A word of many megabytes arrives in many chunks: they are joined once it is whole, not once a chunk.
    if (this.available < this.wanted) return [];
    const bytes = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    const sentences: string[][] = [];
    let at = 0;
    this.wanted = 1;
    while (at < bytes.length) {
      const size = lengthSize(bytes[at] ?? 0);
      if (at + size > bytes.length) {
        this.wanted = size;
        break;
      }
      const length = readLength(bytes, at, size);
      if (length > MAX_WORD_LENGTH) throw new FramingError(`a word of ${length} bytes is announced`);
      if (at + size + length > bytes.length) {
        this.wanted = size + length;
        break;
      }
      if (length > 0) this.words.push(decodeWord(bytes.subarray(at + size, at + size + length)));
      else if (this.words.length > 0) {
        sentences.push(this.words);
        this.words = [];
      }
      at += size + length;
    }
    const rest = bytes.subarray(at);
    this.chunks = rest.length > 0 ? [rest] : [];
    this.available = rest.length;
    return sentences;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeWord(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
