import type { RouterConnection } from '../transport/router-connection';

/**
 * Sets the counters of the NAT rules to 0, so that what they show from then on is new. Nothing else changes. Rejects with
 * a RouterError.
 */
export async function resetNatCounters(connection: RouterConnection): Promise<void> {
  await connection.talk(['/ip/firewall/nat/reset-counters-all']);
}
