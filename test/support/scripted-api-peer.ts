import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { encodeSentence, SentenceDecoder } from '../../router/src/transport/sentence-codec';

/** What a peer does with a sentence: it writes what it likes to the socket. */
export type Script = (words: readonly string[], socket: Socket, tag: string) => void;

export interface ScriptedPeer {
  readonly port: number;
  /** Every sentence that arrived, logins included. */
  readonly received: string[][];
  stop(): Promise<void>;
}

/** A peer that takes any login and then follows a script: for everything that a well-behaved router never does. */
export async function startPeer(script: Script, tls?: TlsOptions): Promise<ScriptedPeer> {
  const received: string[][] = [];
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    sockets.add(socket);
    const decoder = new SentenceDecoder();
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      for (const words of decoder.push(data)) {
        received.push(words);
        const tag = words.find((word) => word.startsWith('.tag=')) ?? '';
        if (words[0] === '/login') socket.write(encodeSentence(['!done', ...(tag ? [tag] : [])]));
        else script(words, socket, tag);
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
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Sends a sentence with the tag of the command that it answers. */
export function reply(socket: Socket, tag: string, ...words: string[]): void {
  socket.write(encodeSentence([...words, ...(tag ? [tag] : [])]));
}
