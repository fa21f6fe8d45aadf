/** One `!trap` of a router. */
export interface Trap {
  /**
   * 0 missing item or command, 1 argument value, 2 interrupted, 3 script, 4 general, 5 API, 6 terminal, 7 `:return`;
   * undefined where the router gave none.
   */
  readonly category: number | undefined;
  /** The router's own words. */
  readonly message: string;
}

/** Anything that ends a command or a connection to a router. The message is for people. */
export abstract class RouterError extends Error {
  abstract readonly kind:
    | 'trap'
    | 'fatal'
    | 'lost'
    | 'silent'
    | 'refused'
    | 'timeout'
    | 'login'
    | 'identity'
    | 'aborted'
    | 'unsafe';
}

/** The router refused a command. */
export class RouterTrapError extends RouterError {
  override readonly name = 'RouterTrapError';
  readonly kind = 'trap';
  constructor(readonly traps: readonly Trap[]) {
    super(traps.map((trap) => trap.message).join('; ') || 'the router refused the command without a word');
  }
}
/** The router ended the connection and said why. */
export class RouterFatalError extends RouterError {
  override readonly name = 'RouterFatalError';
  readonly kind = 'fatal';
  constructor(readonly text: string) {
    super(`The router ended the connection: ${text || 'it gave no reason'}.`);
  }
}
/** The connection is gone; whether a command that was under way ran is not known. */
export class ConnectionLostError extends RouterError {
  override readonly name = 'ConnectionLostError';
  readonly kind = 'lost';
}
/** The router kept silent for too long and was given up; whether a command that was under way ran is not known. */
export class CommandTimeoutError extends RouterError {
  override readonly name = 'CommandTimeoutError';
  readonly kind = 'silent';
}
/** No connection came about. */
export class ConnectionRefusedError extends RouterError {
  override readonly name = 'ConnectionRefusedError';
  readonly kind = 'refused';
}
export class ConnectTimeoutError extends RouterError {
  override readonly name = 'ConnectTimeoutError';
  readonly kind = 'timeout';
}
export class LoginRefusedError extends RouterError {
  override readonly name = 'LoginRefusedError';
  readonly kind = 'login';
}
/** The certificate is not the one that is trusted. The router has received nothing. */
export class RouterIdentityError extends RouterError {
  override readonly name = 'RouterIdentityError';
  readonly kind = 'identity';
  constructor(
    message: string,
    /** SHA-256 of the certificate, `AA:BB:…`; undefined where the router showed none. */
    readonly fingerprint: string | undefined,
  ) {
    super(message);
  }
}
export class AbortedError extends RouterError {
  override readonly name = 'AbortedError';
  readonly kind = 'aborted';
  constructor() {
    super('The command was cancelled.');
  }
}
/** Refused by Rscope itself, because it would give a password away. */
export class UnsafeConnectionError extends RouterError {
  override readonly name = 'UnsafeConnectionError';
  readonly kind = 'unsafe';
}
