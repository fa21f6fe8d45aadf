import { type DefaultRoute, defaultRoutes } from '../../../server/src/network/default-routes';
import type { DefaultRouteState } from '../device/default-route-state';
import type { RouterState } from '../device/router-state';
import { latest, untold, type Verification, type VerifyInput } from './verification';

/** Whether each default route that the configuration makes is there, with a gateway that answers. */
export function verifyDefaultRoutes(input: VerifyInput): readonly Verification[] {
  const state = latest(input);
  const expected = defaultRoutes(input.planned).filter(({ certain, table }) => certain && table !== undefined);
  if (expected.length === 0) return [];
  if (!state.routes) return [untold('default routes', state.refused.routes)];
  return expected.map((route) => {
    const found = findRoute(route, state);
    const verification = judge(route, found, state);
    if (verification.result !== 'failed' || !input.before) return verification;
    const former = findRoute(route, input.before);
    if (!former || former.use === 'active' || former.use === 'standby') return verification;
    return { ...verification, result: 'doubtful', text: `${verification.text} It was no better before the deploy.` };
  });
}

function judge(route: DefaultRoute, found: DefaultRouteState | undefined, state: RouterState): Verification {
  const check = `default route via ${nameOf(route)}${route.table === 'main' ? '' : ` in table ${route.table}`}`;
  if (!found) return { check, ...missing(route) };
  const silent = found.gateways.filter(({ isReachable }) => isReachable === false).map(({ text }) => text);
  const via = found.gateways.flatMap((gateway) => gateway.interface ?? []).join(', ');
  switch (found.use) {
    case 'active':
      if (silent.length > 0)
        return {
          ...{ check, result: 'failed' },
          text: `It is in use, but not over ${silent.join(', ')}: that gateway can’t be reached.`,
          whatToDo: GATEWAY,
        };
      return {
        ...{ check, result: 'ok', whatToDo: '' },
        text: `It is active${via ? ` over ${via}` : ''}${found.isEcmp ? ', sharing with its equals' : ''}.`,
      };
    case 'standby': {
      const nearer = state.routes?.find(
        (other) =>
          other.use === 'active' && other.table === found.table && (other.distance ?? 0) < (found.distance ?? 0),
      );
      if (nearer)
        return {
          ...{ check, result: 'ok', whatToDo: '' },
          text: `It waits at distance ${found.distance} behind ${nearer.gateways.map(({ text }) => text).join(', ')} at ${nearer.distance}.`,
        };
      return {
        ...{ check, result: 'doubtful' },
        text: 'The router does not use it, though no nearer route is active.',
        whatToDo: 'Compare the distances in /ip route print; RouterOS 6 uses one of several equal routes only.',
      };
    }
    case 'dead':
      return {
        ...{ check, result: 'failed' },
        text: `The router does not use it: ${found.gateways.map(({ text }) => text).join(', ')} does not answer${found.checkGateway ? ` check-gateway=${found.checkGateway}` : ''}${via ? ` on ${via}` : ''}.`,
        whatToDo: GATEWAY,
      };
    case 'unresolved':
      return {
        ...{ check, result: 'failed' },
        text: 'The router knows no way to its gateway.',
        whatToDo: `Its gateway must lie in a network of one of the router’s addresses: look at /ip address print, and whether the interface is up.`,
      };
    case 'disabled':
      return {
        ...{ check, result: 'doubtful' },
        text: 'It is switched off on the router.',
        whatToDo: 'A netwatch or failover script may have switched it off; else enable it in /ip route.',
      };
  }
}

const GATEWAY =
  'Check the cable and the modem of that uplink, and that the address of the gateway is the one that the provider gave; try /ping of it on the router.';

function missing(route: DefaultRoute): Omit<Verification, 'check'> {
  if (route.source === 'static')
    return {
      ...{ result: 'failed', text: 'The router has no such route.' },
      whatToDo: 'Look for it in /ip route print: it was not added, or a script removed it.',
    };
  const client = route.source === 'dhcp-client' ? 'DHCP client' : route.source === 'lte' ? 'LTE modem' : 'dial-up';
  return {
    ...{ result: 'failed', text: `The ${client} of ${nameOf(route)} has made no route.` },
    whatToDo: `See whether the ${client} is connected; if it is, whether add-default-route is on.`,
  };
}

function nameOf({ gateways, item }: DefaultRoute): string {
  return gateways.map(({ text }) => text).join(', ') || (item.properties.get('gateway')?.value ?? 'its gateway');
}

/** The router's row of a route: in its table, over its gateways; a client's by the interface. */
function findRoute(route: DefaultRoute, { routes, dhcpClients }: RouterState): DefaultRouteState | undefined {
  const candidates = (routes ?? []).filter(({ table }) => table === route.table);
  const wanted = route.gateways.map(({ text }) => text);
  if (route.source === 'static') {
    const alike = candidates.filter(
      ({ gateways, isDynamic }) =>
        !isDynamic && wanted.every((text) => gateways.some((gateway) => gateway.text === text)),
    );
    return alike.find(({ distance }) => distance === route.distance) ?? alike[0];
  }
  const leased = dhcpClients?.find((client) => wanted.includes(client.interface))?.gateway;
  return candidates.find(
    ({ gateways, isDynamic }) =>
      isDynamic &&
      gateways.some(
        ({ text, interface: via }) =>
          wanted.includes(text) || (via !== undefined ? wanted.includes(via) : text !== '' && text === leased),
      ),
  );
}
