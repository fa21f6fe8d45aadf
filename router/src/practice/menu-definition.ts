/** What a property refers to: the value must name something that exists. */
export type ReferenceKind =
  | 'interface'
  | 'interface-list'
  | 'bridge'
  | 'pool'
  | 'routing-table'
  | 'ppp-profile'
  | 'script'
  | 'user-group';

/** How one menu of the practice router behaves. What it does not say comes from the catalogue. */
export interface MenuDefinition {
  readonly path: string;
  /** `items`: what the user adds. `settings`: one set of values. `fixed`: items that exist and can only be changed. */
  readonly kind: 'items' | 'settings' | 'fixed';
  /** 6 or 7 where the menu exists in one of them only. */
  readonly major?: 6 | 7;
  /** Properties that no two items may share, with the words of the refusal. */
  readonly unique?: readonly { readonly properties: readonly string[]; readonly refusal: (value: string) => string }[];
  readonly references?: Readonly<Record<string, ReferenceKind>>;
  /** Properties that `add` demands, beside those of the catalogue. */
  readonly required?: readonly string[];
  /** Values of a new item, or of the settings. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Properties that nobody may set. */
  readonly readOnly?: readonly string[];
  /** What is there from the start. */
  readonly initial?: readonly Readonly<Record<string, string>>[];
  /** For fixed items: the property that an export names them by. */
  readonly exportKey?: string;
  /** Left out of exports. */
  readonly hidden?: boolean;
}

/** `already have interface with name bridge`: the router's own words. */
export const alreadyHave =
  (what: string) =>
  (value: string): string =>
    `failure: already have ${what} ${value}`.trimEnd();
