import { parseIpv4 } from '../../../server/src/base/ip-address';
import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';
import { numberOf } from './router-questions';
import type { RouterState } from './router-state';

/** What came of an attempt: it worked, it failed, or the router did not want to try. */
export type ProbeResult = 'answered' | 'silent' | 'refused';

export interface Probe {
  /** The address that was pinged, or the name that was resolved. */
  readonly target: string;
  readonly result: ProbeResult;
  /** The router's words or numbers: `2 of 3 answered`. */
  readonly text: string;
}

export interface Probes {
  readonly gateways: readonly Probe[];
  /** The DNS servers that the router asks. */
  readonly dnsServers: readonly Probe[];
  readonly name: Probe;
}

const PINGS = 3;
const MOST_TARGETS = 8;

/**
 * Has the router ping its gateways and DNS servers and resolve a name. This sends packets from the router, and nothing
 * is changed. Takes some seconds. Rejects with a RouterError where the connection ends.
 */
export async function probeUplinks(
  connection: RouterConnection,
  state: RouterState,
  name = 'mikrotik.com',
): Promise<Probes> {
  const gateways = (state.routes ?? []).flatMap((route) => route.gateways.map(({ text }) => text.split('%')[0] ?? ''));
  const leased = (state.dhcpClients ?? []).map(({ gateway }) => gateway);
  const servers = [...(state.dns?.servers ?? []), ...(state.dns?.dynamicServers ?? [])];
  const pingAll = (targets: readonly string[]) =>
    Promise.all(addressesOf(targets).map((target) => ping(connection, target)));
  const [pingedGateways, pingedServers, resolved] = await Promise.all([
    pingAll([...gateways, ...leased]),
    pingAll(servers),
    resolve(connection, name),
  ]);
  return { gateways: pingedGateways, dnsServers: pingedServers, name: resolved };
}

function addressesOf(targets: readonly string[]): readonly string[] {
  return [...new Set(targets)].filter((text) => parseIpv4(text) !== undefined).slice(0, MOST_TARGETS);
}

async function ping(connection: RouterConnection, target: string): Promise<Probe> {
  return attempt(target, async () => {
    const { rows } = await connection.talk(['/ping', `=address=${target}`, `=count=${PINGS}`]);
    const received = numberOf(rows[rows.length - 1]?.['received']) ?? 0;
    return {
      target,
      result: received > 0 ? 'answered' : 'silent',
      text: `${received} of ${PINGS} pings answered`,
    };
  });
}

async function resolve(connection: RouterConnection, name: string): Promise<Probe> {
  return attempt(name, async () => {
    const { done } = await connection.talk(['/resolve', `=domain-name=${name}`]);
    return { target: name, result: 'answered', text: done['ret'] ?? '' };
  });
}

async function attempt(target: string, work: () => Promise<Probe>): Promise<Probe> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RouterTrapError)) throw error;
    const isRefusal = /no such command|permission|unknown parameter/.test(error.message);
    return { target, result: isRefusal ? 'refused' : 'silent', text: error.message };
  }
}
