import type { FirewallRule } from '../firewall-rule';
import type { NthValue } from '../questions/nth-values';

/** A parting of a packet's way, and the side of it that a way took. */
export interface WayChoice {
  /**
   * What parts the connections: a hash, a counter, chance (`random`), equal routes; `either` where RouterOS 6 uses one of several equally
   * distant routes and nothing tells which; `open` where the text does not tell (a rate limit, a
   * rule or route that may not be there).
   */
  readonly by: 'pcc' | 'nth' | 'random' | 'ecmp' | 'either' | 'open';
  /** The rule that fits or does not; undefined where routes decide. */
  readonly rule: FirewallRule | undefined;
  readonly fits: boolean;
  /** The part of the connections that come here and go on this way, from 0 to 1. Of `open` and `either` a guess. */
  readonly part: number;
  readonly nth?: NthValue;
}

/** What was taken for granted on a way though the text does not tell. */
export interface WayAssumption {
  /** The rule that it is about; undefined for one about routes. */
  readonly rule: FirewallRule | undefined;
  /** In words, behind the place of the rule. */
  readonly text: string;
}

/** The assumption of a way on which routes decided of which the text does not tell. */
export const UNTOLD_ROUTES: WayAssumption = { rule: undefined, text: 'routes' };
