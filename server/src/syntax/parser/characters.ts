/** What a character may be part of, as bits, for the loops that look at every character of a text. */
export const Char = {
  /** Of a word of a path: lower-case letters, digits, `.`, `-`. */
  word: 1,
  /** Of an argument's name: as a word, and capitals. */
  name: 2,
  /** Of an unquoted value: anything but white space, quotes, brackets, `;`, `$` and `\`. */
  bare: 4,
  /** A space or a tab. */
  blank: 8,
  /** Of the plain text of a string: anything but `"`, `\` and `$`. */
  text: 16,
  /** Letters and digits. */
  alphanumeric: 32,
} as const;

/** The codes of characters that the grammar looks for. */
export const Code = {
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  doubleQuote: 34,
  hash: 35,
  dot: 46,
  semicolon: 59,
  equals: 61,
  backslash: 92,
} as const;

/** From here on a character is looked at as a regular expression would: white space has many forms there. */
export const TABLE_SIZE = 128;

const CHARACTERS: Uint8Array = makeTable();

function makeTable(): Uint8Array {
  const table = new Uint8Array(TABLE_SIZE);
  const add = (pattern: RegExp, bit: number): void => {
    for (let code = 0; code < TABLE_SIZE; code++)
      if (pattern.test(String.fromCharCode(code))) table[code] = (table[code] ?? 0) | bit;
  };
  add(/[a-z0-9.-]/, Char.word);
  add(/[A-Za-z0-9.-]/, Char.name);
  add(/[^\s;\]})"$([{\\]/, Char.bare);
  add(/[ \t]/, Char.blank);
  add(/[^"\\$]/, Char.text);
  add(/[A-Za-z0-9]/, Char.alphanumeric);
  return table;
}

/** Whether a character is of a class; one beyond the table is of none. */
export function hasClass(code: number, bit: number): boolean {
  return code < TABLE_SIZE && ((CHARACTERS[code] ?? 0) & bit) !== 0;
}

/** Where the run of characters of a class ends that begins at `start`. Characters beyond the table are in no class. */
export function endOfRun(text: string, start: number, bit: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code >= TABLE_SIZE || ((CHARACTERS[code] ?? 0) & bit) === 0) break;
    at++;
  }
  return at;
}

/** Where the plain text of a string ends that begins at `start`: it may hold any character beyond the table. */
export function endOfStringText(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code < TABLE_SIZE && ((CHARACTERS[code] ?? 0) & Char.text) === 0) break;
    at++;
  }
  return at;
}
