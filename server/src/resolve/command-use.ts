import type { AddressRows } from '../base/address-rows';
import type { TextRange } from '../base/text-range';
import type { Argument, Command, Menu } from '../catalogue/catalogue';
import type { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';

/** A script as the catalogue understands it: every statement with the menu and command that it means. */
export interface ResolvedScript {
  /** Every command use, in the order of the text; those in nested code come behind the statement that holds them. */
  readonly uses: readonly CommandUse[];
  /**
   * Of an outline: plain entries of address lists that have no use among `uses`, in the order of the text. Empty for a
   * script that was resolved as a whole.
   */
  readonly entries: readonly PlacedEntries[];
}

/** Plain entries of an address list at their place in a script. */
export interface PlacedEntries {
  readonly rows: AddressRows;
  /** How many of the script's uses stand before them. */
  readonly behind: number;
  /** Their statements after all, for whoever has to look at each; made anew each time. */
  uses(): readonly CommandUse[];
}

/**
 * Where a piece of code stands in the statement that holds it: a plain block and a menu's block run once, in order; a
 * `branch` (the bodies of `:if`, loops, error handlers) may run never or often; a `function` body runs when it is
 * called; a `script` is stored and runs later, on its own; a `substitution` runs before its statement does.
 */
export type CodeSlot = 'block' | 'branch' | 'function' | 'script' | 'substitution';

/** One statement, resolved. */
export interface CommandUse {
  readonly node: SyntaxNode;
  /**
   * `command`: a known command. `menu`: only a path, which changes the menu of the statements behind it.
   * `unknown`: a word that names nothing here. `other`: a call of a function, or a value used as a statement.
   */
  readonly kind: 'command' | 'menu' | 'unknown' | 'other';
  /** The menu that the command belongs to, or the last one that could be resolved. */
  readonly menu: Menu;
  readonly command: Command | undefined;
  /** The word of the command; for `unknown` the word that names nothing. */
  readonly word: SyntaxToken | undefined;
  readonly arguments: readonly ArgumentUse[];
  /** The condition behind `find` or `where`. */
  readonly filter: SyntaxNode | undefined;
  /** The statement whose argument or block holds this one; undefined at the top level. */
  readonly holder: CommandUse | undefined;
  /**
   * True where a path that names nothing stands before this statement, so that the menu around it is not the one that
   * its author meant. The router goes on in the old menu; what follows from it is the first fault's echo.
   */
  readonly afterUnknownMenu: boolean;
  /** How the holder runs this code; undefined at the top level. */
  readonly slot: CodeSlot | undefined;
}

/** One argument of a command. */
export interface ArgumentUse {
  /** `gateway=…`, an unnamed value, `!disabled`. */
  readonly form: 'named' | 'positional' | 'unset';
  /** The full name in the catalogue where it is known; for a sub-argument with its scope (`security.passphrase`); '' for an unnamed value that has none. */
  readonly name: string;
  /** Undefined where the command has no such argument. */
  readonly argument: Argument | undefined;
  /** The name as written, or the value of an unnamed one. */
  readonly nameRange: TextRange;
  /** The value; undefined for `name=` with nothing behind it, and for a plain word (`set winbox …`). */
  readonly value: SyntaxNode | undefined;
  /** The value where the text alone tells it; undefined where the script computes it. */
  readonly text: string | undefined;
  /** The whole argument. */
  readonly range: TextRange;
}

/** The argument of that name, by its full name. */
export function argumentOf(use: CommandUse, name: string): ArgumentUse | undefined {
  return use.arguments.find((argument) => argument.name === name);
}
