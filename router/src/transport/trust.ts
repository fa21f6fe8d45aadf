import { isIP } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { RouterIdentityError } from './connection-errors';

/** How a router proves over TLS who it is: by a certificate authority, or by the fingerprint that was seen before. */
export type Trust =
  | { readonly kind: 'ca'; readonly ca?: string }
  | { readonly kind: 'fingerprint'; readonly sha256: string };

/** How a router speaks. */
export type Protocol = 'api' | 'rest';

interface Service {
  readonly name: 'api' | 'api-ssl' | 'www' | 'www-ssl';
  readonly port: number;
}

/** The service of `/ip/service` that is spoken to, and its port unless that was changed. */
export function serviceOf(protocol: Protocol, tls: boolean): Service {
  if (protocol === 'rest') return tls ? { name: 'www-ssl', port: 443 } : { name: 'www', port: 80 };
  return tls ? { name: 'api-ssl', port: 8729 } : { name: 'api', port: 8728 };
}

/** Why a router without a certificate can't be told from another, and the three commands that cure it. */
export function noCertificate(service: string): string {
  return `The router offers TLS without a certificate, so nobody can tell whether it is yours. Make one on it: /certificate add name=api common-name=router; /certificate sign api; then /ip service set ${service} certificate=api.`;
}

export function tlsOptions(host: string, trust: Trust): ConnectionOptions {
  const servername = isIP(host) ? {} : { servername: host };
  // A pinned certificate needs no authority; it is compared before the first word is sent.
  if (trust.kind === 'fingerprint') return { rejectUnauthorized: false, ...servername };
  return { rejectUnauthorized: true, ...servername, ...(trust.ca ? { ca: trust.ca } : {}) };
}

/** Throws a {@link RouterIdentityError} where the router on a socket is another than the trusted one. */
export function checkIdentity(socket: TLSSocket, trust: Trust, host: string, service: string): void {
  if (trust.kind === 'ca') return;
  const actual = socket.getPeerCertificate().fingerprint256;
  if (!actual) throw new RouterIdentityError(noCertificate(service), undefined);
  if (normalize(actual) === normalize(trust.sha256)) return;
  throw new RouterIdentityError(
    `${host} shows another certificate than before. Either it was renewed, or somebody stands between you and the router. Nothing was sent. It shows SHA-256 ${actual}.`,
    actual,
  );
}

function normalize(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toUpperCase();
}
