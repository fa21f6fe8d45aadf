import { compareRouterOsVersions, type RouterOsVersion } from '../../../server/src/base/routeros-version';
import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';

/** What the router itself says of the syntax of a script. */
export type RouterVerdict =
  | { readonly kind: 'accepted' }
  /** `line` and `column` from 1, as the router counts. */
  | { readonly kind: 'refused'; readonly line: number; readonly column: number; readonly message: string }
  /** It could not be asked. */
  | { readonly kind: 'not-asked'; readonly why: string };

/** The console takes no longer line than this in one command over the API. */
const MOST_CHARACTERS = 30_000;

/**
 * Has the router parse a script without running it, by `:parse` through `/execute as-string` (RouterOS 7.9 and later); no
 * file is made. Names are checked there, values are not. Rejects where the connection ends.
 */
export async function checkOnRouter(
  connection: RouterConnection,
  version: RouterOsVersion,
  text: string,
): Promise<RouterVerdict> {
  if (compareRouterOsVersions(version, { major: 7, minor: 9 }) < 0)
    return { kind: 'not-asked', why: 'RouterOS before 7.9 can’t check a script without running it' };
  const command = `:put [:parse ${quoted(text)}]`;
  if (command.length > MOST_CHARACTERS)
    return { kind: 'not-asked', why: 'the script is too long to be checked by the router at once' };
  try {
    const { done, rows } = await connection.talk(['/execute', `=script=${command}`, '=as-string=']);
    return readVerdict(done['ret'] ?? rows[0]?.['ret'] ?? '') ?? { kind: 'accepted' };
  } catch (error) {
    if (!(error instanceof RouterTrapError)) throw error;
    return readVerdict(error.message) ?? { kind: 'not-asked', why: `the router refused: “${error.message}”` };
  }
}

/** `expected end of command (line 3 column 7)`. */
function readVerdict(text: string): RouterVerdict | undefined {
  const match = /([^\n]*?) *\(line (\d+) column (\d+)\)/.exec(text);
  if (!match) return undefined;
  const [, message = '', line, column] = match;
  return { kind: 'refused', line: Number(line), column: Number(column), message: message.trim() };
}

/** A text between quotes, as the console reads it back. */
function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"$]/g, '\\$&')
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t');
  return `"${escaped}"`;
}
