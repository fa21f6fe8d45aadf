import type { ConnectionOptions } from 'node:tls';
import { AbortedError, ConnectionLostError, RouterFatalError, RouterTrapError, type Trap } from './connection-errors';
import { HardenedConnector } from './hardened-connector';
import type { Answer, RouterConnection, Row, TalkOptions } from './router-connection';

interface Pending {
  readonly rows: Row[];
  readonly traps: Trap[];
  readonly onRow: ((row: Row) => void) | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  cancelled: boolean;
}

/** How long a router may take to confirm that it cancelled a command. */
const CANCEL_GRACE_MS = 3000;

/** Matches answers to commands by their tags, and settles every command however the connection ends. */
export class ApiConnection implements RouterConnection {
  readonly closed: Promise<Error | undefined>;
  /** Resolves when the socket (and TLS) stands; rejects if it never does. */
  readonly connected: Promise<void>;
  readonly connector: HardenedConnector;
  readonly #pending = new Map<string, Pending>();
  #nextTag = 1;
  #end: { error: Error | undefined } | undefined;
  #resolveClosed: (error: Error | undefined) => void = () => undefined;
  #closing = false;

  constructor(private readonly options: { host: string; port: number; tls: ConnectionOptions | undefined }) {
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    let onConnected: () => void = () => undefined;
    let onFailed: (error: Error) => void = () => undefined;
    this.connected = new Promise((resolve, reject) => {
      onConnected = resolve;
      onFailed = reject;
    });
    this.connected.catch(() => undefined);
    this.connector = new HardenedConnector(options, {
      onConnected,
      onSentence: (words) => this.#receive(words),
      onEnd: (error) => {
        onFailed(error ?? new Error('the connection was closed'));
        this.#finish(error);
      },
    });
    this.connector.open();
  }

  get remote(): RouterConnection['remote'] {
    const { host, port, tls } = this.options;
    const { remoteAddress, localAddress } = this.connector.socket;
    return { host, port, tls: tls !== undefined, fingerprint: undefined, address: remoteAddress, localAddress };
  }

  talk(words: readonly string[], { signal, onRow }: TalkOptions = {}): Promise<Answer> {
    if (this.#end)
      return Promise.reject(this.#end.error ?? new ConnectionLostError('The connection to the router is closed.'));
    if (signal?.aborted) return Promise.reject(new AbortedError());
    const tag = String(this.#nextTag++);
    return new Promise<Answer>((resolve, reject) => {
      const onAbort = () => this.#cancel(tag);
      const settle = () => signal?.removeEventListener('abort', onAbort);
      this.#pending.set(tag, {
        rows: [],
        traps: [],
        onRow,
        cancelled: false,
        resolve: (answer) => {
          settle();
          resolve(answer);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.connector.write([...words, `.tag=${tag}`]);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    // A router that never answers the end must not keep us; and a command that was not answered must not arrive later.
    if (this.#pending.size > 0) this.connector.abandon();
    else this.connector.destroy(this.#end?.error);
    await this.closed;
  }

  #cancel(tag: string): void {
    const pending = this.#pending.get(tag);
    if (!pending) return;
    pending.cancelled = true;
    this.connector.write(['/cancel', `=tag=${tag}`, `.tag=c${tag}`]);
    setTimeout(() => this.#settle(tag), CANCEL_GRACE_MS).unref();
  }

  #receive(words: readonly string[]): void {
    const [reply = '', ...rest] = words;
    if (reply === '!fatal') {
      this.connector.destroy(new RouterFatalError(rest.filter((word) => !word.startsWith('.tag=')).join(' ')));
      return;
    }
    const tag = rest.find((word) => word.startsWith('.tag='))?.slice(5);
    const pending = tag === undefined ? undefined : this.#pending.get(tag);
    if (!pending || tag === undefined) return;
    const row = readRow(rest);
    switch (reply) {
      case '!re':
        if (pending.onRow) pending.onRow(row);
        else pending.rows.push(row);
        break;
      case '!trap':
        pending.traps.push({
          category: row['category'] === undefined ? undefined : Number(row['category']),
          message: row['message'] ?? '',
        });
        break;
      case '!done':
        this.#settle(tag, row);
        break;
      // `!empty` (from RouterOS 7.18) only says that no row came; `!done` follows.
    }
  }

  #settle(tag: string, done: Row = {}): void {
    const pending = this.#pending.get(tag);
    if (!pending) return;
    this.#pending.delete(tag);
    if (pending.cancelled) pending.reject(new AbortedError());
    else if (pending.traps.length > 0) pending.reject(new RouterTrapError(pending.traps));
    else pending.resolve({ rows: pending.rows, done });
  }

  #finish(error: Error | undefined): void {
    const reason =
      error instanceof RouterFatalError || error instanceof ConnectionLostError
        ? error
        : new ConnectionLostError(
            this.#closing
              ? 'The connection to the router was closed.'
              : `The connection to the router was lost${error ? ` (${error.message})` : ''}. Whether the last command ran is not known.`,
          );
    this.#end = { error: reason };
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
    this.#resolveClosed(this.#closing ? undefined : reason);
  }
}

function readRow(words: readonly string[]): Row {
  const row: Record<string, string> = {};
  for (const word of words) {
    const match = /^=([^=]+)=([\s\S]*)$/.exec(word);
    if (match?.[1] !== undefined) row[match[1]] = match[2] ?? '';
  }
  return row;
}
