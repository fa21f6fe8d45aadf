import { Agent, ClientRequest, type IncomingMessage } from 'node:http';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { CONNECT_TIMEOUT_MS, type ConnectOptions, explainFailure, refuseUnsafe, withTimeout } from './connect-attempt';
import {
  AbortedError,
  CommandTimeoutError,
  ConnectionLostError,
  ConnectionRefusedError,
  LoginRefusedError,
  RouterError,
  RouterTrapError,
} from './connection-errors';
import type { Answer, RouterConnection, Row, TalkOptions } from './router-connection';
import { checkIdentity, serviceOf, type Trust, tlsOptions } from './trust';

/** What a router gives a REST command before it ends it with `Session closed` (MikroTik's manual, REST API). */
const ROUTER_LIMIT_SECONDS = 60;
/** A router that is silent beyond its own limit is gone. */
const SILENCE_MS = (ROUTER_LIMIT_SECONDS + 10) * 1000;
/** The longest answer that is taken, in bytes. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** Connects by REST (RouterOS 7.1 and later, without TLS 7.9) and proves the login. Rejects with a {@link RouterError}. */
export async function connectRest(options: ConnectOptions): Promise<RouterConnection> {
  refuseUnsafe(options);
  const { host, tls, user } = options;
  const service = serviceOf('rest', tls !== undefined);
  const port = options.port ?? service.port;
  const connection = new RestConnection({ ...options, port });
  try {
    await withTimeout(
      connection.talk(['/system/resource/print', '=.proplist=version']),
      options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      `${host}:${port}`,
      options.signal,
    );
    return connection;
  } catch (error) {
    // A user who may not read that is logged in all the same.
    if (error instanceof RestRefusal && error.status !== 401 && error.status !== 404) return connection;
    await connection.close();
    const cause = error instanceof ConnectionLostError ? (error.cause ?? error) : error;
    if (!(error instanceof RestRefusal)) throw explainFailure(cause, host, port, service.name, tls !== undefined);
    throw error.status === 401
      ? new LoginRefusedError(
          `The router refused the login of “${user}”. Check the name, the password, and that the user may use REST (policy rest-api).`,
        )
      : new ConnectionRefusedError(
          `${host}:${port} speaks no REST: that takes RouterOS 7.1 or later, without TLS 7.9. Connect by the API.`,
        );
  }
}

/** What a router refuses by REST. */
class RestRefusal extends RouterTrapError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super([{ category: status === 404 ? 0 : undefined, message }]);
  }
}

interface RestOptions extends Omit<ConnectOptions, 'port'> {
  readonly port: number;
}

/**
 * A router by REST: each command is a request of its own, `POST /rest/ip/route/print`. They go one after the other, as they
 * were given. The router keeps no session between them, so there is no safe mode.
 */
class RestConnection implements RouterConnection {
  readonly closed: Promise<Error | undefined>;
  readonly #agent: TrustingAgent;
  readonly #authorization: string;
  readonly #stop = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #end: Error | undefined;
  #resolveClosed: (error: Error | undefined) => void = () => undefined;

  constructor(private readonly options: RestOptions) {
    this.#agent = new TrustingAgent(options);
    this.#authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  get remote(): RouterConnection['remote'] {
    const { host, port, tls } = this.options;
    const { address, localAddress } = this.#agent;
    return { host, port, tls: tls !== undefined, protocol: 'rest', fingerprint: undefined, address, localAddress };
  }

  talk(words: readonly string[], { signal, onRow }: TalkOptions = {}): Promise<Answer> {
    const [command = '', ...rest] = words;
    if (onRow || command.endsWith('/listen'))
      return Promise.reject(
        new RouterTrapError([
          { category: 0, message: `${command} goes on until it is cancelled, which REST can’t do: connect by the API` },
        ]),
      );
    const body = JSON.stringify(bodyOf(rest));
    const turn = this.#last.then(() => this.#talk(command, body, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#finish(new ConnectionLostError('The connection to the router was closed.'), undefined);
  }

