import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';

/** The most that a router gives of a file at once. */
const CHUNK = 32_768;

/**
 * Has the router export its configuration and fetches the text, so that there is something to go back to. Secrets are
 * not in it: RouterOS 7 leaves them out by itself, RouterOS 6 is told to. Rejects where the text can't be had whole.
 */
export async function fetchExport(
  connection: RouterConnection,
  version: RouterOsVersion,
  name: string,
): Promise<string> {
  const file = `${name}.rsc`;
  await connection.talk(['/export', `=file=${name}`, ...(version.major < 7 ? ['=hide-sensitive='] : [])]);
  const found = await findFile(connection, file);
  try {
    return await readFile(connection, file, found);
  } finally {
    await connection.talk(['/file/remove', `=.id=${found['.id'] ?? ''}`]).catch(() => undefined);
  }
}

async function findFile(connection: RouterConnection, file: string): Promise<Readonly<Record<string, string>>> {
  // The file appears a moment after the command has ended.
  for (let attempt = 0; attempt < 20; attempt++) {
    const { rows } = await connection.talk(['/file/print', `?name=${file}`]);
    if (rows[0] && Number(rows[0]['size'] ?? 0) > 0) return rows[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The router did not write ${file}.`);
}

async function readFile(
  connection: RouterConnection,
  file: string,
  row: Readonly<Record<string, string>>,
): Promise<string> {
  const size = Number(row['size'] ?? 0);
  const parts: Buffer[] = [];
  try {
    for (let offset = 0; offset < size; ) {
      const part = await readPart(connection, file, offset, Math.min(CHUNK, size - offset));
      parts.push(part);
      offset += part.length;
    }
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    if (!(error instanceof RouterTrapError)) throw error;
  }
  // Before 7.13 a file is read by its property, which holds only short ones.
  const contents = row['contents'];
  if (contents === undefined || Buffer.byteLength(contents) < size)
    throw new Error('The router does not hand out files of this size: the export can’t be fetched over the API.');
  return contents;
}

/** The longest letter in UTF-8, in bytes. */
const LETTER = 4;

/**
 * A part of a file. By REST, whose answers are UTF-8 throughout, a letter that is cut at its end comes garbled: then a
 * little less is read. Rejects with an Error where it can't be had.
 */
async function readPart(connection: RouterConnection, file: string, offset: number, size: number): Promise<Buffer> {
  for (let less = 0; less < Math.min(LETTER, size); less++) {
    const wanted = size - less;
    const words = ['/file/read', `=file=${file}`, `=offset=${offset}`, `=chunk-size=${wanted}`];
    const { rows } = await connection.talk(words);
    const bytes = bytesOf(rows[0]?.['data'] ?? '', wanted);
    if (bytes.length === wanted) return bytes;
  }
  throw new Error(`The router does not hand out ${file} whole: the export can’t be fetched.`);
}

/**
 * The bytes of a part of a file. A part that begins or ends inside a letter is no UTF-8 and comes as characters of
 * Latin-1, one a byte: then it has as many characters as bytes were asked for.
 */
function bytesOf(data: string, expected: number): Buffer {
  const isLatin = data.length === expected && Buffer.byteLength(data) !== expected;
  return Buffer.from(data, isLatin ? 'latin1' : 'utf8');
}
