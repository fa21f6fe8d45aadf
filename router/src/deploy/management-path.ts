import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';
import type { ManagementPath } from './predict-management';

/**
 * How this machine is connected, as the router sees it: behind NAT its address there is another than here. Undefined where
 * neither side tells. Rejects where the connection ends.
 */
export async function readManagementPath(
  connection: RouterConnection,
  user: string,
): Promise<ManagementPath | undefined> {
  const { remote } = connection;
  const seen = await seenAddress(connection, user);
  const localAddress = seen ?? remote.localAddress;
  if (localAddress === undefined || remote.address === undefined) return undefined;
  const service = remote.tls ? 'api-ssl' : 'api';
  return {
    localAddress: plain(localAddress),
    remoteAddress: plain(remote.address),
    port: (await servicePort(connection, service)) ?? remote.port,
    service,
    user,
  };
}

/** Where a service listens now: a port that is forwarded on the way is another one here than there. */
async function servicePort(connection: RouterConnection, service: string): Promise<number | undefined> {
  try {
    const { rows } = await connection.talk(['/ip/service/print', `?name=${service}`]);
    const ports = new Set(rows.filter(({ dynamic }) => dynamic !== 'true').map((row) => Number(row['port'])));
    const [port, ...more] = ports;
    return port && more.length === 0 ? port : undefined;
  } catch (error) {
    if (error instanceof RouterTrapError) return undefined;
    throw error;
  }
}

/** The one address from which the user is logged in by the API; undefined where there are several, or the router does not tell. */
async function seenAddress(connection: RouterConnection, user: string): Promise<string | undefined> {
  try {
    const { rows } = await connection.talk(['/user/active/print', `?name=${user}`]);
    const addresses = new Set(rows.filter(({ via = '' }) => via.startsWith('api')).map((row) => row['address']));
    const [address, ...more] = addresses;
    return more.length === 0 ? address : undefined;
  } catch (error) {
    if (error instanceof RouterTrapError) return undefined;
    throw error;
  }
}

/** An IPv4 address that Node writes as an IPv6 one is an IPv4 address. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
