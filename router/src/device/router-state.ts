import { compareRouterOsVersions } from '../../../server/src/base/routeros-version';
import type { RouterConnection, Row } from '../transport/router-connection';
import { type DefaultRouteState, readDefaultRoutes, routeProperties } from './default-route-state';
import { type LogLine, linesOfGateways } from './gateway-log';
import type { RouterInfo } from './router-info';
import { isSet, numberOf, RouterQuestions, STATS } from './router-questions';
import { RULE_PROPERTIES, type RuleCounters, readRuleCounters } from './rule-counters';
import { connectionMarks, uplinkInterfaces } from './uplink-interfaces';

export interface InterfaceState {
  readonly name: string;
  /** `ether`, `bridge`, `pppoe-out` … */
  readonly type: string;
  readonly isRunning: boolean;
  readonly isDisabled: boolean;
  readonly comment: string;
  /** How often its link went down since the router started; undefined where the router does not count. */
  readonly linkDowns: number | undefined;
  /** Undefined where the router does not count. */
  readonly rxBytes: number | undefined;
  readonly txBytes: number | undefined;
}

export interface DhcpClientState {
  readonly interface: string;
  readonly isDisabled: boolean;
  /** The router's word: `bound`, `searching...`, `error` … */
  readonly status: string;
  readonly address: string;
  readonly gateway: string;
  readonly addsDefaultRoute: boolean;
}

export interface PppoeClientState {
  readonly name: string;
  readonly interface: string;
  readonly isRunning: boolean;
  readonly isDisabled: boolean;
  readonly addsDefaultRoute: boolean;
}

export interface NetwatchState {
  readonly host: string;
  readonly comment: string;
  readonly isDisabled: boolean;
  /** `up`, `down`, `unknown`. */
  readonly status: string;
  /** The time of the last change, as the router writes it. */
  readonly since: string;
}

export interface ResourceState {
  /** Percent. */
  readonly cpuLoad: number | undefined;
  /** Bytes. */
  readonly freeMemory: number | undefined;
  readonly totalMemory: number | undefined;
  /** As the router writes it: `2d3h`. */
  readonly uptime: string;
}

export interface DnsState {
  /** What the configuration names. */
  readonly servers: readonly string[];
  /** What DHCP or PPP gave. */
  readonly dynamicServers: readonly string[];
  readonly usesDoh: boolean;
  readonly allowsRemoteRequests: boolean;
}

/** How many tracked connections carry each mark now. */
export interface MarkCounts {
  readonly total: number | undefined;
  readonly byMark: ReadonlyMap<string, number>;
}

export interface TrafficState {
  readonly interface: string;
  readonly rxBitsPerSecond: number;
  readonly txBitsPerSecond: number;
}

export interface TrackingState {
  /** `auto`, `yes`, `no`. */
  readonly enabled: string;
  readonly entries: number | undefined;
  readonly maximum: number | undefined;
}

/**
 * What a running router told, at one time. A part that it refused is undefined, and `refused` has its words. No
 * password, key or community is ever asked for.
 */
export interface RouterState {
  readonly info: RouterInfo;
  readonly routes: readonly DefaultRouteState[] | undefined;
  readonly interfaces: readonly InterfaceState[] | undefined;
  readonly listMembers: readonly { readonly list: string; readonly interface: string }[] | undefined;
  readonly dhcpClients: readonly DhcpClientState[] | undefined;
  readonly pppoeClients: readonly PppoeClientState[] | undefined;
  readonly netwatch: readonly NetwatchState[] | undefined;
  readonly nat: readonly RuleCounters[] | undefined;
  readonly mangle: readonly RuleCounters[] | undefined;
  readonly filter: readonly RuleCounters[] | undefined;
  readonly resource: ResourceState | undefined;
  readonly dns: DnsState | undefined;
  readonly marks: MarkCounts | undefined;
  readonly traffic: readonly TrafficState[] | undefined;
  readonly tracking: TrackingState | undefined;
  /** `strict`, `loose`, `no`: whether a packet must come in where its source is routed to. */
  readonly rpFilter: string | undefined;
  /** The mail server that scripts send over; an empty one is not set up. */
  readonly mail: { readonly server: string } | undefined;
  readonly log: readonly LogLine[] | undefined;
  readonly refused: Readonly<Partial<Record<StatePart, string>>>;
}

