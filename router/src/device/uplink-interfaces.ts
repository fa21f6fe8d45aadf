import type { RouterState } from './router-state';
import type { RuleCounters } from './rule-counters';

/** The interfaces that lead to the Internet, as the router's routes and clients tell, in their order. */
export function uplinkInterfaces(
  state: Pick<RouterState, 'routes' | 'dhcpClients' | 'pppoeClients'>,
): readonly string[] {
  const names = new Set<string>();
  for (const { gateways, use } of state.routes ?? [])
    for (const gateway of gateways)
      if (gateway.interface !== undefined && use !== 'disabled') names.add(gateway.interface);
  for (const client of state.dhcpClients ?? [])
    if (!client.isDisabled && client.addsDefaultRoute && client.interface) names.add(client.interface);
  for (const { name, isDisabled, addsDefaultRoute } of state.pppoeClients ?? [])
    if (!isDisabled && addsDefaultRoute) names.add(name);
  return [...names];
}

/** The connection marks that a router's rules give. */
export function connectionMarks(mangle: readonly RuleCounters[]): readonly string[] {
  const marks = mangle
    .filter(({ action, isDisabled }) => action === 'mark-connection' && !isDisabled)
    .map(({ properties }) => properties['new-connection-mark'] ?? '');
  return [...new Set(marks)].filter((mark) => mark !== '' && mark !== 'no-mark');
}
