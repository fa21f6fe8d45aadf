import {
  ConnectionRefusedError,
  ConnectTimeoutError,
  RouterError,
  RouterIdentityError,
  UnsafeConnectionError,
} from './connection-errors';
import { isPublicHost } from './public-address';
import { noCertificate, type Protocol, serviceOf, type Trust } from './trust';

export interface ConnectOptions {
  readonly host: string;
  /** `api` where absent. */
  readonly protocol?: Protocol;
  /** That of the service where absent: 8728, over TLS 8729; REST 80 and 443. */
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

export const CONNECT_TIMEOUT_MS = 10_000;

/** Throws an {@link UnsafeConnectionError} where the password would go readable through the Internet. */
export function refuseUnsafe({ host, tls, protocol = 'api', allowPlainToPublic }: ConnectOptions): void {
  if (tls || !isPublicHost(host) || allowPlainToPublic) return;
  throw new UnsafeConnectionError(
    `${host} is a public address, and without TLS everybody on the way can read the password. Use TLS (port ${serviceOf(protocol, true).port}), or connect through a VPN.`,
  );
}

/** Gives up what does not settle in time, or is called off. */
export async function withTimeout<T>(work: Promise<T>, ms: number, remote: string, signal?: AbortSignal): Promise<T> {
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

/** What kept a connection from coming about, in words that say what to do. */
export function explainFailure(error: unknown, host: string, port: number, service: string, tls: boolean): Error {
  if (error instanceof RouterError && error.kind !== 'lost') return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : String(error);
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
    return new RouterIdentityError(`${noCertificate(service)} (${text})`, undefined);
  return new ConnectionRefusedError(`The connection to ${host}:${port} failed: ${text}.`);
}
