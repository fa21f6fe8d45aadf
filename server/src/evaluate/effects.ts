import type { Value } from './value';

/** An item as the interpreter sees it. */
export interface EffectItem {
  readonly id: string;
  readonly properties: ReadonlyMap<string, string>;
}

/** The router that a script runs on, as far as the interpreter needs one. Refusals are thrown as errors. */
export interface Effects {
  /** The items of a menu in order; one for a settings menu. */
  items(menu: string): readonly EffectItem[];
  /** Runs a command of a menu on the selected items (undefined: the command has no selector). Returns its value. */
  run(
    menu: string,
    command: string,
    values: ReadonlyMap<string, string>,
    selected: readonly string[] | undefined,
  ): Value;
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
  ) {
    super(message);
  }
}
