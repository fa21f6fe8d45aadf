import { readFileSync } from 'node:fs';
import { systemClock } from '../../router/src/deploy/deploy-clock';
import { answeringInTime } from '../../router/src/deploy/deploy-target';
import { connectRouter, readCertificate } from '../../router/src/transport/connect';
import { UnsafeConnectionError } from '../../router/src/transport/connection-errors';
import { isPublicHost } from '../../router/src/transport/public-address';
import type { RouterConnection } from '../../router/src/transport/router-connection';
import { serviceOf, type Trust } from '../../router/src/transport/trust';
import { askHidden, askYes, isTerminal } from './ask-terminal';
import type { PasswordSource, RouterAccess, RouterAddress } from './router-options';
import { UsageError } from './usage';

/** All that a connection takes; who has it can connect again without asking anybody. */
export interface RouterLogin {
  readonly address: RouterAddress;
  readonly trust: Trust | undefined;
  readonly allowPlain: boolean;
  readonly password: string;
}

/**
 * Finds out what is not known yet: whether to trust the router's certificate, and the password. Asks on a terminal;
 * elsewhere it throws a {@link UsageError} with the option to add. Nothing is sent to the router but a greeting of TLS.
 */
export async function resolveLogin(access: RouterAccess): Promise<RouterLogin> {
  return resolveWith(access, () => readPassword(access.password, access.address));
}

/** The same for many routers. A password that comes from one place is read, or asked for, once. */
export async function resolveLogins(routers: readonly RouterAccess[]): Promise<readonly RouterLogin[]> {
  const known = new Map<string, Promise<string>>();
  const logins: RouterLogin[] = [];
  for (const access of routers) {
    const { password: source, address } = access;
    const place = source.kind === 'prompt' ? `prompt ${address.user}` : JSON.stringify(source);
    logins.push(
      await resolveWith(access, () => {
        const name = routers.length === 1 ? address.name : `the ${routers.length} routers`;
        const password = known.get(place) ?? readPassword(source, { ...address, name });
        known.set(place, password);
        return password;
      }),
    );
  }
  return logins;
}

async function resolveWith(access: RouterAccess, password: () => Promise<string>): Promise<RouterLogin> {
  const { address, allowPlain } = access;
  // Before anybody types a password for nothing.
  if (!address.tls && isPublicHost(address.host) && !allowPlain)
    throw new UnsafeConnectionError(
      `${address.host} is a public address, and without TLS everybody on the way can read the password. Add --tls (the service ${serviceOf(address.protocol, true).name}), connect through a VPN, or add --allow-plain if you know the way.`,
    );
  const trust = access.trust === 'ask' ? await askTrust(address) : access.trust;
  return { address, trust, allowPlain, password: await password() };
}

/** Connects and logs in. Rejects with a RouterError. */
export function logIn(login: RouterLogin, signal?: AbortSignal): Promise<RouterConnection> {
  const { address, trust, password, allowPlain } = login;
  return connectRouter({
    ...{ host: address.host, port: address.port, user: address.user, password, allowPlainToPublic: allowPlain },
    protocol: address.protocol,
    ...(trust ? { tls: trust } : {}),
    ...(signal ? { signal } : {}),
  });
}

/**
 * Connects, does the work, and closes the connection whatever came of it; a command that is not answered in time ends it.
 */
export async function withRouter<T>(
  access: RouterAccess,
  work: (connection: RouterConnection) => Promise<T>,
): Promise<T> {
  const connection = answeringInTime(await logIn(await resolveLogin(access)), systemClock);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function askTrust({ host, port, protocol }: RouterAddress): Promise<Trust> {
  const { sha256, subject, validTo } = await readCertificate(host, port, protocol);
  const shown = `${host}:${port} shows a certificate for ${JSON.stringify(subject)}, valid until ${validTo}, SHA-256\n  ${sha256}\n`;
  if (!isTerminal())
    throw new UsageError(
      `nobody has said yet that this router is yours. ${shown}If it is (compare /certificate print detail on the router), add\n  --fingerprint ${sha256}\n(in an inventory it is the variable rscope_fingerprint)`,
    );
  const isYours = await askYes(`${shown}Compare it on the router: /certificate print detail. Is it yours? (yes/no) `);
  if (!isYours) throw new UsageError('the certificate was not trusted; nothing was sent to the router');
  process.stderr.write(`To be asked no more, add --fingerprint ${sha256}\n`);
  return { kind: 'fingerprint', sha256 };
}

async function readPassword(source: PasswordSource, { user, name }: RouterAddress): Promise<string> {
  switch (source.kind) {
    case 'environment': {
      const value = process.env[source.variable];
      if (value === undefined) throw new UsageError(`the environment has no variable ${source.variable}`);
      return value;
    }
    case 'descriptor':
      try {
        return readFileSync(source.descriptor, 'utf8').replace(/\r?\n$/, '');
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
        throw new UsageError(`file descriptor ${source.descriptor} can't be read${code}`);
      }
    case 'prompt': {
      if (!isTerminal())
        throw new UsageError(
          'there is no terminal to ask for the password on: name --password-env VARIABLE or --password-fd NUMBER',
        );
      const typed = await askHidden(`Password of ${user} on ${name}: `);
      if (typed === undefined) throw new UsageError('no password was given');
      return typed;
    }
  }
}