  async #talk(command: string, body: string, signal: AbortSignal | undefined): Promise<Answer> {
    if (this.#end) throw this.#end;
    if (signal?.aborted) throw new AbortedError();
    try {
      return await this.#exchange(command, body, signal);
    } catch (error) {
      if (this.#end) throw this.#end;
      if (signal?.aborted) throw new AbortedError();
      if (error instanceof RouterError) {
        if (error instanceof CommandTimeoutError) this.#finish(error, error);
        throw error;
      }
      const lost = new ConnectionLostError(
        `The connection to the router was lost (${error instanceof Error ? error.message : String(error)}). Whether the last command ran is not known.`,
        { cause: error },
      );
      this.#finish(lost, lost);
      throw lost;
    }
  }

  async #exchange(command: string, body: string, signal: AbortSignal | undefined): Promise<Answer> {
    // Not `http.request`: VS Code replaces that one and the agent with it, to go through proxies; the trust would be lost.
    const request = new ClientRequest({
      agent: this.#agent,
      host: this.options.host,
      port: this.options.port,
      method: 'POST',
      path: `/rest${command.split('/').map(encodeURIComponent).join('/')}`,
      headers: {
        authorization: this.#authorization,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
      signal: AbortSignal.any([this.#stop.signal, ...(signal ? [signal] : [])]),
    });
    const timer = setTimeout(() => request.destroy(tooLong(command)), SILENCE_MS);
    try {
      const { status, text } = await exchange(request, body);
      return readAnswer(command, status, text);
    } finally {
      clearTimeout(timer);
    }
  }

  #finish(end: Error, reason: Error | undefined): void {
    if (this.#end) return;
    this.#end = end;
    this.#stop.abort();
    this.#agent.destroy();
    this.#resolveClosed(reason);
  }
}

/** Keeps the sockets; hands one out only when the router on it is the trusted one, so that no other sees a credential. */
class TrustingAgent extends Agent {
  address: string | undefined;
  localAddress: string | undefined;

  constructor(private readonly target: { readonly host: string; readonly port: number; readonly tls?: Trust }) {
    super({ keepAlive: true, maxSockets: 1 });
  }

  override createConnection(_options: unknown, onCreated?: (error: Error | null, socket: Socket) => void): Socket {
    const { host, port, tls } = this.target;
    const socket = tls ? connectTls({ host, port, ...tlsOptions(host, tls) }) : connectPlain({ host, port });
    const onError = (error: Error) => onCreated?.(error, socket);
    socket.once('error', onError);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      socket.removeListener('error', onError);
      try {
        if (tls) checkIdentity(socket as TLSSocket, tls, host, serviceOf('rest', true).name);
      } catch (error) {
        socket.on('error', () => undefined);
        socket.destroy();
        onCreated?.(error as Error, socket);
        return;
      }
      this.address = socket.remoteAddress;
      this.localAddress = socket.localAddress;
      onCreated?.(null, socket);
    });
    // The socket is given by the callback, and not before.
    return undefined as unknown as Socket;
  }
}

function exchange(request: ClientRequest, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > MAX_ANSWER) request.destroy(new Error('its answer is longer than 64 MiB'));
      });
      response.once('error', reject);
      response.once('close', () => reject(new Error('its answer was cut off')));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    request.end(body);
  });
}

/** `=name=value` as the API writes them, and its queries `?…`, as a body of REST. */
function bodyOf(words: readonly string[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = Object.create(null);
  for (const word of words) {
    const match = /^=([^=]+)=?([\s\S]*)$/.exec(word);
    if (match?.[1] !== undefined) values[match[1]] = match[2] ?? '';
  }
  const queries = words.filter((word) => word.startsWith('?')).map((word) => word.slice(1));
  if (queries.length > 0) values['.query'] = queries;
  return values;
}

function readAnswer(command: string, status: number, text: string): Answer {
  let body: unknown;
  try {
    body = text === '' ? [] : JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (status < 200 || status > 299) {
    const { message, detail } = objectOf(body);
    // The router's own time is over.
    if (detail === 'Session closed') throw tooLong(command);
    throw new RestRefusal(status, detail || message || `it answered ${status}`);
  }
  if (Array.isArray(body)) return { rows: body.map(objectOf), done: {} };
  if (typeof body !== 'object' || body === null)
    throw new RestRefusal(status, `it answered ${command} with something that is no JSON: is this a router?`);
  const row = objectOf(body);
  const isValue = Object.keys(row).length === 1 && row['ret'] !== undefined;
  return isValue ? { rows: [], done: row } : { rows: [row], done: {} };
}

function objectOf(value: unknown): Row {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
}

function tooLong(command: string): CommandTimeoutError {
  return new CommandTimeoutError(
    `The router ends a REST command after ${ROUTER_LIMIT_SECONDS} seconds, and ${command} took longer. Whether it ran to its end is not known. Connect by the API for commands that take long.`,
  );
}
