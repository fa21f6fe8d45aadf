import { X509Certificate } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { generate } from 'selfsigned';
import { PracticeDevice } from './device';
import { ApiSession, type Credentials } from './session';

export interface PracticeRouterOptions {
  /** `7.20`, `6.49`. */
  readonly routeros: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** 0 or absent: any free port; false: no TLS. */
  readonly tlsPort?: number | false;
  readonly user?: string;
  readonly password?: string;
  /** An address of this machine that only this machine reaches. */
  readonly host?: string;
}

/** A router that runs. */
export interface PracticeRouter {
  readonly device: PracticeDevice;
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number | undefined;
  /** SHA-256 of its certificate, as VS Code shows it; undefined without TLS. */
  readonly fingerprint: string | undefined;
  stop(): Promise<void>;
}

/**
 * Starts a practice router: a blank RouterOS with five ports, on loopback only. Rejects where the port is taken, and for
 * an address that others could reach.
 */
export async function startPracticeRouter(options: PracticeRouterOptions): Promise<PracticeRouter> {
  const host = options.host ?? '127.0.0.1';
  if (!/^127\.|^::1$|^localhost$/.test(host))
    throw new Error(`The practice router listens on loopback addresses only, not on ${host}.`);
  const device = new PracticeDevice(options.routeros);
  const credentials: Credentials = { user: options.user ?? 'admin', password: options.password ?? '' };
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new ApiSession(socket, device, credentials);
  };
  const plain = createServer(onConnection);
  const servers: Server[] = [plain];
  const port = await listen(plain, host, options.port ?? 0);
  let tlsPort: number | undefined;
  let fingerprint: string | undefined;
  if (options.tlsPort !== false) {
    const pem = generate([{ name: 'commonName', value: 'practice-router' }], {
      days: 3650,
      keySize: 2048,
      algorithm: 'sha256',
    });
    const secure = createTlsServer({ key: pem.private, cert: pem.cert }, onConnection);
    secure.on('tlsClientError', () => undefined);
    servers.push(secure);
    tlsPort = await listen(secure, host, options.tlsPort ?? 0).catch(async (error: unknown) => {
      plain.close();
      throw error;
    });
    fingerprint = new X509Certificate(pem.cert).fingerprint256;
  }
  return {
    device,
    host,
    port,
    tlsPort,
    fingerprint,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
    },
  };
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
