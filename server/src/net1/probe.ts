import type { IntervalSet } from './interval-set';

/**
 * A family of packets that differ in their source address only: what a question about a firewall chain is asked for.
 * The destination is an address of the router itself.
 */
export interface Probe {
  readonly inInterface: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly dstPort: number | undefined;
  readonly connectionState: 'new' | 'established' | 'related' | 'invalid' | 'untracked';
  readonly sources: IntervalSet;
}
