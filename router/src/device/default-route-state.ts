import type { Row } from '../transport/router-connection';
import { isSet, numberOf } from './router-questions';

/**
 * What a router makes of a default route. `active`: it is used. `standby`: it could be, a nearer one is. `dead`: its
 * gateway does not answer check-gateway, or (RouterOS 6) can't be reached. `unresolved`: nothing tells which interface
 * leads to its gateway. `disabled`: switched off.
 */
export type RouteUse = 'active' | 'standby' | 'dead' | 'unresolved' | 'disabled';

/** One next hop as the router sees it. */
export interface GatewayState {
  /** As the route names it: an address, an interface, `address%interface`. */
  readonly text: string;
  /** The interface that leads there; undefined where the router has none. */
  readonly interface: string | undefined;
  /** Undefined where the router does not tell. */
  readonly isReachable: boolean | undefined;
}

export interface DefaultRouteState {
  readonly use: RouteUse;
  /** The routing table (RouterOS 6: the routing mark); `main` where none is named. */
  readonly table: string;
  readonly distance: number | undefined;
  readonly gateways: readonly GatewayState[];
  /** Several active routes, or gateways, share the traffic. */
  readonly isEcmp: boolean;
  /** Made by a client, not by the configuration. */
  readonly isDynamic: boolean;
  readonly isFromDhcp: boolean;
  /** `ping`, `arp`; undefined where nothing watches the gateway. */
  readonly checkGateway: string | undefined;
  readonly comment: string;
}

const COMMON = [...['dst-address', 'gateway', 'distance', 'comment', 'disabled', 'active', 'dynamic', 'check-gateway']];
const SEVEN = ['inactive', 'ecmp', 'dhcp', 'immediate-gw', 'routing-table', 'blackhole'];
const SIX = ['gateway-status', 'routing-mark', 'type'];

/** What is asked of `/ip/route/print` of a router of that main version. */
export function routeProperties(major: number): readonly string[] {
  return [...COMMON, ...(major < 7 ? SIX : SEVEN)];
}

/** Reads the default routes out of what the router of that main version answered. */
export function readDefaultRoutes(rows: readonly Row[], major: number): readonly DefaultRouteState[] {
  return rows
    .filter((row) => !isSet(row['blackhole']) && (row['type'] ?? 'unicast') === 'unicast')
    .map((row) => (major < 7 ? routeOfSix(row) : routeOfSeven(row)));
}

function common(row: Row): Omit<DefaultRouteState, 'use' | 'gateways' | 'isEcmp' | 'isFromDhcp' | 'table'> {
  const check = row['check-gateway'];
  return {
    distance: numberOf(row['distance']),
    isDynamic: isSet(row['dynamic']),
    checkGateway: check === undefined || check === '' || check === 'none' ? undefined : check,
    comment: row['comment'] ?? '',
  };
}

/** RouterOS 7: `immediate-gw=172.17.0.1%ether1`, empty where the next hop can't be resolved; flags say the rest. */
function routeOfSeven(row: Row): DefaultRouteState {
  const written = listOf(row['gateway']);
  const immediate = listOf(row['immediate-gw']);
  const isActive = isSet(row['active']);
  const use = isSet(row['disabled'])
    ? 'disabled'
    : isActive
      ? 'active'
      : row['immediate-gw'] !== undefined && immediate.length === 0
        ? 'unresolved'
        : isSet(row['inactive'])
          ? immediate.length === 0
            ? 'unresolved'
            : 'dead'
          : 'standby';
  return {
    ...common(row),
    use,
    table: row['routing-table'] || 'main',
    gateways: (written.length > 0 ? written : immediate).map((text, at) => ({
      text,
      interface: interfaceOf(immediate[at] ?? (immediate.length === 1 ? immediate[0] : undefined)),
      isReachable: use === 'active' ? true : use === 'dead' || use === 'unresolved' ? false : undefined,
    })),
    isEcmp: isSet(row['ecmp']),
    isFromDhcp: isSet(row['dhcp']),
  };
}

/** RouterOS 6: `gateway-status=172.17.0.1 reachable via  ether2`, with two blanks; one for each gateway. */
function routeOfSix(row: Row): DefaultRouteState {
  const told = listOf(row['gateway-status']).map(readGatewayStatus);
  const gateways = listOf(row['gateway']).map(
    (text, at): GatewayState =>
      told[at] ?? { text, interface: undefined, isReachable: isSet(row['active']) ? true : undefined },
  );
  const isDead = gateways.length > 0 && gateways.every(({ isReachable }) => isReachable === false);
  const use = isSet(row['disabled']) ? 'disabled' : isSet(row['active']) ? 'active' : isDead ? 'dead' : 'standby';
  return {
    ...common(row),
    use,
    table: row['routing-mark'] || 'main',
    gateways,
    isEcmp: gateways.filter(({ isReachable }) => isReachable !== false).length > 1,
    isFromDhcp: false,
  };
}

/** `10.1.1.1 recursive via 172.16.0.1 ether2`, `pppoe-out1 reachable`, `172.17.0.1 unreachable`. */
function readGatewayStatus(text: string): GatewayState {
  const [gateway = '', state = '', ...rest] = text.trim().split(/\s+/);
  const isReachable =
    state === 'reachable' || state === 'recursive' ? true : state === 'unreachable' ? false : undefined;
  const via = rest[0] === 'via' ? rest[rest.length - 1] : undefined;
  const own = /^\d/.test(gateway) ? undefined : gateway;
  return { text: gateway, interface: via ?? (isReachable ? (interfaceOf(gateway) ?? own) : undefined), isReachable };
}

function interfaceOf(immediate: string | undefined): string | undefined {
  if (immediate === undefined) return undefined;
  const at = immediate.indexOf('%');
  if (at >= 0) return immediate.slice(at + 1) || undefined;
  return /^[\d.]+$|:/.test(immediate) ? undefined : immediate;
}

function listOf(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').filter((part) => part.trim() !== '');
}
