import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { sharedScripts } from '../support/shared-files';

/** An editor colours what is in it, whatever it is: no text may stop it, or cost a line its colours. */
describe('the grammar ends and advances', function () {
  this.timeout(60_000);

  for (const folder of ['corpus', 'oracle/parse', 'facts/configs'])
    it(`on all scripts of ${folder}`, async function () {
      const paths = sharedScripts(folder);
      if (paths.length === 0) this.skip();
      const texts = paths.map((path) => ({ name: relative(process.cwd(), path), text: readFileSync(path, 'utf8') }));
      assert.deepEqual((await colour(texts)).stuck, []);
    });

  for (const [name, text] of Object.entries(hostileTexts()))
    it(`on ${name}`, async () => {
      assert.deepEqual((await colour([{ name, text }])).stuck, []);
    });

  it('on random mixes of what scripts consist of', async () => {
    const texts = Array.from({ length: 500 }, (_, seed) => ({ name: `seed ${seed}`, text: randomText(seed) }));
    assert.deepEqual((await colour(texts)).stuck, []);
  });

  it('and says where it does not: in a rule that matches nothing again and again', async () => {
    const grammar = { patterns: [{ begin: '(?=a)', end: '(?=a)' }] };
    const { stuck } = await colour([{ name: 'text', text: 'b\na' }], grammar);
    assert.match(stuck.join('\n'), /^text:2: .*without advancing/);
  });

  it('and is ended where it tries all too long', async () => {
    const grammar = { patterns: [{ match: '(?:a|aa)+c' }] };
    // Each try is given up after a while, but each line begins anew: minutes.
    const text = `${'a'.repeat(500)}bc\n`.repeat(1000);
    await assert.rejects(colour([{ name: 'text', text }], grammar, 1000), /text is not coloured/);
  });
});

describe('the grammar and line ends', () => {
  it('colours a script with CRLF as with LF', async () => {
    const text = [
      ':do { # comment',
      '  add name=x \\',
      '    comment=\\',
      '    "a \\',
      '    b" # refused',
      '} on-error={ }',
      '/ip route',
      'print where a=b',
      ':put (1 +',
      '  2)',
    ].join('\n');
    const { colours } = await colour([
      { name: 'LF', text },
      { name: 'CRLF', text: text.replaceAll('\n', '\r\n') },
    ]);
    const [lf, crlf] = colours.map(({ lines }) => lines);
    const lengths = text.split('\n').map((line) => line.length);
    // The CR itself may be a token of its own.
    const withoutCr = crlf?.map((tokens, line) =>
      tokens.filter((token) => Number.parseInt(token, 10) < (lengths[line] ?? 0)),
    );
    assert.deepEqual(withoutCr, lf);
  });
});

interface Text {
  name: string;
  text: string;
}

interface Outcome {
  /** `name:line: what the tokenizer says of the rule` */
  stuck: string[];
  /** Per line, where each token starts and its innermost scope. */
  colours: { name: string; lines: string[][] }[];
}

/** Colours texts, by our grammar or by another; rejects where that does not end within `limit` milliseconds. */
function colour(texts: Text[], other?: object, limit = 50_000): Promise<Outcome> {
  const grammar = other
    ? JSON.stringify({ scopeName: 'source.routeros', repository: {}, ...other })
    : readFileSync(join(__dirname, '../../syntaxes/routeros.tmLanguage.json'), 'utf8');
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'tokenize-worker.mjs'), {
      workerData: { grammar, texts },
      env: { ...process.env, VSCODE_TEXTMATE_DEBUG: '1' },
    });
    let current = 'the first text';
    const timer = setTimeout(() => {
      reject(new Error(`${current} is not coloured after ${limit} ms`));
      void worker.terminate();
    }, limit);
    worker.on('message', (message: Outcome | { begins: string }) => {
      if ('begins' in message) current = message.begins;
      else resolve(message);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the thread ended with ${code} at ${current}`));
    });
  });
}

function hostileTexts(): Record<string, string> {
  const many = 10_000;
  return {
    '10,000 opened brackets': '['.repeat(many),
    '2,000 opened parentheses': `:put ${'('.repeat(many / 5)}`,
    '2,000 opened braces': '{'.repeat(many / 5),
    '2,000 opened brackets of all kinds': '{[("$[$('.repeat(many / 40),
    '2,000 opened conditions of a filter': `print where ${'('.repeat(many / 5)}`,
    '10,000 closing brackets': ')]}'.repeat(many / 3),
    'strings that nothing closes': ':put "a\n:put "b $[:put "c\n:put "$(1 + "d\n# "e',
    '10,000 quotes': '"'.repeat(many),
    '10,000 quotes behind a $': '$"'.repeat(many / 2),
    '10,000 backslashes': '\\'.repeat(many),
    'lone backslashes': '\\\n\\ \n:put \\\n\n\\\n"\\\n\\\n"\\\\\n add a=\\\nb=\\ c\n{\\\n}\\',
    '10,000 # behind a command': `:put ${'#'.repeat(many)}`,
    '# in odd places': '#\n:put #\n(#\n)\n{#}\n[#]\na=#\n#\\\n"#"#\n\\\n#\n \\\n #\n/#\n$#\n!#',
    'a # and blanks without an end': `:put #${' ]'.repeat(many / 2)}x`,
    'a word of 10,000 letters': 'a'.repeat(many),
    'a word of 10,000 hyphens': 'a-'.repeat(many / 2),
    'a number of 10,000 digits': `add a=${'1'.repeat(many)}x`,
    'an address of 10,000 parts': `add a=${'1.'.repeat(many / 4)}${'1:'.repeat(many / 4)}x`,
    'a time of 10,000 units': `add a=${'1d'.repeat(many / 2)}x`,
    'a path of 10,000 menus': '/a'.repeat(many / 2),
    '10,000 blanks': `:put ${' \t'.repeat(many / 2)}`,
    'CRLF, lone CR and NUL': 'a\r\n\r\n{\r\n#\r\r\n\\\r\n"\\\r\n"\0\r',
  };
}

const PIECES = [
  '{',
  '[',
  '(',
  '"',
  '}',
  ']',
  ')',
  '$',
  '\\',
  '#',
  ';',
  ' ',
  '\n',
  '\r\n',
  '\\\n',
  '=',
  '->',
  '>',
  '!',
  '~',
  ',',
].concat(
  [
    ':if ',
    ':foreach i in=',
    ':for i ',
    ':onerror e ',
    ':do ',
    ':local x',
    ':set ',
    ':put ',
    'do=',
    'else=',
    'in=',
    'source=',
  ],
  [
    '/ip ',
    '..',
    '/',
    'add ',
    'find ',
    'where ',
    'name=',
    '.x=',
    'and ',
    '$x',
    '1',
    '1.2.3.4',
    '1d',
    '::',
    '*1A',
    'yes',
    'é',
  ],
);

/** The same text for the same seed. */
function randomText(seed: number): string {
  let state = seed + 1;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: 20 + below(200) }, () => PIECES[below(PIECES.length)]).join('');
}
