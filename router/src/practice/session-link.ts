import type { Socket } from 'node:net';
import type { TracedConnection } from '../../../server/src/network/trace/traced-packet';
import type { PracticeDevice } from './device';
import type { PacketGuard } from './packet-guard';

/** After how long without an answer the router gives a connection up. */
const GIVEN_UP_AFTER = 9 * 60_000;

/** The two ends of a TCP connection. */
export interface Ends {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly port: number;
}

/**
 * The way between a session and its client. Where the router's own firewall or routing cuts it, nothing passes and nobody
 * is told; what was sent meanwhile arrives if the way opens again, as TCP sends it anew.
 */
export class SessionLink {
  #incoming: Buffer[] = [];
  #outgoing: Buffer[] = [];
  #giveUp: (() => void) | undefined;
  #onData: (data: Buffer) => void = () => undefined;

  constructor(
    private readonly socket: Socket,
    private readonly device: PracticeDevice,
    /** Undefined where nothing stands between. */
    private readonly guard: PacketGuard | undefined,
    private readonly port: number,
    private readonly connection: TracedConnection | undefined,
  ) {
    socket.on('data', (data: Buffer) => {
      this.#incoming.push(data);
      this.refresh();
    });
    socket.on('close', () => this.#giveUp?.());
  }

  /** The client's address, where the router knows one. */
  get source(): string | undefined {
    return this.guard?.path.source;
  }
  /** Both ends as the router sees them; undefined where it knows of no way. */
  get ends(): Ends | undefined {
    const { guard, socket } = this;
    if (!guard) return undefined;
    const { source, destination } = guard.path;
    return { source, sourcePort: socket.remotePort ?? 0, destination, port: this.port };
  }
  /** The address that `/user/active` shows. */
  get client(): string {
    return this.source ?? this.socket.remoteAddress ?? '';
  }
  get isOpen(): boolean {
    return !this.socket.destroyed;
  }
  /** How many bytes wait for the way to open. */
  get held(): number {
    return [...this.#incoming, ...this.#outgoing].reduce((sum, data) => sum + data.length, 0);
  }
  onData(listener: (data: Buffer) => void): void {
    this.#onData = listener;
  }
  /** The client ended the connection, or it broke; may be told twice. */
  onEnd(listener: () => void): void {
    this.socket.on('end', listener);
    this.socket.on('close', listener);
  }
  write(data: Buffer): void {
    this.#outgoing.push(data);
    this.#flush();
  }
  /** Ends the connection when all is sent. */
  end(): void {
    this.#flush();
    this.socket.end();
  }
  destroy(): void {
    this.socket.destroy();
  }

  /** Looks whether the way is open, and passes what waits. */
  refresh(): void {
    const isOpen = this.#flush();
    while (this.isOpen && this.#arrives()) {
      const data = this.#incoming.shift();
      if (!data) break;
      this.#onData(data);
    }
    if (isOpen && this.#arrives()) {
      this.#giveUp?.();
      this.#giveUp = undefined;
    } else this.#giveUp ??= this.device.clock.after(GIVEN_UP_AFTER, () => this.socket.destroy());
  }

  #flush(): boolean {
    const isOpen = this.guard?.leaves(this.port, this.connection) ?? true;
    if (!isOpen || !this.isOpen) return isOpen;
    for (const data of this.#outgoing.splice(0)) this.socket.write(data);
    return isOpen;
  }
  #arrives(): boolean {
    return this.guard?.arrives(this.port, this.connection) ?? true;
  }
}
