import type { Value } from './value';

/** Variables by block; globals are shared by all scripts of a router. */
export class Scope {
  readonly #names = new Map<string, Value>();
  readonly #globalNames = new Set<string>();

  constructor(
    private readonly parent: Scope | undefined,
    private readonly globals: Map<string, Value>,
    /** What a variable holds that no statement gave a value. */
    private readonly unset: Value = undefined,
  ) {}

  child(): Scope {
    return new Scope(this, this.globals, this.unset);
  }
  /** A scope that sees no names but globals that it declares. */
  fresh(): Scope {
    return new Scope(undefined, this.globals, this.unset);
  }
  declareLocal(name: string, value: Value): void {
    this.#names.set(name, value);
  }
  /** Makes a global visible here; a value sets it. */
  declareGlobal(name: string, value?: { value: Value }): void {
    this.#globalNames.add(name);
    if (value) this.globals.set(name, value.value);
  }
  get(name: string): Value {
    if (this.#names.has(name)) return this.#names.get(name);
    if (this.#globalNames.has(name)) return this.globals.has(name) ? this.globals.get(name) : this.unset;
    return this.parent ? this.parent.get(name) : this.unset;
  }
  set(name: string, value: Value): void {
    if (this.#names.has(name)) this.#names.set(name, value);
    else if (this.#globalNames.has(name) || !this.parent) this.globals.set(name, value);
    else this.parent.set(name, value);
  }
}