export type StatePart = Exclude<keyof RouterState, 'info' | 'refused'>;

const INTERFACE = ['name', 'type', 'running', 'disabled', 'comment', 'link-downs', 'rx-byte', 'tx-byte'];
const DHCP = ['interface', 'disabled', 'status', 'address', 'gateway', 'add-default-route'];
const PPPOE = ['name', 'interface', 'running', 'disabled', 'add-default-route'];
const NETWATCH = ['host', 'comment', 'disabled', 'status', 'since'];
const RESOURCE = ['cpu-load', 'free-memory', 'total-memory', 'uptime'];
const DNS = ['servers', 'dynamic-servers', 'use-doh-server', 'allow-remote-requests'];
const TRAFFIC = ['name', 'rx-bits-per-second', 'tx-bits-per-second'];
const TRACKING = ['enabled', 'total-entries', 'max-entries'];

/** Default routes in one query: everything, and its two halves. */
const DEFAULT_ROUTES = ['?dst-address=0.0.0.0/0', '?dst-address=0.0.0.0/1', '?dst-address=128.0.0.0/1', '?#||'];
/** More marks than this are not counted one by one. */
const MOST_MARKS = 32;

/** Asks a router for its state, changing nothing. Rejects with a RouterError where the connection ends. */
export async function readRouterState(
  connection: RouterConnection,
  info: RouterInfo,
  signal?: AbortSignal,
): Promise<RouterState> {
  const questions = new RouterQuestions<StatePart>(connection, signal);
  const table = (part: 'nat' | 'mangle' | 'filter') =>
    questions.rows(part, `/ip/firewall/${part}/print`, RULE_PROPERTIES, STATS).then(mapped(readRuleCounters));
  const [routes, interfaces, listMembers, dhcpClients, pppoeClients, netwatch, nat, mangle, filter] = await Promise.all(
    [
      questions
        .rows('routes', '/ip/route/print', routeProperties(info.version.major), ...DEFAULT_ROUTES)
        .then(mapped((rows) => readDefaultRoutes(rows, info.version.major))),
      questions.rows('interfaces', '/interface/print', INTERFACE).then(each(interfaceState)),
      questions
        .rows('listMembers', '/interface/list/member/print', ['list', 'interface', 'disabled'])
        .then(mapped((rows) => rows.filter((row) => !isSet(row['disabled'])).map(listMember))),
      questions.rows('dhcpClients', '/ip/dhcp-client/print', DHCP).then(each(dhcpClient)),
      questions.rows('pppoeClients', '/interface/pppoe-client/print', PPPOE).then(each(pppoeClient)),
      questions.rows('netwatch', '/tool/netwatch/print', NETWATCH).then(each(netwatchState)),
      table('nat'),
      table('mangle'),
      table('filter'),
    ],
  );
  const [resource, dns, tracking, settings, mail, log, marks] = await Promise.all([
    questions.rows('resource', '/system/resource/print', RESOURCE).then(first(resourceState)),
    questions.rows('dns', '/ip/dns/print', DNS).then(first(dnsState)),
    questions.rows('tracking', '/ip/firewall/connection/tracking/print', TRACKING).then(first(trackingState)),
    questions.rows('rpFilter', '/ip/settings/print', ['rp-filter']).then(first((row) => row['rp-filter'])),
    questions
      .rows('mail', '/tool/e-mail/print', [mailProperty(info)])
      .then(first((row) => mailState(row[mailProperty(info)]))),
    questions.rows('log', '/log/print', ['time', 'topics', 'message']).then(mapped((rows) => linesOfGateways(rows))),
    countMarks(questions, connectionMarks(mangle ?? [])),
  ]);
  const known = { routes, dhcpClients, pppoeClients };
  const traffic = await monitorTraffic(questions, uplinkInterfaces(known));
  return {
    info,
    ...{ ...known, interfaces, listMembers, netwatch, nat, mangle, filter, resource, dns, marks, traffic, tracking },
    ...{ rpFilter: settings, mail, log, refused: questions.refused },
  };
}

async function countMarks(
  questions: RouterQuestions<StatePart>,
  names: readonly string[],
): Promise<MarkCounts | undefined> {
  const print = '/ip/firewall/connection/print';
  const total = await questions.count('marks', print);
  const byMark = new Map<string, number>();
  for (const name of names.slice(0, MOST_MARKS)) {
    const count = await questions.count('marks', print, `?connection-mark=${name}`);
    if (count !== undefined) byMark.set(name, count);
  }
  return total === undefined && byMark.size < names.length ? undefined : { total, byMark };
}

