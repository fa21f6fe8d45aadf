/** Counts the sentences of a RouterOS API stream, and finds where they end; the bytes may come in any pieces. */
export class SentenceScanner {
  bytes = 0;
  sentences = 0;
  /** Bytes of the word that are still to come. */
  #word = 0;
  /** The length that is being read, and how many bytes of it are still to come. */
  #length = 0;
  #lengthBytes = 0;
  #hasWords = false;

  push(data: Buffer): void {
    for (const byte of data) this.#byte(byte);
    this.bytes += data.length;
  }

  /** How many of these next bytes it takes until so many sentences have ended; undefined where they don't suffice. */
  endOf(sentences: number, data: Buffer): number | undefined {
    const scanner = this.#copy();
    if (scanner.sentences >= sentences) return 0;
    for (const [index, byte] of data.entries()) {
      scanner.#byte(byte);
      if (scanner.sentences >= sentences) return index + 1;
    }
    return undefined;
  }

  #byte(byte: number): void {
    if (this.#word > 0) this.#word--;
    else if (this.#lengthBytes > 0) {
      this.#length = this.#length * 256 + byte;
      if (--this.#lengthBytes === 0) this.#word = this.#length;
    } else if (byte === 0) {
      if (this.#hasWords) this.sentences++;
      this.#hasWords = false;
    } else {
      this.#hasWords = true;
      const more = byte < 0x80 ? 0 : byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      this.#lengthBytes = more;
      this.#length = more === 4 ? 0 : byte & (0xff >> (more + (more === 0 ? 0 : 1)));
      if (more === 0) this.#word = byte;
    }
  }

  #copy(): SentenceScanner {
    const copy = new SentenceScanner();
    copy.bytes = this.bytes;
    copy.sentences = this.sentences;
    copy.#word = this.#word;
    copy.#length = this.#length;
    copy.#lengthBytes = this.#lengthBytes;
    copy.#hasWords = this.#hasWords;
    return copy;
  }
}
