/** The tables of the CLI reference. */
export interface Reference {
  readonly [menu: string]: ReferenceMenu;
}

export interface ReferenceMenu {
  readonly kind?: string;
  readonly arguments?: Readonly<Record<string, ReferenceArgument>>;
  readonly readOnly?: Readonly<Record<string, ReferenceArgument>>;
  /** The letters that `print` shows before an item; `typ` is the name of the property. */
  readonly flags?: Readonly<Record<string, ReferenceArgument>>;
  /** The path of its page below the manual's root. */
  readonly page?: string;
}

export interface ReferenceArgument {
  readonly typ?: string;
  readonly mandatory?: string;
  /** Set where only some hardware has it. */
  readonly syscap?: string;
}

/**
 * The entry of a menu or a command. The reference has one more name in some paths than the console:
 * `/caps-man/acl/access-list` is `/caps-man/access-list`.
 */
export function referenceMenus(reference: Reference): (path: string) => ReferenceMenu | undefined {
  const shortened = new Map<string, string[]>();
  for (const path of Object.keys(reference)) {
    const names = path.split('/').slice(1);
    for (let i = 1; i < names.length - 1; i++) {
      const shorter = `/${names.filter((_, index) => index !== i).join('/')}`;
      shortened.set(shorter, [...(shortened.get(shorter) ?? []), path]);
    }
  }
  return (path) => {
    const own = reference[path];
    if (own) return own;
    const [only, second] = shortened.get(path) ?? [];
    return only !== undefined && second === undefined ? reference[only] : undefined;
  };
}
