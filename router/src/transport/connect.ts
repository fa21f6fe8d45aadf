import { isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { ApiConnection } from './api-connection';
import { logIn } from './api-login';
import { CONNECT_TIMEOUT_MS, type ConnectOptions, explainFailure, refuseUnsafe, withTimeout } from './connect-attempt';
import { RouterIdentityError } from './connection-errors';
import { connectRest } from './rest-connection';
import type { RouterConnection } from './router-connection';
import { checkIdentity, noCertificate, type Protocol, serviceOf, tlsOptions } from './trust';

/** Connects and logs in. Rejects with a {@link RouterError} that says what to do. */
export async function connectRouter(options: ConnectOptions): Promise<RouterConnection> {
  if (options.protocol === 'rest') return connectRest(options);
  refuseUnsafe(options);
  const { host, tls } = options;
  const service = serviceOf('api', tls !== undefined);
  const port = options.port ?? service.port;
  const inTime = <T>(work: Promise<T>) =>
    withTimeout(work, options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS, `${host}:${port}`, options.signal);
  const opened: ApiConnection[] = [];
  const open = async () => {
    const connection = new ApiConnection({ host, port, tls: tls ? tlsOptions(host, tls) : undefined });
    opened.push(connection);
    await inTime(connection.connected);
    if (tls) checkIdentity(connection.connector.socket as TLSSocket, tls, host, service.name);
    return connection;
  };
  try {
    return await logIn(open, options, `${host}:${port}`, inTime);
  } catch (error) {
    await Promise.all(opened.map((connection) => connection.close()));
    throw explainFailure(error, host, port, service.name, tls !== undefined);
  }
}

/** The SHA-256 fingerprint of the certificate that a router shows, read without logging in. */
export async function readCertificate(
  host: string,
  port?: number,
  protocol: Protocol = 'api',
  timeoutMs = CONNECT_TIMEOUT_MS,
): Promise<{ readonly sha256: string; readonly subject: string; readonly validTo: string }> {
  const service = serviceOf(protocol, true);
  const at = port ?? service.port;
  const socket = connectTls({ host, port: at, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }) });
  try {
    await withTimeout(
      new Promise<void>((resolve, reject) => {
        socket.once('secureConnect', resolve);
        socket.once('error', reject);
        socket.once('close', () => reject(new Error('the connection was closed')));
      }),
      timeoutMs,
      `${host}:${at}`,
    );
    const certificate = socket.getPeerCertificate();
    if (!certificate.fingerprint256) throw new RouterIdentityError(noCertificate(service.name), undefined);
    return {
      sha256: certificate.fingerprint256,
      subject: String(certificate.subject?.CN ?? ''),
      validTo: certificate.valid_to,
    };
  } catch (error) {
    throw explainFailure(error, host, at, service.name, true);
  } finally {
    socket.destroy();
  }
}
