/**
 * A set of names out of an open world, either listed or "all but these": interfaces, marks, connection states. `!LAN`
 * is as finite to write down as `LAN`, although nobody knows every interface that a router may have. Immutable.
 */
export class SymbolSet {
  static readonly empty = new SymbolSet(new Set(), false);
  static readonly all = new SymbolSet(new Set(), true);

  private constructor(
    /** The members; where `isCofinite`, what is not a member. */
    readonly listed: ReadonlySet<string>,
    readonly isCofinite: boolean,
  ) {}

  static of(...names: string[]): SymbolSet {
    return names.length === 0 ? SymbolSet.empty : new SymbolSet(new Set(names), false);
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

  complement(): SymbolSet {
    return make(this.listed, !this.isCofinite);
  }

  intersect(other: SymbolSet): SymbolSet {
    if (this.isCofinite && other.isCofinite) return make(new Set([...this.listed, ...other.listed]), true);
    const [finite, filter] = this.isCofinite ? [other, this] : [this, other];
    return make(new Set([...finite.listed].filter((name) => filter.has(name))), false);
  }

  subtract(other: SymbolSet): SymbolSet {
    return this.intersect(other.complement());
  }

  union(other: SymbolSet): SymbolSet {
    return this.complement().intersect(other.complement()).complement();
  }

  isSubsetOf(other: SymbolSet): boolean {
    return this.subtract(other).isEmpty;
  }

  equals(other: SymbolSet): boolean {
    return (
      this.isCofinite === other.isCofinite &&
      this.listed.size === other.listed.size &&
      [...this.listed].every((name) => other.listed.has(name))
    );
  }
}

function make(listed: ReadonlySet<string>, isCofinite: boolean): SymbolSet {
  return isCofinite ? SymbolSet.allBut(...listed) : SymbolSet.of(...listed);
}
