import type { RouterInfo } from '../../../router/src/device/router-info';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { type RouterState, readRouterState } from '../../../router/src/device/router-state';
import { type StatusSection, statusReport } from '../../../router/src/device/status-report';
import type { RouterConnection } from '../../../router/src/transport/router-connection';

/** How a router is, as far as is known. */
export type WatchedStatus =
  | { readonly kind: 'asking' }
  | { readonly kind: 'told'; readonly sections: readonly StatusSection[] }
  /** In words for people; what was told before is old. */
  | { readonly kind: 'failed'; readonly message: string };

export interface RouterWatchOptions {
  /**
   * Connects. `mayAsk`: somebody is there who waits, so that a password may be asked for; else it gives undefined where
   * it would have to. Undefined where the user left, too.
   */
  connect(signal: AbortSignal, mayAsk: boolean): Promise<RouterConnection | undefined>;
  /** Called whenever the status is another one. */
  onChange(): void;
  /** Milliseconds between the end of one reading and the next. */
  readonly every: number;
}

/** Reads the state of one router again and again over one connection, as long as somebody looks. */
export class RouterWatch {
  status: WatchedStatus = { kind: 'asking' };
  #running: AbortController | undefined;
  #earlier: RouterState | undefined;

  constructor(private readonly options: RouterWatchOptions) {}

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Begins to read, unless it does already. `mayAsk` holds for the first connection only. */
  start(mayAsk: boolean): void {
    if (this.#running) return;
    const stop = new AbortController();
    this.#running = stop;
    void this.#run(stop.signal, mayAsk);
  }

  /** Ends the reading and the connection. What was told last stays. */
  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #run(signal: AbortSignal, mayAsk: boolean): Promise<void> {
    let ask = mayAsk;
    while (!signal.aborted) {
      try {
        await this.#readOn(signal, ask);
      } catch (error) {
        this.#tell(signal, { kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      }
      // Counters of another connection's time are no share of this one's.
      this.#earlier = undefined;
      ask = false;
      await pause(this.options.every, signal);
    }
  }

  /** Connects and reads until it is stopped. Rejects where that fails. */
  async #readOn(signal: AbortSignal, mayAsk: boolean): Promise<void> {
    const connection = await this.options.connect(signal, mayAsk);
    if (!connection)
      throw new Error(
        'Not connected: the router needs a password or your trust in its certificate. Refresh to be asked.',
      );
    const close = () => void connection.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      if (signal.aborted) return;
      const info: RouterInfo = await readRouterInfo(connection);
      while (!signal.aborted) {
        const state = await readRouterState(connection, info, signal);
        this.#tell(signal, { kind: 'told', sections: statusReport(state, this.#earlier) });
        this.#earlier = state;
        await pause(this.options.every, signal);
      }
    } finally {
      signal.removeEventListener('abort', close);
      await connection.close();
    }
  }

  #tell(signal: AbortSignal, status: WatchedStatus): void {
    // After it was stopped, only the end of its own connection is left to tell.
    if (signal.aborted || JSON.stringify(status) === JSON.stringify(this.status)) return;
    this.status = status;
    this.options.onChange();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
