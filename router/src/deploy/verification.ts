import type { NetworkModel } from '../../../server/src/network/network-model';
import type { RouterState } from '../device/router-state';

/** One thing that a deploy was to bring about, and whether the router shows it. */
export interface Verification {
  /** What was looked at: `default route via 172.17.0.1`. */
  readonly check: string;
  /** `doubtful`: not proven, or no worse than before the deploy. */
  readonly result: 'ok' | 'doubtful' | 'failed';
  /** What the router says. */
  readonly text: string;
  /** Empty where all is well. */
  readonly whatToDo: string;
}

/** What is compared. */
export interface VerifyInput {
  /** Before the deploy; what was no better then is doubtful, not failed. */
  readonly before: RouterState | undefined;
  /** Right after the deploy. */
  readonly after: RouterState;
  /** Some seconds after that, to see counters move. */
  readonly later: RouterState | undefined;
  /** The configuration that the router should have now, as a network. */
  readonly planned: NetworkModel;
}

/** The newest state that there is. */
export function latest({ after, later }: VerifyInput): RouterState {
  return later ?? after;
}

/** A part of the state that the router does not tell, so that nothing is proven. */
export function untold(check: string, words: string | undefined): Verification {
  return {
    check,
    result: 'doubtful',
    text: `The router does not tell: “${words ?? 'no answer'}”.`,
    whatToDo: 'Look on the router itself, or give the user the policy that is missing (read, test).',
  };
}
