import type { DefaultRouteState } from '../default-route-state';
import type { Probe } from '../probe-uplinks';
import { type DiagnosisFacts, type Finding, fine, listed, unknown } from './finding';

/** A route in the router's terms: `distance 1 via 10.0.0.1 on ether1, table main: active`. */
function describeRoute({ distance, gateways, table, use, checkGateway }: DefaultRouteState): string {
  const via = gateways.map((gateway) =>
    [
      gateway.text,
      ...(gateway.interface && gateway.interface !== gateway.text ? [`on ${gateway.interface}`] : []),
      ...(gateway.isReachable === false && use === 'active' ? ['(not reachable)'] : []),
    ].join(' '),
  );
  const check = checkGateway ? `, check-gateway=${checkGateway}` : '';
  return `distance ${distance ?? '?'} via ${via.join(' and ') || 'nothing'}, table ${table}${check}: ${use}`;
}

/** Is there a default route, with a gateway that can be reached? */
export function askDefaultRoutes({ state }: DiagnosisFacts): Finding {
  const title = 'Are the default routes active, with gateways that can be reached?';
  const { routes } = state;
  if (!routes) return unknown(title, state, 'routes');
  const evidence = routes.map(describeRoute);
  const inMain = routes.filter(({ table }) => table === 'main');
  if (routes.length === 0)
    return {
      ...{ title, state: 'failed', evidence: ['/ip/route: no route to 0.0.0.0/0'] },
      why: 'There is no default route: the router does not know where the Internet is.',
      whatToDo:
        'Let the DHCP or PPPoE client make one (add-default-route=yes), or add it: /ip route add dst-address=0.0.0.0/0 gateway=…',
    };
  if (!inMain.some(({ use }) => use === 'active'))
    return {
      ...{ title, state: 'failed', evidence },
      why: `No default route of table main is active: ${listed(inMain.map(({ use }) => use)) || 'there is none'}.`,
      whatToDo: adviceFor(inMain),
    };
  const broken = routes.filter(({ use }) => use === 'dead' || use === 'unresolved');
  const half = routes.filter(
    ({ use, gateways }) => use === 'active' && gateways.some(({ isReachable }) => isReachable === false),
  );
  const faulty = [...broken, ...half];
  if (faulty.length > 0)
    return {
      ...{ title, state: 'failed', evidence },
      why: `${listed(faulty.map(({ gateways }) => gateways.map(({ text }) => text).join(', ')))} can’t be used as a gateway: this uplink is out, the others carry all.`,
      whatToDo: adviceFor(broken),
    };
  return fine(
    title,
    `${routes.filter(({ use }) => use === 'active').length} of ${routes.length} are active.`,
    evidence,
  );
}

function adviceFor(routes: readonly DefaultRouteState[]): string {
  if (routes.some(({ use }) => use === 'unresolved'))
    return 'A gateway must lie in the network of one of the router’s addresses, on an interface that is up: compare /ip address print.';
  if (routes.length > 0 && routes.every(({ use }) => use === 'disabled'))
    return 'Enable one of them; see in /tool netwatch and the scripts what switched it off.';
  return 'Ping the gateway from the router; check cable and modem, and that the gateway is the one that the provider gave.';
}

/** Do gateways answer a ping of the router? */
export function askGatewayPings({ probes }: DiagnosisFacts): Finding | undefined {
  const title = 'Do the gateways answer?';
  if (!probes || probes.gateways.length === 0) return undefined;
  return pingFinding(
    title,
    probes.gateways,
    'A gateway that does not answer may still work, as some providers drop pings; together with other signs this uplink is dead. Restart its modem.',
  );
}

export function pingFinding(title: string, pinged: readonly Probe[], whatToDo: string): Finding {
  const evidence = pinged.map(({ target, text }) => `${target}: ${text}`);
  const refused = pinged.find(({ result }) => result === 'refused');
  if (refused)
    return {
      ...{ title, state: 'unknown', evidence },
      why: `The router does not try: “${refused.text}”.`,
      whatToDo: 'Log in as a user with the policy test.',
    };
  const silent = pinged.filter(({ result }) => result === 'silent').map(({ target }) => target);
  if (silent.length === 0) return fine(title, 'All answer pings of the router.', evidence);
  return {
    ...{ title, evidence, whatToDo },
    state: silent.length === pinged.length ? 'failed' : 'doubtful',
    why: `${listed(silent)} ${silent.length > 1 ? 'do' : 'does'} not answer pings of the router.`,
  };
}

/** Do several routes share the traffic, or does one take all? */
export function askEqualRoutes({ state }: DiagnosisFacts): Finding {
  const title = 'Do the default routes share the traffic?';
  const { routes, mangle } = state;
  if (!routes) return unknown(title, state, 'routes');
  const evidence = routes.map(describeRoute);
  const inMain = routes.filter(({ table, use }) => table === 'main' && use !== 'disabled');
  const active = inMain.filter(({ use }) => use === 'active');
  const gateways = active.flatMap((route) => route.gateways.filter(({ isReachable }) => isReachable !== false));
  const marking = (mangle ?? []).filter(({ action, isDisabled }) => action === 'mark-routing' && !isDisabled);
  const tables = new Set(marking.map(({ properties }) => properties['new-routing-mark'] ?? ''));
  const dark = [...tables].filter(
    (table) =>
      table !== '' && table !== 'main' && !routes.some((route) => route.table === table && route.use === 'active'),
  );
  if (dark.length > 0)
    return {
      ...{ title, state: 'failed', evidence },
      why: `Mangle sends connections to ${listed(dark)}, where no default route is active: they take table main instead.`,
      whatToDo: `Add a default route with ${state.info.version.major < 7 ? 'routing-mark' : 'routing-table'}=${dark[0]}, or see why its gateway is down.`,
    };
  if (tables.size > 0)
    return fine(
      title,
      `Marks send connections to ${listed([...tables])}, each with an active default route.`,
      evidence,
    );
  if (gateways.length > 1) return fine(title, `${gateways.length} gateways share what has no mark.`, evidence);
  const equals = inMain.filter(({ use, distance }) => use === 'standby' && distance === active[0]?.distance);
  if (state.info.version.major < 7 && equals.length > 0)
    return {
      ...{ title, state: 'failed', evidence },
      why: 'RouterOS 6 uses one of several equally distant routes only.',
      whatToDo: `Write them as one route: gateway=${[...active, ...equals].flatMap((route) => route.gateways.map(({ text }) => text)).join(',')}`,
    };
  const distances = new Set(inMain.map(({ distance }) => distance));
  if (inMain.length > 1 && distances.size > 1)
    return {
      ...{ title, state: 'failed', evidence },
      why: `The routes have different distances (${[...distances].join(', ')}): the nearest takes all, the others only wait for it to fail.`,
      whatToDo:
        'Give them the same distance, or share connections by marks (PCC) with a routing table for each uplink.',
    };
  return {
    ...{ title, state: 'failed', evidence },
    why: `Only ${gateways.length === 0 ? 'no' : 'one'} gateway is in use, and no mangle rule sends anything elsewhere.`,
    whatToDo:
      inMain.length > 1
        ? 'Bring the other uplink back: see “Are the default routes active” above.'
        : 'Add a default route for each uplink with the same distance, or PCC rules with a routing table for each.',
  };
}
