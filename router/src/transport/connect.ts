import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { ApiConnection } from './api-connection';
import {
  ConnectionRefusedError,
  ConnectTimeoutError,
  LoginRefusedError,
  RouterError,
  RouterIdentityError,
  RouterTrapError,
  UnsafeConnectionError,
} from './connection-errors';
import { isPublicHost } from './public-address';
import type { RouterConnection } from './router-connection';

/** How a router proves over TLS who it is: by a certificate authority, or by the fingerprint that was seen before. */
export type Trust =
  | { readonly kind: 'ca'; readonly ca?: string }
  | { readonly kind: 'fingerprint'; readonly sha256: string };

export interface ConnectOptions {
  readonly host: string;
  /** 8728, over TLS 8729, where absent. */
  readonly port?: number;
  /** Absent: no TLS. */
  readonly tls?: Trust;
  readonly user: string;
  readonly password: string;
  readonly connectTimeoutMs?: number;
  /** Lets a plain connection go to a public address, where everybody on the way can read the password. */
  readonly allowPlainToPublic?: boolean;
  readonly signal?: AbortSignal;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Connects and logs in. Rejects with a {@link RouterError} that says what to do. */
export async function connectRouter(options: ConnectOptions): Promise<RouterConnection> {
  const { host, tls } = options;
  if (!tls && isPublicHost(host) && !options.allowPlainToPublic)
    throw new UnsafeConnectionError(
      `${host} is a public address, and without TLS everybody on the way can read the password. Use TLS (port 8729), or connect through a VPN.`,
    );
  const port = options.port ?? (tls ? 8729 : 8728);
  const connection = new ApiConnection({ host, port, tls: tls ? tlsOptions(host, tls) : undefined });
  try {
    await withTimeout(
      connection.connected,
      options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      `${host}:${port}`,
      options.signal,
    );
    if (tls) checkIdentity(connection.connector.socket as TLSSocket, tls, host);
    await withTimeout(
      login(connection, options),
      options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      `${host}:${port}`,
      options.signal,
    );
    return connection;
  } catch (error) {
    await connection.close();
    throw explain(error, host, port, tls !== undefined);
  }
}

/** The SHA-256 fingerprint of the certificate that a router shows, read without logging in. */
export async function readCertificate(
  host: string,
  port = 8729,
  timeoutMs = CONNECT_TIMEOUT_MS,
): Promise<{ readonly sha256: string; readonly subject: string; readonly validTo: string }> {
  const socket = connectTls({ host, port, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }) });
  try {
    await withTimeout(
      new Promise<void>((resolve, reject) => {
        socket.once('secureConnect', resolve);
        socket.once('error', reject);
        socket.once('close', () => reject(new Error('the connection was closed')));
      }),
      timeoutMs,
      `${host}:${port}`,
    );
    const certificate = socket.getPeerCertificate();
    if (!certificate.fingerprint256) throw new RouterIdentityError(NO_CERTIFICATE, undefined);
    return {
      sha256: certificate.fingerprint256,
      subject: String(certificate.subject?.CN ?? ''),
      validTo: certificate.valid_to,
    };
  } catch (error) {
    throw explain(error, host, port, true);
  } finally {
    socket.destroy();
  }
}

const NO_CERTIFICATE =
  'The router offers TLS without a certificate, so nobody can tell whether it is yours. Make one on it: /certificate add name=api common-name=router; /certificate sign api; then /ip service set api-ssl certificate=api.';

function tlsOptions(host: string, trust: Trust): ConnectionOptions {
  const servername = isIP(host) ? {} : { servername: host };
  // A pinned certificate needs no authority; it is compared before the first sentence is sent.
  if (trust.kind === 'fingerprint') return { rejectUnauthorized: false, ...servername };
  return { rejectUnauthorized: true, ...servername, ...(trust.ca ? { ca: trust.ca } : {}) };
}

function checkIdentity(socket: TLSSocket, trust: Trust, host: string): void {
  if (trust.kind === 'ca') return;
  const actual = socket.getPeerCertificate().fingerprint256;
  if (!actual) throw new RouterIdentityError(NO_CERTIFICATE, undefined);
  if (normalize(actual) === normalize(trust.sha256)) return;
  throw new RouterIdentityError(
    `${host} shows another certificate than before. Either it was renewed, or somebody stands between you and the router. Nothing was sent. It shows SHA-256 ${actual}.`,
    actual,
  );
}

function normalize(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toUpperCase();
}

/**
 * Logs in the way of RouterOS 6.43 and later; a router that answers with a challenge is an older one, and gets the hash it
 * asks for. Such a router ignores the password of the first sentence, but has seen it: one more reason for TLS.
 */
async function login(connection: RouterConnection, { user, password }: ConnectOptions): Promise<void> {
  try {
    const answer = await connection.talk(['/login', `=name=${user}`, `=password=${password}`]);
    const challenge = answer.done['ret'];
    if (challenge === undefined) {
      if (answer.rows.length > 0)
        throw new LoginRefusedError('The router answered the login with something that is none.');
      return;
    }
    const hash = createHash('md5')
      .update(Buffer.from([0]))
      .update(password, 'utf8')
      .update(Buffer.from(challenge, 'hex'))
      .digest('hex');
    await connection.talk(['/login', `=name=${user}`, `=response=00${hash}`]);
  } catch (error) {
    if (error instanceof RouterTrapError)
      throw new LoginRefusedError(
        `The router refused the login of “${user}”: ${error.message}. Check the name, the password, and that the user may use the API (policy api).`,
      );
    throw error;
  }
}

async function withTimeout<T>(work: Promise<T>, ms: number, remote: string, signal?: AbortSignal): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ConnectTimeoutError(
            `${remote} did not answer within ${Math.round(ms / 1000)} seconds. Check the address, and that a firewall lets you in.`,
          ),
        ),
      ms,
    );
    onAbort = () => reject(new ConnectTimeoutError(`The connection to ${remote} was cancelled.`));
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}

function explain(error: unknown, host: string, port: number, tls: boolean): Error {
  if (error instanceof RouterError && error.kind !== 'lost') return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : String(error);
  const service = tls ? 'api-ssl' : 'api';
  if (code === 'ECONNREFUSED')
    return new ConnectionRefusedError(
      `${host}:${port} refuses the connection. Is the service on (/ip service enable ${service}), and is this its port?`,
    );
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new ConnectionRefusedError(`There is no way to ${host} from here (${code}).`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ConnectionRefusedError(`The name ${host} can't be found.`);
  if (/self.signed|unable to verify|UNABLE_TO|DEPTH_ZERO|CERT_|ERR_TLS_CERT/i.test(`${code} ${text}`))
    return new RouterIdentityError(
      `The certificate of ${host} is not signed by an authority that is trusted here (${text}). Trust its fingerprint instead.`,
      undefined,
    );
  if (tls && /handshake|SSL|EPROTO|no shared cipher/i.test(`${code} ${text}`))
    return new RouterIdentityError(`${NO_CERTIFICATE} (${text})`, undefined);
  return new ConnectionRefusedError(`The connection to ${host}:${port} failed: ${text}.`);
}
