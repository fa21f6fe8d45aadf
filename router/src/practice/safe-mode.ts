import { Refusal } from './refusal';
import type { ConfigurationStore, StoreContents } from './store';

/** How many changes the router remembers. */
const HISTORY = 100;

/**
 * Safe mode (7.18 and later over the API): whoever took it and loses the connection takes all changes since back, those of
 * others too. Past 100 changes the router leaves safe mode, and undoes nothing.
 */
export class SafeMode {
  #holder: object | undefined;
  #before: StoreContents | undefined;
  #actions = 0;

  constructor(
    private readonly store: ConfigurationStore,
    private readonly log: (level: string, text: string) => void,
  ) {
    store.onAction(() => {
      if (!this.#before || ++this.#actions <= HISTORY) return;
      this.#end();
      this.log('warning', 'too many actions: safe mode ended, nothing is undone');
    });
  }

  get isTaken(): boolean {
    return this.#holder !== undefined;
  }
  isHeldBy(holder: object): boolean {
    return this.#holder === holder;
  }

  /** Refuses where somebody else holds it; its own holder begins anew nothing. */
  take(holder: object): void {
    if (this.#holder === holder) return;
    if (this.#holder) throw new Refusal('failure: safe mode is already taken by another session', 4);
    this.#holder = holder;
    this.#before = this.store.contents();
    this.#actions = 0;
  }

  /** Keeps what was changed. */
  release(holder: object): void {
    this.#require(holder);
    this.#end();
  }

  /** Takes all changes back. */
  unroll(holder: object): void {
    this.#require(holder);
    this.#undo();
  }

  /** A session has ended. */
  lost(holder: object): void {
    if (this.#holder === holder) this.#undo();
  }

  /** A reboot ends it, and what was changed stays. */
  forget(): void {
    this.#end();
  }

  #require(holder: object): void {
    if (this.#holder !== holder) throw new Refusal('failure: safe mode is not taken by this session', 4);
  }
  #undo(): void {
    const before = this.#before;
    this.#end();
    if (before) this.store.restore(before);
  }
  #end(): void {
    this.#holder = undefined;
    this.#before = undefined;
  }
}
