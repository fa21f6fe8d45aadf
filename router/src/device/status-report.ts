import type { RouteUse } from './default-route-state';
import { type LiveShares, markShares, newConnectionShares, uplinkTraffic } from './live-shares';
import type { RouterState, StatePart } from './router-state';
import { countedSince, describeRule } from './rule-counters';
import { uplinkInterfaces } from './uplink-interfaces';

/** One line of a status view. */
export interface StatusRow {
  readonly label: string;
  readonly text: string;
  /** `plain` where there is nothing to judge. */
  readonly state: 'ok' | 'doubtful' | 'failed' | 'plain';
  /** From 0 to 1, for a bar; undefined where it is no share. */
  readonly part: number | undefined;
}

export interface StatusSection {
  /** Stable, for views that keep what is unfolded. */
  readonly id: string;
  readonly title: string;
  readonly rows: readonly StatusRow[];
}

/** A router's state as sections and lines. With an earlier reading, shares and counters of the time between. */
export function statusReport(state: RouterState, earlier: RouterState | undefined): readonly StatusSection[] {
  return [
    { id: 'router', title: 'Router', rows: routerRows(state) },
    { id: 'uplinks', title: 'Uplinks', rows: uplinkRows(state) },
    { id: 'routes', title: 'Default routes', rows: routeRows(state) },
    { id: 'shares', title: 'Shares', rows: shareRows(state, earlier) },
    { id: 'netwatch', title: 'Netwatch', rows: netwatchRows(state) },
    { id: 'nat', title: 'NAT', rows: ruleRows(state, earlier, 'nat') },
    { id: 'mangle', title: 'Mangle', rows: ruleRows(state, earlier, 'mangle') },
    { id: 'services', title: 'DNS and e-mail', rows: serviceRows(state) },
    { id: 'log', title: 'Log of gateways', rows: logRows(state) },
  ].filter(({ rows }) => rows.length > 0);
}

function row(label: string, text: string, state: StatusRow['state'] = 'plain', part?: number): StatusRow {
  return { label, text, state, part };
}

/** The part of the state was refused. */
function refusal({ refused }: RouterState, part: StatePart): readonly StatusRow[] {
  return [row('not told', `“${refused[part] ?? 'no answer'}”`)];
}

function routerRows(state: RouterState): readonly StatusRow[] {
  const { info, resource } = state;
  const rows = [row('identity', info.identity), row('version', `RouterOS ${info.versionText}`)];
  if (info.board) rows.push(row('board', info.board));
  if (!resource) return [...rows, ...refusal(state, 'resource')];
  const { cpuLoad, freeMemory, totalMemory, uptime } = resource;
  if (cpuLoad !== undefined) rows.push(row('CPU', `${cpuLoad} %`, cpuLoad >= 85 ? 'failed' : 'ok', cpuLoad / 100));
  if (freeMemory !== undefined && totalMemory !== undefined && totalMemory > 0) {
    const used = (totalMemory - freeMemory) / totalMemory;
    rows.push(row('memory used', `${Math.round(used * 100)} %`, used > 0.95 ? 'doubtful' : 'ok', used));
  }
  if (uptime) rows.push(row('uptime', uptime));
  return rows;
}

function uplinkRows(state: RouterState): readonly StatusRow[] {
  const { interfaces, dhcpClients, pppoeClients, traffic } = state;
  const rows = uplinkInterfaces(state).map((name) => {
    const port = interfaces?.find((each) => each.name === name);
    const lease = dhcpClients?.find((each) => each.interface === name && !each.isDisabled);
    const dialup = pppoeClients?.find((each) => each.name === name);
    const flow = traffic?.find((each) => each.interface === name);
    const isDown = port !== undefined && (port.isDisabled || !port.isRunning);
    const isUnbound = (lease !== undefined && lease.status !== 'bound') || dialup?.isRunning === false;
    const dead = deadGateways(state, name);
    const words = [
      ...(port ? [port.isDisabled ? 'disabled' : port.isRunning ? 'running' : 'no link'] : []),
      ...(lease ? [`DHCP ${lease.status || 'unknown'}${lease.address ? ` ${lease.address}` : ''}`] : []),
      ...(dialup ? [dialup.isRunning ? 'PPPoE connected' : 'PPPoE not connected'] : []),
      ...(dead.length > 0 ? [`gateway ${dead.join(', ')} can’t be used`] : []),
      ...(flow ? [`${megabits(flow.rxBitsPerSecond)} in, ${megabits(flow.txBitsPerSecond)} out`] : []),
    ];
    return row(
      name,
      words.join(', '),
      isDown || isUnbound || dead.length > 0 ? 'failed' : port || lease ? 'ok' : 'plain',
    );
  });
  if (rows.length > 0) return rows;
  const [untold] = (['routes', 'dhcpClients'] as const).filter((part) => state[part] === undefined);
  return untold ? refusal(state, untold) : [row('none', 'no interface leads to the Internet', 'failed')];
}

