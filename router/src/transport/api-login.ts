import { createHash } from 'node:crypto';
import { ConnectionLostError, LoginRefusedError, RouterFatalError, RouterTrapError } from './connection-errors';
import type { RouterConnection } from './router-connection';

interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Routers (`host:port`) that have asked this process for the password itself: they need not be asked again. */
const takesPassword = new Set<string>();

/**
 * Logs in without giving the password itself to a router that does not ask for it: up to 6.42 routers know only the hash
 * with a challenge, and would see a password for nothing. A challenge alone does not tell their age: 6.45.1 and later give
 * one, too, and refuse any answer to it, in other words than the old ones (facts: talking to a RouterOS device, section 6;
 * socialwifi/RouterOS-api #45). Only after that, or where no challenge comes, the password is sent. A later connection of
 * this process to the same router sends it at once, for a refused answer stands in the router's log.
 *
 * @param inTime bounds the wait for each answer
 */
export async function logIn<Connection extends RouterConnection>(
  open: () => Promise<Connection>,
  credentials: Credentials,
  router: string,
  inTime: <T>(work: Promise<T>) => Promise<T>,
): Promise<Connection> {
  const first = await open();
  if (credentials.password === '' || takesPassword.has(router)) {
    await inTime(sendPassword(first, credentials));
    return first;
  }
  const challenge = await inTime(askForChallenge(first));
  if (challenge !== undefined && (await inTime(answer(first, credentials, challenge)))) return first;
  const connection = await again(first, open, (each) => inTime(sendPassword(each, credentials)));
  takesPassword.add(router);
  return connection;
}

/** On the same connection, or on a new one where the router ends one on which a login failed. */
async function again<Connection extends RouterConnection>(
  first: Connection,
  open: () => Promise<Connection>,
  work: (connection: Connection) => Promise<void>,
): Promise<Connection> {
  try {
    await work(first);
    return first;
  } catch (error) {
    if (!(error instanceof RouterFatalError) && !(error instanceof ConnectionLostError)) throw error;
  }
  await first.close();
  const second = await open();
  await work(second);
  return second;
}

async function askForChallenge(connection: RouterConnection): Promise<string | undefined> {
  try {
    return (await connection.talk(['/login'])).done['ret'];
  } catch (error) {
    if (error instanceof RouterTrapError) return undefined;
    throw error;
  }
}

/** Whether the answer was taken; false from a router that wants the password itself. */
async function answer(
  connection: RouterConnection,
  { user, password }: Credentials,
  challenge: string,
): Promise<boolean> {
  const hash = createHash('md5')
    .update(Buffer.from([0]))
    .update(password, 'utf8')
    .update(Buffer.from(challenge, 'hex'))
    .digest('hex');
  try {
    await connection.talk(['/login', `=name=${user}`, `=response=00${hash}`]);
    return true;
  } catch (error) {
    // A router before 6.43 says “cannot log in”.
    if (error instanceof RouterTrapError && /invalid user name or password/i.test(error.message)) return false;
    throw refused(error, user);
  }
}

async function sendPassword(connection: RouterConnection, credentials: Credentials): Promise<void> {
  const { user, password } = credentials;
  try {
    const { done, rows } = await connection.talk(['/login', `=name=${user}`, `=password=${password}`]);
    if (done['ret'] !== undefined) {
      if (await answer(connection, credentials, done['ret'])) return;
      throw new LoginRefusedError(refusedWords(user, 'invalid user name or password'));
    }
    if (rows.length > 0) throw new LoginRefusedError('The router answered the login with something that is none.');
  } catch (error) {
    throw refused(error, user);
  }
}

function refused(error: unknown, user: string): unknown {
  return error instanceof RouterTrapError ? new LoginRefusedError(refusedWords(user, error.message)) : error;
}
function refusedWords(user: string, why: string): string {
  return `The router refused the login of “${user}”: ${why}. Check the name, the password, and that the user may use the API (policy api).`;
}
