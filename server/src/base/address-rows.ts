/**
 * Plain entries of IPv4 address lists as columns: a blocklist has a hundred thousand of them. The same object as long as
 * nobody edits the part of the text that they stand in.
 */
export interface AddressRows {
  /** The first and the last address of each entry. */
  readonly first: Uint32Array;
  readonly last: Uint32Array;
  /** Which of `lists` it is in. */
  readonly list: Uint8Array;
  readonly lists: readonly string[];
  /** 1 for an entry that is switched off. */
  readonly disabled: Uint8Array;
}
