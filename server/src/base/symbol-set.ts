/** So many names are remembered; a router has hundreds. */
const MAX_SINGLES = 5000;

/**
 * A set of names out of an open world, either listed or "all but these": interfaces, marks, connection states. `!LAN`
 * is as finite to write down as `LAN`, although nobody knows every interface that a router may have. Immutable.
 */
export class SymbolSet {
  static readonly empty = new SymbolSet(new Set(), false);
  static readonly all = new SymbolSet(new Set(), true);
  /** Sets of one name, of which packets are made: the same object is compared at once. */
  static readonly #singles = new Map<string, SymbolSet>();
  #key: string | undefined;

  private constructor(
    /** The members; where `isCofinite`, what is not a member. */
    readonly listed: ReadonlySet<string>,
    readonly isCofinite: boolean,
  ) {}

  static of(...names: string[]): SymbolSet {
    const [name, ...more] = names;
    if (name === undefined) return SymbolSet.empty;
    return more.length === 0 ? SymbolSet.single(name) : new SymbolSet(new Set(names), false);
  }

  private static single(name: string): SymbolSet {
    const singles = SymbolSet.#singles;
    let set = singles.get(name);
    if (set === undefined) {
      if (singles.size >= MAX_SINGLES) singles.clear();
      set = new SymbolSet(new Set([name]), false);
      singles.set(name, set);
    }
    return set;
  }

  static allBut(...names: string[]): SymbolSet {
    return names.length === 0 ? SymbolSet.all : new SymbolSet(new Set(names), true);
  }

  get isEmpty(): boolean {
    return !this.isCofinite && this.listed.size === 0;
  }

  has(name: string): boolean {
    return this.listed.has(name) !== this.isCofinite;
  }

  /** Sets with the same key are equal. */
  get key(): string {
    this.#key ??= JSON.stringify([this.isCofinite, ...this.listed]);
    return this.#key;
  }

  complement(): SymbolSet {
    return make(this.listed, !this.isCofinite);
  }

  intersect(other: SymbolSet): SymbolSet {
    // Where nothing is lost the answer is the set itself: most rules keep most names.
    if (other === this || isAll(other)) return this;
    if (isAll(this)) return other;
    if (this.isCofinite && other.isCofinite) {
      const listed = new Set([...this.listed, ...other.listed]);
      return listed.size === this.listed.size ? this : make(listed, true);
    }
    return this.isCofinite ? other.filtered((name) => this.has(name)) : this.filtered((name) => other.has(name));
  }

  subtract(other: SymbolSet): SymbolSet {
    if (other === this) return SymbolSet.empty;
    return this.isCofinite ? this.intersect(other.complement()) : this.filtered((name) => !other.has(name));
  }

  /** The members of a listed set that are kept. */
  private filtered(isKept: (name: string) => boolean): SymbolSet {
    let kept = 0;
    for (const name of this.listed) if (isKept(name)) kept++;
    if (kept === this.listed.size) return this;
    return kept === 0 ? SymbolSet.empty : make(new Set([...this.listed].filter(isKept)), false);
  }

  union(other: SymbolSet): SymbolSet {
    return this.complement().intersect(other.complement()).complement();
  }

  isSubsetOf(other: SymbolSet): boolean {
    return this.subtract(other).isEmpty;
  }

  equals(other: SymbolSet): boolean {
    if (other === this) return true;
    return (
      this.isCofinite === other.isCofinite &&
      this.listed.size === other.listed.size &&
      [...this.listed].every((name) => other.listed.has(name))
    );
  }
}

function isAll(set: SymbolSet): boolean {
  return set.isCofinite && set.listed.size === 0;
}

function make(listed: ReadonlySet<string>, isCofinite: boolean): SymbolSet {
  return isCofinite ? SymbolSet.allBut(...listed) : SymbolSet.of(...listed);
}
