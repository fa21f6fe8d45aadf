import type { FirewallRule } from '../firewall-rule';
import type { NthValue } from '../questions/nth-values';

/** A parting of a packet's way, and the side of it that a way took. */
export interface WayChoice {
  /**
   * What parts the connections: a hash, a counter, equal routes; `open` where the text does not tell (a rate limit, a
   * rule or route that may not be there).
   */
  readonly by: 'pcc' | 'nth' | 'ecmp' | 'open';
  /** The rule that fits or does not; undefined where routes decide. */
  readonly rule: FirewallRule | undefined;
  readonly fits: boolean;
  /** The part of the connections that come here and go on this way, from 0 to 1. Of `open` ones a guess: all or none. */
  readonly part: number;
  readonly nth?: NthValue;
}

/** The assumption of a way on which routes decided of which the text does not tell. */
export const UNTOLD_ROUTES = 'routes';
