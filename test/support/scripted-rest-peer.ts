import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A request as it arrived. */
export interface RestRequest {
  readonly path: string;
  readonly authorization: string;
  readonly body: Record<string, unknown>;
}
/** What a peer does with a request: it writes what it likes to the socket. */
export type RestScript = (request: RestRequest, socket: Socket) => void;

export interface RestPeer {
  readonly port: number;
  readonly received: RestRequest[];
  /** How many connections came, whatever they brought. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** A peer that lets anybody in and then follows a script: for everything that a well-behaved router never does. */
export async function startRestPeer(script: RestScript, tls?: TlsOptions): Promise<RestPeer> {
  const received: RestRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const onConnection = (socket: Socket) => {
    connections++;
    sockets.add(socket);
    let waiting = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      waiting = Buffer.concat([waiting, data]);
      for (let end = waiting.indexOf('\r\n\r\n'); end >= 0; end = waiting.indexOf('\r\n\r\n')) {
        const head = waiting.subarray(0, end).toString('latin1');
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        if (waiting.length < end + 4 + length) return;
        const request = {
          path: head.split(' ')[1] ?? '',
          authorization: /^authorization: *(.*)$/im.exec(head)?.[1]?.trim() ?? '',
          body: JSON.parse(waiting.subarray(end + 4, end + 4 + length).toString('utf8')),
        };
        waiting = waiting.subarray(end + 4 + length);
        received.push(request);
        if (request.path === '/rest/system/resource/print') respond(socket, 200, [{ version: '7.20' }]);
        else script(request, socket);
      }
    });
  };
  const server = tls ? createTlsServer(tls, onConnection) : createServer(onConnection);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    received,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** An answer in bytes; the connection stays. */
export function restAnswer(status: number, body: unknown): Buffer {
  const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const head = `HTTP/1.1 ${status} Said\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), text]);
}

export function respond(socket: Socket, status: number, body: unknown): void {
  socket.write(restAnswer(status, body));
}
