import { connect, createServer, type Socket } from 'node:net';
import type { PracticeClock } from './clock';
import { SentenceScanner } from './sentence-scanner';

export type FaultDirection = 'toRouter' | 'toClient';

/** What goes wrong with a connection, and where. */
export interface Fault {
  readonly direction: FaultDirection;
  /** After so many bytes, or whole sentences, of that direction. */
  readonly after: { readonly bytes: number } | { readonly sentences: number };
  /**
   * `fin`, `rst`: the connection ends. `stall`: nothing comes through any more, either way, and nobody is told. `garble`:
   * the next byte is another one. `split`: the rest comes later, in a packet of its own.
   */
  readonly kind: 'fin' | 'rst' | 'stall' | 'garble' | 'split';
  /** Which connection, from 0; absent: the next one that is made. */
  readonly connection?: number;
  /** What becomes of connections made after it happened; they pass where absent. */
  readonly later?: 'refuse' | 'stall';
}

/** What went through a connection in one direction. */
export interface Passed {
  readonly bytes: number;
  readonly sentences: number;
}

export interface FaultProxyOptions {
  /** The port of this machine that it stands before. */
  readonly target: () => number | undefined;
  /** Ends silence; without it silence is for ever. */
  readonly clock?: PracticeClock;
  /** Told at the very moment of a fault. */
  readonly onFault?: () => void;
  /** How long after a stall the router gives the connection up, in milliseconds of the clock: 9 minutes where absent. */
  readonly silence?: number;
}

export interface FaultProxy {
  readonly port: number;
  /** What has passed, by connection. */
  readonly passed: readonly Readonly<Record<FaultDirection, Passed>>[];
  /** Whether the planned fault has happened. */
  readonly hasHappened: boolean;
  /** Plans one fault, in place of another that was planned. */
  plan(fault: Fault): void;
  /** New connections pass again, and no fault is planned. */
  heal(): void;
  stop(): Promise<void>;
}

/** A proxy on loopback that makes one fault at an exact place: run through it once to count, then cut at each byte. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const links: ProxiedConnection[] = [];
  const state: ProxyState = { fault: undefined, hasHappened: false };
  const server = createServer((client) => {
    const port = options.target();
    const later = state.hasHappened ? state.fault?.later : undefined;
    if (port === undefined || later === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    if (state.fault && state.fault.connection === undefined && !state.hasHappened)
      state.fault = { ...state.fault, connection: links.length };
    links.push(new ProxiedConnection(client, port, links.length, state, options, later === 'stall'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get passed() {
      return links.map((link) => link.passed);
    },
    get hasHappened() {
      return state.hasHappened;
    },
    plan(fault) {
      state.fault = fault;
      state.hasHappened = false;
    },
    heal() {
      state.fault = undefined;
      state.hasHappened = false;
    },
    async stop() {
      for (const link of links) link.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface ProxyState {
  fault: Fault | undefined;
  hasHappened: boolean;
}

class ProxiedConnection {
  readonly #scanners = { toRouter: new SentenceScanner(), toClient: new SentenceScanner() };
  readonly #router: Socket;

  constructor(
    private readonly client: Socket,
    port: number,
    private readonly index: number,
    private readonly state: ProxyState,
    private readonly options: FaultProxyOptions,
    private isStalled: boolean,
  ) {
    this.#router = connect(port, '127.0.0.1');
    for (const [from, to, direction] of [
      [client, this.#router, 'toRouter'],
      [this.#router, client, 'toClient'],
    ] as const) {
      from.setNoDelay(true);
      from.on('data', (data: Buffer) => this.#pass(data, direction));
      from.on('end', () => {
        if (!this.isStalled) to.end();
      });
      from.on('error', () => {
        if (!this.isStalled) to.destroy();
      });
      from.on('close', () => {
        if (!this.isStalled) to.destroySoon();
      });
    }
  }

  get passed(): Readonly<Record<FaultDirection, Passed>> {
    const { toRouter, toClient } = this.#scanners;
    return {
      toRouter: { bytes: toRouter.bytes, sentences: toRouter.sentences },
      toClient: { bytes: toClient.bytes, sentences: toClient.sentences },
    };
  }

  destroy(): void {
    this.client.destroy();
    this.#router.destroy();
  }

  #pass(data: Buffer, direction: FaultDirection): void {
    if (this.isStalled) return;
    const to = direction === 'toRouter' ? this.#router : this.client;
    const scanner = this.#scanners[direction];
    const at = this.#placeIn(data, direction);
    if (at === undefined) {
      scanner.push(data);
      to.write(data);
      return;
    }
    const [before, rest] = [data.subarray(0, at), data.subarray(at)];
    scanner.push(before);
    if (before.length > 0) to.write(before);
    this.#happen(rest, to, scanner);
  }

  /** Where in these bytes the planned fault is; undefined where it is not in them. */
  #placeIn(data: Buffer, direction: FaultDirection): number | undefined {
    const { fault, hasHappened } = this.state;
    if (!fault || hasHappened || fault.direction !== direction || fault.connection !== this.index) return undefined;
    const scanner = this.#scanners[direction];
    if ('bytes' in fault.after) {
      const at = fault.after.bytes - scanner.bytes;
      // A cut behind the last byte happens with it; what changes a byte needs that byte.
      const isCut = fault.kind === 'fin' || fault.kind === 'rst' || fault.kind === 'stall';
      return at >= 0 && (at < data.length || (isCut && at === data.length)) ? at : undefined;
    }
    return scanner.endOf(fault.after.sentences, data);
  }

  #happen(rest: Buffer, to: Socket, scanner: SentenceScanner): void {
    this.state.hasHappened = true;
    this.options.onFault?.();
    switch (this.state.fault?.kind) {
      case 'fin':
        this.isStalled = true;
        this.client.end();
        this.#router.end();
        return;
      case 'rst':
        this.isStalled = true;
        // What was written before must not be lost with it.
        setImmediate(() => {
          this.client.resetAndDestroy();
          this.#router.resetAndDestroy();
        });
        return;
      case 'stall':
        this.isStalled = true;
        this.options.clock?.after(this.options.silence ?? 9 * 60_000, () => {
          this.client.resetAndDestroy();
          this.#router.resetAndDestroy();
        });
        return;
      case 'garble': {
        const changed = Buffer.from(rest);
        changed[0] = (changed[0] ?? 0) ^ 0xff;
        scanner.push(rest);
        to.write(changed);
        return;
      }
      default:
        scanner.push(rest);
        setTimeout(() => to.write(rest), 5);
    }
  }
}
