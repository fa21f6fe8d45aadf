/** From this many characters on, all that can be said of a script takes so long that typing would feel it. */
const LONG_DOCUMENT = 300_000;
/** How long typing must rest before a long document is checked as a whole. */
const REST_MS = 1000;

/** Tells in which long documents somebody is typing: of these only the syntax is checked until the typing rests. */
export class TypingRest {
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** `rested` is told each document in which typing came to rest. */
  constructor(private readonly rested: (uri: string) => void) {}

  changed({ uri, length }: { readonly uri: string; readonly length: number }): void {
    if (length <= LONG_DOCUMENT) return;
    clearTimeout(this.#timers.get(uri));
    const timer = setTimeout(() => {
      this.#timers.delete(uri);
      this.#goOn(uri);
      this.rested(uri);
    }, REST_MS);
    this.#timers.set(uri, timer);
  }

  isTyping(uri: string): boolean {
    return this.#timers.has(uri);
  }

  /** Resolves when nobody types in the document, or when it is closed. */
  async rest(uri: string): Promise<void> {
    if (!this.isTyping(uri)) return;
    await new Promise<void>((resolve) => {
      this.#waiting.set(uri, [...(this.#waiting.get(uri) ?? []), resolve]);
    });
  }

  forget(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
    this.#goOn(uri);
  }

  #goOn(uri: string): void {
    const waiting = this.#waiting.get(uri) ?? [];
    this.#waiting.delete(uri);
    for (const resolve of waiting) resolve();
  }
}
