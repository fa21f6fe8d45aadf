import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { Connector } from 'node-routeros';
import { encodeSentence, SentenceDecoder } from './sentence-codec';

/** What node-routeros's Connector has inside; its types call it private. */
interface ConnectorInternals {
  host: string;
  port: number;
  timeout: number;
  tls: ConnectionOptions | undefined;
  socket: Socket;
  connect(): unknown;
  removeAllListeners(): unknown;
}
const OpenConnector = Connector as unknown as new (options: object) => ConnectorInternals;

export interface ConnectorEvents {
  onConnected(): void;
  onSentence(words: string[]): void;
  /** Called once: with the error, or undefined for an orderly end by the router. */
  onEnd(error: Error | undefined): void;
}

/**
 * node-routeros's connector, with those of its parts replaced that lose, garble or end too much: it opens the socket; the
 * reading and writing of sentences, and what happens at an end, are ours. The package guesses the end of a sentence from
 * the borders of TCP segments, writes code page 1252, logs every word (passwords too) to `debug`, and throws inside the
 * socket's handlers (facts: talking to a RouterOS device, section 1).
 */
export class HardenedConnector extends OpenConnector {
  readonly #decoder = new SentenceDecoder();
  readonly #events: ConnectorEvents;
  #ended = false;

  constructor(options: { host: string; port: number; tls: ConnectionOptions | undefined }, events: ConnectorEvents) {
    super({ host: options.host, port: options.port, ...(options.tls ? { tls: options.tls } : {}) });
    // 0 switches the package's idle timeout off: a connection may rest as long as it likes.
    this.timeout = 0;
    this.#events = events;
  }

  open(): void {
    this.connect();
    this.socket.on('close', () => this.#end(undefined));
  }

  /** Writes one sentence in UTF-8. The words are neither kept nor logged. */
  write(words: readonly string[]): void {
    if (!this.#ended) this.socket.write(encodeSentence(words));
  }

  /** Ends the socket without waiting for the other side. */
  destroy(error?: Error): void {
    this.#end(error);
    this.socket.destroy();
    this.removeAllListeners();
  }

  /** Ends the socket so that what was written and has not arrived yet never will. */
  abandon(): void {
    this.#end(undefined);
    try {
      this.socket.resetAndDestroy();
    } catch {
      // Over TLS there is no such end; a record that is cut is not read.
      this.socket.destroy();
    }
    this.removeAllListeners();
  }

  // The package binds these by name when it opens the socket.
  protected onConnect(): void {
    this.#events.onConnected();
  }
  protected onData(data: Buffer): void {
    if (this.#ended) return;
    try {
      for (const sentence of this.#decoder.push(data)) this.#events.onSentence(sentence);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
  protected onEnd(): void {
    this.#end(undefined);
    this.socket.destroy();
  }
  protected onError(error: Error): void {
    this.#end(error);
    this.socket.destroy();
  }
  protected onTimeout(): void {
    // An idle connection is not an error.
  }

  #end(error: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.onEnd(error);
  }
}
