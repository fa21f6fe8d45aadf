import type { CommandUse } from '../resolve/command-use';

/** Whether a statement runs with its script: code in a branch or a loop may, code that is only stored does not. */
export function certaintyOf(use: CommandUse): 'always' | 'maybe' | 'never' {
  let certainty: 'always' | 'maybe' = 'always';
  for (let at: CommandUse | undefined = use; at; at = at.holder) {
    if (at.slot === 'function' || at.slot === 'script') return 'never';
    if (at.slot === 'branch') certainty = 'maybe';
  }
  return certainty;
}
