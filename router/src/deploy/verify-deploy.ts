import type { Verification, VerifyInput } from './verification';
import { verifyClients, verifyNetwatch } from './verify-links';
import { verifyDefaultRoutes } from './verify-routes';
import { verifyRules } from './verify-rules';
import { verifyShares } from './verify-shares';

/** Compares what the configuration promises with what the router shows, the most important first. */
export function verifyDeploy(input: VerifyInput): readonly Verification[] {
  return [
    ...verifyDefaultRoutes(input),
    ...verifyClients(input),
    ...verifyNetwatch(input),
    ...verifyRules(input),
    ...verifyShares(input),
  ];
}
