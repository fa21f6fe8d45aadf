import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection, Row } from '../transport/router-connection';
import { serviceOf } from '../transport/trust';
import type { ManagementPath } from './predict-management';

/**
 * How this machine is connected, as the router sees it: behind NAT its address there is another than here, and where a port
 * is forwarded to the router, so are the router's address and port. Undefined where neither side tells. Rejects where the
 * connection ends.
 */
export async function readManagementPath(
  connection: RouterConnection,
  user: string,
): Promise<ManagementPath | undefined> {
  const { remote } = connection;
  const service = serviceOf(remote.protocol ?? 'api', remote.tls).name;
  const seen = await seenAddress(connection, user);
  const localAddress = seen ?? remote.localAddress;
  if (localAddress === undefined || remote.address === undefined) return undefined;
  const here = { localAddress: plain(localAddress), service, user } as const;
  const direct = { remoteAddress: plain(remote.address), port: remote.port };
  const forwarded = await forwardedEnd(connection, service, here.localAddress, direct);
  if (forwarded) return { ...here, ...forwarded };
  return { ...here, ...direct, port: (await servicePort(connection, service)) ?? direct.port };
}

/** Where a service listens now: a port that is forwarded on the way is another one here than there. */
async function servicePort(connection: RouterConnection, service: string): Promise<number | undefined> {
  const rows = await rowsOf(connection, ['/ip/service/print', `?name=${service}`]);
  const [port, ...more] = new Set(rows.filter(({ dynamic }) => dynamic !== 'true').map((row) => Number(row['port'])));
  return port && more.length === 0 ? port : undefined;
}

interface RouterEnd {
  readonly remoteAddress: string;
  readonly port: number;
}

/**
 * The address and port of the router that a forwarded connection arrives at, as its connection tracking has them; undefined
 * where nothing is forwarded, or it can't be told. The table may be long: it is asked for exact ends only.
 */
async function forwardedEnd(
  connection: RouterConnection,
  service: string,
  client: string,
  direct: RouterEnd,
): Promise<RouterEnd | undefined> {
  const isV6 = direct.remoteAddress.includes(':');
  if (isV6) return undefined;
  const services = await rowsOf(connection, ['/ip/service/print', `?name=${service}`, '=.proplist=port']);
  const addresses = await rowsOf(connection, ['/ip/address/print', '=.proplist=address']);
  const own = addresses.map(({ address = '' }) => address.split('/')[0] ?? '').filter(Boolean);
  const port = services.find((row) => row['port'])?.['port'];
  if (port === undefined || own.length === 0) return undefined;
  if (own.includes(direct.remoteAddress) && Number(port) === direct.port) return undefined;
  const ends = own.map((address) => `?reply-src-address=${address}:${port}`);
  const rows = await rowsOf(connection, [
    '/ip/firewall/connection/print',
    ...ends,
    ...ends.slice(1).map(() => '?#|'),
    '=.proplist=src-address,dst-address',
  ]);
  const met = new Set(
    rows.filter((row) => endOf(row['src-address'])?.remoteAddress === client).map((row) => row['dst-address']),
  );
  const [only, ...more] = met;
  return more.length === 0 ? endOf(only) : undefined;
}

/** `192.0.2.1:8728`. */
function endOf(text = ''): RouterEnd | undefined {
  const at = text.lastIndexOf(':');
  return at < 0 ? undefined : { remoteAddress: text.slice(0, at), port: Number(text.slice(at + 1)) };
}

/** What a `print` answers; nothing where the router refuses it. */
async function rowsOf(connection: RouterConnection, words: readonly string[]): Promise<readonly Row[]> {
  try {
    return (await connection.talk(words)).rows;
  } catch (error) {
    if (error instanceof RouterTrapError) return [];
    throw error;
  }
}

/** The one address from which the user is logged in by the API or REST; undefined where there are several, or the router does not tell. */
async function seenAddress(connection: RouterConnection, user: string): Promise<string | undefined> {
  const rows = await rowsOf(connection, ['/user/active/print', `?name=${user}`]);
  const addresses = new Set(rows.filter(({ via = '' }) => /^(api|rest)/.test(via)).map((row) => row['address']));
  const [address, ...more] = addresses;
  return more.length === 0 ? address : undefined;
}

/** An IPv4 address that Node writes as an IPv6 one is an IPv4 address. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
