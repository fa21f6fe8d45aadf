import { CommandTimeoutError } from '../transport/connection-errors';
import type { Answer, RouterConnection, TalkOptions } from '../transport/router-connection';
import type { DeployClock } from './deploy-clock';

/**
 * A connection of which no command waits for ever: a router that is silent for that long is given up, together with the
 * connection, so that nothing which is still on its way can arrive after the router has undone the deploy.
 */
export function timedConnection(
  connection: RouterConnection,
  clock: DeployClock,
  /** How long a command may take, in milliseconds; it is given the command's path. */
  timeoutMs: (command: string) => number,
): RouterConnection {
  return {
    remote: connection.remote,
    closed: connection.closed,
    close: () => connection.close(),
    talk: (words, options) => talkInTime(connection, clock, timeoutMs(words[0] ?? ''), words, options),
  };
}

async function talkInTime(
  connection: RouterConnection,
  clock: DeployClock,
  timeoutMs: number,
  words: readonly string[],
  options: TalkOptions | undefined,
): Promise<Answer> {
  const answered = new AbortController();
  const late = clock.sleep(timeoutMs, answered.signal).then(async () => {
    if (answered.signal.aborted) return new Promise<never>(() => undefined);
    await connection.close();
    throw new CommandTimeoutError(
      `The router did not answer ${words[0] ?? ''} within ${Math.round(timeoutMs / 1000)} seconds; the connection was given up. Whether the command ran is not known.`,
    );
  });
  // What is lost with the connection is told by the timeout.
  const answer = connection.talk(words, options);
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    answered.abort();
    late.catch(() => undefined);
  }
}
