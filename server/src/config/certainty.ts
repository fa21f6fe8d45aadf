import type { CommandUse } from '../resolve/command-use';

/**
 * Whether a statement runs with its script: code in a branch or a loop may, code that is only stored does not.
 *
 * @param followed the statements whose branches and loops are being followed, so that what they hold does run
 */
export function certaintyOf(use: CommandUse, followed?: ReadonlySet<CommandUse>): 'always' | 'maybe' | 'never' {
  let certainty: 'always' | 'maybe' = 'always';
  for (let at: CommandUse | undefined = use; at; at = at.holder) {
    if (at.slot === 'function' || at.slot === 'script') return 'never';
    if (at.slot === 'branch' && !(at.holder && followed?.has(at.holder))) certainty = 'maybe';
  }
  return certainty;
}
