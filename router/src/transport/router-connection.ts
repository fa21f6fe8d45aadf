import type { Protocol } from './trust';

/** One row of an answer: property names without the leading `=`, values as the router stores them. */
export type Row = Readonly<Record<string, string>>;

export interface Answer {
  /** In the order in which they came; a row without properties counts. */
  readonly rows: readonly Row[];
  /** What `!done` carried: `ret` holds the id of an added item, or a count. */
  readonly done: Row;
}

export interface TalkOptions {
  /** Cancels the command on the router too. */
  readonly signal?: AbortSignal;
  /** Called for each row as it comes, for commands that go on (`listen`); the rows are then not collected. */
  readonly onRow?: (row: Row) => void;
}

/**
 * A connection to a router over its API or REST. Everything above the transport knows a router only through this: it runs against
 * a real one and against the practice router alike.
 */
export interface RouterConnection {
  readonly remote: {
    readonly host: string;
    readonly port: number;
    readonly tls: boolean;
    /** `api` where absent. Over REST there is no session, hence no safe mode, and no `listen`. */
    readonly protocol?: Protocol;
    readonly fingerprint: string | undefined;
    /** The address that was connected to, and this machine's on that connection; undefined before it stands. */
    readonly address?: string | undefined;
    readonly localAddress?: string | undefined;
  };
  /**
   * Sends one command: its path (`/ip/route/add`), attributes (`=distance=1`), queries (`?name=x`). Several may be under
   * way at once. Rejects with a RouterError: what the router refused, or how the connection ended. Words are not changed.
   */
  talk(words: readonly string[], options?: TalkOptions): Promise<Answer>;
  /** Ends the connection; what is under way is rejected. Resolves always, within a second. */
  close(): Promise<void>;
  /** Resolves when the connection has ended, with the reason if it was not asked for. */
  readonly closed: Promise<Error | undefined>;
}
