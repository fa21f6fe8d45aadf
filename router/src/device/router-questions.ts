import { RouterTrapError } from '../transport/connection-errors';
import type { Answer, RouterConnection, Row, TalkOptions } from '../transport/router-connection';

/** Asks `print` for counters. */
export const STATS = '=stats=';

/**
 * Asks a router for parts of its state. What it refuses (a policy, a package that is not there) is written down with its
 * own words; only the end of the connection rejects.
 */
export class RouterQuestions<Part extends string> {
  readonly refused: Partial<Record<Part, string>> = {};
  readonly #options: TalkOptions;

  constructor(
    private readonly connection: RouterConnection,
    signal?: AbortSignal,
  ) {
    this.#options = signal ? { signal } : {};
  }

  /**
   * The rows of a menu, with just the properties that are asked for: what is not asked for, a password say, is neither
   * sent nor kept, whatever the router answers.
   */
  async rows(
    part: Part,
    command: string,
    properties: readonly string[],
    ...words: readonly string[]
  ): Promise<readonly Row[] | undefined> {
    const answer = await this.#ask(part, [command, `=.proplist=${properties.join(',')}`, ...words]);
    return answer?.rows.map((row) => only(row, properties));
  }

  /** The same for a command that takes no list of properties. */
  async run(part: Part, words: readonly string[], properties: readonly string[]): Promise<readonly Row[] | undefined> {
    const answer = await this.#ask(part, words);
    return answer?.rows.map((row) => only(row, properties));
  }

  /** How many items fulfil the queries. */
  async count(part: Part, command: string, ...queries: readonly string[]): Promise<number | undefined> {
    const answer = await this.#ask(part, [command, '=count-only=', ...queries]);
    return numberOf(answer?.done['ret']);
  }

  async #ask(part: Part, words: readonly string[]): Promise<Answer | undefined> {
    try {
      return await this.connection.talk(words, this.#options);
    } catch (error) {
      if (!(error instanceof RouterTrapError)) throw error;
      // Some versions show counters only with this word, others do not know it.
      if (words.includes(STATS))
        return this.#ask(
          part,
          words.filter((word) => word !== STATS),
        );
      this.refused[part] ??= error.message;
      return undefined;
    }
  }
}

function only(row: Row, properties: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => properties.includes(name)));
}

/** A number that a router gave; undefined where it gave none. */
export function numberOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** A flag of the API, which writes `true` where scripts write `yes`. */
export function isSet(value: string | undefined): boolean {
  return value === 'true' || value === 'yes';
}