/** The gateways of an uplink of which no route can be used. */
function deadGateways({ routes }: RouterState, name: string): readonly string[] {
  const own = (routes ?? []).filter(
    ({ gateways, use }) => use !== 'disabled' && gateways.some((gateway) => gateway.interface === name),
  );
  if (own.some(({ use }) => use === 'active' || use === 'standby')) return [];
  const texts = own.flatMap(({ gateways }) => gateways.map(({ text }) => text));
  return [...new Set(texts)];
}

const STATE_OF_ROUTE: Readonly<Record<RouteUse, StatusRow['state']>> = {
  ...{ active: 'ok', standby: 'plain', disabled: 'plain', dead: 'failed', unresolved: 'failed' },
};

function routeRows(state: RouterState): readonly StatusRow[] {
  if (!state.routes) return refusal(state, 'routes');
  if (state.routes.length === 0) return [row('none', 'the router has no default route', 'failed')];
  return state.routes.map(({ gateways, use, table, distance, isEcmp, isFromDhcp, checkGateway, comment }) => {
    const words = [
      use,
      ...(table === 'main' ? [] : [`table ${table}`]),
      `distance ${distance ?? '?'}`,
      ...gateways.flatMap((gateway) =>
        gateway.interface && gateway.interface !== gateway.text ? [gateway.interface] : [],
      ),
      ...gateways.flatMap((gateway) =>
        gateway.isReachable === false && use === 'active' ? [`${gateway.text} not reachable`] : [],
      ),
      ...(isEcmp ? ['ECMP'] : []),
      ...(isFromDhcp ? ['from DHCP'] : []),
      ...(checkGateway ? [`check-gateway=${checkGateway}`] : []),
      ...(comment ? [`“${comment}”`] : []),
    ];
    const isHalf = gateways.some(({ isReachable }) => isReachable === false);
    const judged = use === 'active' && isHalf ? 'doubtful' : STATE_OF_ROUTE[use];
    return row(gateways.map(({ text }) => text).join(', ') || 'no gateway', words.join(', '), judged);
  });
}

function shareRows(state: RouterState, earlier: RouterState | undefined): readonly StatusRow[] {
  const rows = [...barRows(markShares(state), 'connections')];
  if (!earlier) return rows;
  const fresh = barRows(newConnectionShares(earlier, state), 'new connections');
  return [...rows, ...fresh, ...barRows(uplinkTraffic(earlier, state), 'bytes')];
}

function barRows(shares: LiveShares | undefined, what: string): readonly StatusRow[] {
  if (!shares || shares.shares.length < 2) return [];
  return shares.shares.map(({ name, amount, part }) =>
    row(name, `${Math.round(part * 100)} % (${amount} ${what})`, 'plain', part),
  );
}

function netwatchRows(state: RouterState): readonly StatusRow[] {
  if (!state.netwatch) return refusal(state, 'netwatch');
  return state.netwatch.map(({ host, comment, status, since, isDisabled }) =>
    row(
      `${host}${comment ? ` (${comment})` : ''}`,
      isDisabled ? 'disabled' : `${status}${since ? ` since ${since}` : ''}`,
      isDisabled ? 'plain' : status === 'up' ? 'ok' : status === 'down' ? 'failed' : 'doubtful',
    ),
  );
}

function ruleRows(state: RouterState, earlier: RouterState | undefined, table: 'nat' | 'mangle'): readonly StatusRow[] {
  const rules = state[table];
  if (!rules) return refusal(state, table);
  // A NAT rule meets only the first packet of a connection.
  const unit = table === 'nat' ? 'connections' : 'packets';
  const old = new Map(earlier?.[table]?.map((rule) => [rule.id, rule.packets]));
  return rules.map((rule) => {
    const moved = earlier ? countedSince(old.get(rule.id) ?? 0, rule.packets) : 0;
    const counted = `${rule.packets} ${unit}, ${rule.bytes} bytes${earlier ? `; ${moved} ${unit} since the last reading` : ''}`;
    if (rule.isInvalid) return row(describeRule(rule), 'invalid', 'failed');
    return row(describeRule(rule), rule.isDisabled ? 'disabled' : counted);
  });
}

function serviceRows(state: RouterState): readonly StatusRow[] {
  const { dns, mail } = state;
  const servers = dns && [...dns.servers, ...dns.dynamicServers, ...(dns.usesDoh ? ['DNS over HTTPS'] : [])];
  return [
    ...(servers
      ? [row('DNS servers', servers.join(', ') || 'none', servers.length > 0 ? 'ok' : 'failed')]
      : refusal(state, 'dns')),
    ...(mail
      ? [row('e-mail', mail.server ? `sent over ${mail.server}` : 'no mail server is set: scripts can’t send mail')]
      : refusal(state, 'mail')),
  ];
}

function logRows(state: RouterState): readonly StatusRow[] {
  if (!state.log) return refusal(state, 'log');
  return state.log.slice(-5).map(({ time, topics, message }) => row(time, `${topics}: ${message}`));
}

function megabits(bits: number): string {
  return `${(bits / 1e6).toFixed(1)} Mbit/s`;
}
