import type { TextRange } from '../base/text-range';
import type { Unknown, Value } from './value';

/** An item as the interpreter sees it. */
export interface EffectItem {
  readonly id: string;
  readonly properties: ReadonlyMap<string, Value>;
  /** What a property holds that is not among them; the empty string where absent. */
  missing?(property: string): Value;
}

/** What of a command can't be known. */
export interface UnknownParts {
  /** The properties that it sets to something unknown; they are not among its values. */
  readonly values: readonly string[];
  /** True where it is not known which items it is for; then it selects none. */
  readonly selection: boolean;
}

/** The router that a script runs on, as far as the interpreter needs one. Refusals are thrown as errors. */
export interface Effects {
  /**
   * Present for a router that is only described: it answers `Unknown` where the description does not tell, and this says
   * which way a script goes there. Numbers of items and names that it does not have are no errors then.
   */
  decide?(): boolean;
  /** Told of each statement before it runs, by its place in the script that holds it. */
  at?(range: TextRange): void;
  /** The items of a menu in order; one for a settings menu. */
  items(menu: string): readonly EffectItem[] | Unknown;
  /**
   * Runs a command of a menu on the selected items (undefined: the command has no selector). Returns its value. Only a
   * described router meets something unknown.
   */
  run(
    menu: string,
    command: string,
    values: ReadonlyMap<string, string>,
    selected: readonly string[] | undefined,
    unknown: UnknownParts,
  ): Value;
  /** Lets so many milliseconds go by; absent where nothing happens meanwhile. */
  wait?(milliseconds: number): void;
  put(text: string): void;
  log(level: string, text: string): void;
}

/** A script that failed: the words, and where. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  constructor(
    message: string,
    /** From 1, in the script that runs. */
    readonly line: number,
    /** The command that failed, `/interface/bridge/add`. */
    readonly command: string | undefined,
    /** True where the script ended itself, by `:error`. */
    readonly isOwn = false,
    /** From 1, in bytes; for what the router refuses to read. */
    readonly column?: number,
  ) {
    super(message);
  }
}

/** Ends a script of which nothing can be told any more: it runs code that is not known. No `on-error` catches it. */
export class Unknowable extends Error {
  override readonly name = 'Unknowable';
}
