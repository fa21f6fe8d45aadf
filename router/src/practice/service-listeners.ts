import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { PracticeDevice } from './device';
import type { Admission, PacketGuard } from './packet-guard';
import { SessionLink } from './session-link';

/** A service that the practice router really offers. */
export interface OfferedService {
  /** As in `/ip/service`. */
  readonly name: string;
  /** The port of this machine that stands for the port which the service has at first; 0: any free one. */
  readonly port: number;
  /** What TLS shows; undefined for a service without. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  /** Takes a connection that was let in: as it is, or by a link that the router's firewall may cut later. */
  readonly onConnection: (socket: Socket, link: () => SessionLink) => void;
}

interface Listener {
  readonly server: Server;
  /** The router's port that it stands for. */
  readonly routerPort: string;
}

/**
 * Listens as `/ip/service` says. Each port of the router has a port of this machine that stands for it as long as the
 * router runs: a service that is moved away and back is where it was.
 */
export class ServiceListeners {
  readonly #listeners = new Map<string, Listener>();
  readonly #ports = new Map<string, number>();
  readonly #sockets = new Set<Socket>();
  readonly #links = new Set<SessionLink>();
  #looksSoon = false;
  #dropped = 0;
  #pending: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(
    private readonly device: PracticeDevice,
    private readonly host: string,
    private readonly services: readonly OfferedService[],
    /** What stands between; undefined where nothing does. */
    private readonly guard: PacketGuard | undefined,
  ) {
    for (const { name, port } of services) this.#ports.set(`${name} ${this.#service(name)?.get('port')}`, port);
    device.store.onAction((menu) => {
      if (menu === '/ip/service' || menu === '/') void this.refresh();
      this.#lookSoon();
    });
    device.onPower((isUp) => {
      // A session whose command this was gets its answer first.
      if (!isUp) setImmediate(() => this.#drop());
      void this.refresh();
    });
  }

  /** The port of this machine where a service listens; undefined where it does not. */
  port(name: string): number | undefined {
    const listener = this.#listeners.get(name);
    return listener && this.#ports.get(`${name} ${listener.routerPort}`);
  }

  /** How many connections got no answer at all because the configuration drops them. */
  get dropped(): number {
    return this.#dropped;
  }
  /** How many bytes of sessions wait for a way that the configuration has cut. */
  get held(): number {
    return [...this.#links].reduce((sum, link) => sum + link.held, 0);
  }

  /** Resolves when all listeners are as the configuration says; rejects where one can't be. */
  refresh(): Promise<void> {
    const next = this.#pending.then(() => this.#refresh());
    this.#pending = next.catch(() => undefined);
    return next;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.refresh();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #refresh(): Promise<void> {
    for (const service of this.services) {
      const wanted = this.#wantedPort(service.name);
      const listener = this.#listeners.get(service.name);
      if (listener?.routerPort === wanted) continue;
      if (listener) {
        this.#listeners.delete(service.name);
        // Sessions stay: only new connections are refused.
        listener.server.close();
      }
      if (wanted !== undefined) await this.#open(service, wanted);
    }
  }

  async #open(service: OfferedService, routerPort: string): Promise<void> {
    const accept = (socket: Socket) => this.#accept(socket, service, Number(routerPort));
    const server = service.tls ? createTlsServer({ ...service.tls }, accept) : createServer(accept);
    if (service.tls) server.on('tlsClientError', () => undefined);
    const key = `${service.name} ${routerPort}`;
    const listening = listen(server, this.host, this.#ports.get(key) ?? 0).catch((error: unknown) => {
      // While a router reboots somebody else may be given its port; where any was good, any other is.
      if (service.port !== 0) throw error;
      return listen(server, this.host, 0);
    });
    this.#ports.set(key, await listening);
    this.#listeners.set(service.name, { server, routerPort });
  }

  #accept(socket: Socket, service: OfferedService, routerPort: number): void {
    this.#sockets.add(socket);
    // Replies are short and many: waiting for more of them to send at once makes each take 40 ms.
    socket.setNoDelay(true);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const { guard } = this;
    if (guard && !guard.isAllowed(this.#service(service.name)?.get('address') ?? '')) {
      socket.destroy();
      return;
    }
    const admission: Admission = guard?.admit(routerPort) ?? { kind: 'accept', connection: undefined };
    if (admission.kind !== 'accept') {
      // This machine has answered already: where the router would drop it, all that can be done is never to say a word.
      if (admission.kind === 'drop') {
        this.#dropped++;
        socket.resume();
      } else socket.destroy();
      return;
    }
    service.onConnection(socket, () => {
      const link = new SessionLink(socket, this.device, guard, routerPort, admission.connection);
      this.#links.add(link);
      link.onEnd(() => this.#links.delete(link));
      return link;
    });
  }

  /** Looks once, when what happens now is done, which connections are cut and which open again. */
  #lookSoon(): void {
    if (!this.guard || this.#looksSoon) return;
    this.#looksSoon = true;
    this.device.clock.after(0, () => {
      this.#looksSoon = false;
      for (const link of [...this.#links]) link.refresh();
    });
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroySoon();
  }

  #service(name: string): ReadonlyMap<string, string> | undefined {
    return this.device.store.menu('/ip/service').items.find((item) => item.get('name') === name);
  }
  #wantedPort(name: string): string | undefined {
    const service = this.#service(name);
    const isOff = this.#isStopped || !this.device.isUp || !service || service.get('disabled') === 'true';
    return isOff ? undefined : service.get('port');
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${port} on ${host} is taken: name another one.`
            : `Listening on ${host}:${port} failed: ${error.message}.`,
        ),
      ),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
