import type { TextRange } from '../base/text-range';
import type { CommandUse, ResolvedScript } from '../resolve/command-use';
import { argumentOf } from '../resolve/command-use';
import { certaintyOf } from './certainty';

/** A place where a script runs another file: `/import file-name=wan.rsc`. */
export interface ScriptImport {
  /** The file as it is named; undefined where the script computes it. */
  readonly name: string | undefined;
  /** The statement of the top level that it stands in. */
  readonly range: TextRange;
  /** False in a branch or a loop: it may run never, or more than once. */
  readonly certain: boolean;
}

/** The imports that run with the script itself, in the order of the text; those of code that is only stored are none. */
export function importsOf({ uses }: ResolvedScript): readonly ScriptImport[] {
  return uses.filter(isImport).flatMap((use) => {
    const certainty = certaintyOf(use);
    if (certainty === 'never') return [];
    const { start, end } = outermost(use).node;
    const name = argumentOf(use, 'file-name')?.text;
    return [{ name: name || undefined, range: { start, end }, certain: certainty === 'always' }];
  });
}

function isImport({ command, menu }: CommandUse): boolean {
  return command?.name === 'import' && menu.parent === undefined;
}

function outermost(use: CommandUse): CommandUse {
  let at = use;
  while (at.holder) at = at.holder;
  return at;
}