async function monitorTraffic(
  questions: RouterQuestions<StatePart>,
  interfaces: readonly string[],
): Promise<readonly TrafficState[] | undefined> {
  if (interfaces.length === 0) return [];
  const words = ['/interface/monitor-traffic', `=interface=${interfaces.join(',')}`, '=once='];
  return each((row: Row) => ({
    interface: row['name'] ?? '',
    rxBitsPerSecond: numberOf(row['rx-bits-per-second']) ?? 0,
    txBitsPerSecond: numberOf(row['tx-bits-per-second']) ?? 0,
  }))(await questions.run('traffic', words, TRAFFIC));
}

function interfaceState(row: Row): InterfaceState {
  return {
    name: row['name'] ?? '',
    type: row['type'] ?? '',
    isRunning: isSet(row['running']),
    isDisabled: isSet(row['disabled']),
    comment: row['comment'] ?? '',
    linkDowns: numberOf(row['link-downs']),
    rxBytes: numberOf(row['rx-byte']),
    txBytes: numberOf(row['tx-byte']),
  };
}

function listMember(row: Row): { list: string; interface: string } {
  return { list: row['list'] ?? '', interface: row['interface'] ?? '' };
}

function dhcpClient(row: Row): DhcpClientState {
  return {
    interface: row['interface'] ?? '',
    isDisabled: isSet(row['disabled']),
    status: row['status'] ?? '',
    address: row['address'] ?? '',
    gateway: row['gateway'] ?? '',
    addsDefaultRoute: !['no', 'false'].includes(row['add-default-route'] ?? 'yes'),
  };
}

function pppoeClient(row: Row): PppoeClientState {
  return {
    name: row['name'] ?? '',
    interface: row['interface'] ?? '',
    isRunning: isSet(row['running']),
    isDisabled: isSet(row['disabled']),
    addsDefaultRoute: isSet(row['add-default-route']),
  };
}

function netwatchState(row: Row): NetwatchState {
  return {
    host: row['host'] ?? '',
    comment: row['comment'] ?? '',
    isDisabled: isSet(row['disabled']),
    status: row['status'] ?? 'unknown',
    since: row['since'] ?? '',
  };
}

function resourceState(row: Row): ResourceState {
  return {
    cpuLoad: numberOf(row['cpu-load']),
    freeMemory: numberOf(row['free-memory']),
    totalMemory: numberOf(row['total-memory']),
    uptime: row['uptime'] ?? '',
  };
}

function dnsState(row: Row): DnsState {
  const list = (value: string | undefined) => (value ?? '').split(',').filter((server) => server !== '');
  return {
    servers: list(row['servers']),
    dynamicServers: list(row['dynamic-servers']),
    usesDoh: (row['use-doh-server'] ?? '') !== '',
    allowsRemoteRequests: isSet(row['allow-remote-requests']),
  };
}

function trackingState(row: Row): TrackingState {
  return {
    enabled: row['enabled'] ?? '',
    entries: numberOf(row['total-entries']),
    maximum: numberOf(row['max-entries']),
  };
}

/** `server` since RouterOS 7.12, `address` before. */
function mailProperty({ version }: RouterInfo): 'server' | 'address' {
  return compareRouterOsVersions(version, { major: 7, minor: 12 }) >= 0 ? 'server' : 'address';
}

/** `0.0.0.0` is what a router has that nobody set up. */
function mailState(server: string | undefined): { server: string } {
  return { server: server === undefined || server === '0.0.0.0' || server === '::' ? '' : server };
}

type Rows = readonly Row[] | undefined;

function mapped<T>(read: (rows: readonly Row[]) => T): (rows: Rows) => T | undefined {
  return (rows) => rows && read(rows);
}
function each<T>(read: (row: Row) => T): (rows: Rows) => readonly T[] | undefined {
  return (rows) => rows?.map(read);
}
/** Of a menu that holds settings. */
function first<T>(read: (row: Row) => T): (rows: Rows) => T | undefined {
  return (rows) => (rows?.[0] ? read(rows[0]) : undefined);
}
