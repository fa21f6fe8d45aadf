import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');

/** A file that every room has in the tree of these tests, to be imported. */
const ROOMS = [
  ...[
    'base',
    'text',
    'syntax',
    'catalogue',
    'resolve',
    'format',
    'evaluate',
    'config',
    'network',
    'lint',
    'ide',
    'lsp',
  ],
  'made-up-room',
].map((room) => `server/src/${room}/thing`);
const OTHERS = [
  ...['server/src/main.node', 'server/src/lsp/server', 'server/src/lsp/protocol-extensions'],
  ...['router/src/transport/thing', 'client/src/thing', 'cli/src/thing', 'test/thing', 'tools/thing'],
];

/** Where an import is written, what it imports, and which rule it breaks. */
type Case = readonly [from: string, to: string, rule: string];

const WRONG: readonly Case[] = [
  // The rooms of the server, in order.
  ['server/src/base', 'server/src/text/thing', 'server-base-knows-only-rooms-above'],
  ['server/src/text', 'server/src/syntax/thing', 'server-text-knows-only-rooms-above'],
  ['server/src/syntax', 'server/src/catalogue/thing', 'server-syntax-knows-only-rooms-above'],
  ['server/src/catalogue', 'server/src/syntax/thing', 'server-catalogue-knows-only-rooms-above'],
  ['server/src/resolve', 'server/src/format/thing', 'server-resolve-knows-only-rooms-above'],
  ['server/src/format', 'server/src/resolve/thing', 'server-format-knows-only-rooms-above'],
  ['server/src/evaluate', 'server/src/config/thing', 'server-evaluate-knows-only-rooms-above'],
  ['server/src/config', 'server/src/network/thing', 'server-config-knows-only-rooms-above'],
  ['server/src/network', 'server/src/lint/thing', 'server-network-knows-only-rooms-above'],
  ['server/src/lint', 'server/src/ide/thing', 'server-lint-knows-only-rooms-above'],
  ['server/src/ide', 'server/src/lsp/thing', 'server-ide-knows-only-rooms-above'],
  ['server/src/lsp', 'server/src/main.node', 'server-lsp-knows-only-rooms-above'],
  // The network does not know that there are scripts, though these rooms are above it.
  ['server/src/network', 'server/src/text/thing', 'server-network-knows-only-rooms-above'],
  ['server/src/network', 'server/src/syntax/thing', 'server-network-knows-only-rooms-above'],
  ['server/src/network', 'server/src/catalogue/thing', 'server-network-knows-only-rooms-above'],
  ['server/src/network', 'server/src/evaluate/thing', 'server-network-knows-only-rooms-above'],
  ['server/src/lint', 'server/src/made-up-room/thing', 'server-has-known-rooms-only'],
  ['cli/src', 'server/src/main.node', 'mains-are-entries'],
  // What the server may not know, so that it runs in a browser and touches no network.
  ['server/src/lint', 'node:fs', 'server-knows-no-node'],
  ['server/src/lsp', 'path', 'server-knows-no-node'],
  ['server/src/lint', 'node:net', 'sockets-only-in-transport-and-practice'],
  ['server/src/catalogue', 'node-routeros', 'server-knows-few-packages'],
  ['server/src/lint', 'router/src/transport/thing', 'server-knows-no-other-house'],
  ['server/src/ide', 'cli/src/thing', 'server-knows-no-other-house'],
  ['server/src/ide', 'vscode-languageserver', 'only-lsp-knows-the-protocol'],
  ['server/src/lint', 'vscode-languageserver-textdocument', 'only-lsp-knows-the-protocol'],
  ['router/src/deploy', 'vscode-languageserver', 'only-lsp-knows-the-protocol'],
  ['server/src/lsp', 'vscode-languageserver/node', 'only-wiring-knows-node-connections'],
  // Devices.
  ['router/src/deploy', 'server/src/lint/thing', 'router-knows-the-server-up-to-network'],
  ['router/src/device', 'server/src/ide/thing', 'router-knows-the-server-up-to-network'],
  ['router/src/practice', 'server/src/lsp/thing', 'router-knows-the-server-up-to-network'],
  ['router/src/practice', 'client/src/thing', 'router-knows-the-server-up-to-network'],
  ['router/src/practice', 'node-routeros', 'only-transport-knows-node-routeros'],
  ['client/src/routers', 'node-routeros', 'only-transport-knows-node-routeros'],
  ['router/src/deploy', 'node:tls', 'sockets-only-in-transport-and-practice'],
  ['cli/src', 'http', 'sockets-only-in-transport-and-practice'],
  ['client/src/commands', 'node:https', 'sockets-only-in-transport-and-practice'],
  // The two ends.
  ['server/src/ide', 'vscode', 'only-client-knows-vscode'],
  ['router/src/deploy', 'vscode', 'only-client-knows-vscode'],
  ['cli/src', 'vscode-languageclient/node', 'only-client-knows-vscode'],
  ['test/lint', 'vscode', 'only-client-knows-vscode'],
  ['cli/src', 'server/src/lsp/thing', 'cli-knows-of-lsp-only-how-to-start-it'],
  ['cli/src', 'client/src/thing', 'cli-and-client-never-meet'],
  ['client/src/views', 'cli/src/thing', 'cli-and-client-never-meet'],
  ['client/src/views', 'server/src/ide/thing', 'client-talks-to-the-server-by-protocol'],
  ['client/src/views', 'server/src/lsp/server', 'client-talks-to-the-server-by-protocol'],
  ['client/src/views', 'server/src/lsp/protocol-extensions', 'client-takes-only-types-from-the-server'],
  // What is delivered, and what makes it.
  ['server/src/lint', 'test/thing', 'source-knows-no-tests-or-tools'],
  ['cli/src', 'tools/thing', 'source-knows-no-tests-or-tools'],
  ['cli/src', 'fast-check', 'source-uses-listed-packages'],
  ['server/src/lint', 'server/src/lint/no-such-file', 'imports-lead-somewhere'],
];

const RIGHT: readonly (readonly [from: string, to: string])[] = [
  ['server/src/lint', 'server/src/network/thing'],
  ['server/src/network', 'server/src/config/thing'],
  ['server/src/network', 'server/src/base/thing'],
  ['server/src/ide', 'server/src/text/thing'],
  ['server/src/catalogue', 'fastest-levenshtein'],
  ['server/src/lsp', 'vscode-languageserver'],
  ['router/src/transport', 'node-routeros'],
  ['router/src/transport', 'node:tls'],
  ['router/src/practice', 'node:net'],
  ['router/src/practice', 'server/src/evaluate/thing'],
  ['router/src/deploy', 'node:fs'],
  ['client/src/views', 'vscode'],
  ['client/src/views', 'router/src/transport/thing'],
  ['cli/src', 'server/src/lsp/server'],
  ['cli/src', 'server/src/ide/thing'],
];

describe('who may know whom', () => {
  let tree: string;
  /** The rules that a file breaks, by its path. */
  const broken = new Map<string, Set<string>>();

  // All imports lie in one tree beside the project, so that the checker runs once.
  before(async () => {
    tree = mkdtempSync(join(tmpdir(), 'rscope-rooms-'));
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
      cpSync(join(root, file), join(tree, file));
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
    for (const file of [...ROOMS, ...OTHERS])
      write(`${file}.ts`, 'export const thing = 1;\nexport type Thing = number;\n');
    for (const [index, [from, to]] of WRONG.entries()) write(wrongFile(from, index), importOf(from, to));
    for (const [index, [from, to]] of RIGHT.entries()) write(rightFile(from, index), importOf(from, to));
    write(
      'client/src/views/types.ts',
      `import type { Thing } from '../../../server/src/lsp/protocol-extensions';\nexport type Other = Thing;\n`,
    );
    write('server/src/ide/types.ts', `import type { Thing } from '../lsp/thing';\nexport type Other = Thing;\n`);
    write('server/src/lint/one.ts', `import { two } from './two';\nexport const one = () => two;\n`);
    write('server/src/lint/two.ts', `import { one } from './one';\nexport const two = () => one;\n`);
    write('server/src/lint/alone.ts', 'export const alone = 1;\n');
    const checker = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = ['--config', '.dependency-cruiser.cjs', '--preserve-symlinks', '--output-type', 'json'];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [checker, ...args, 'client', 'server', 'router', 'cli', 'test', 'tools'],
      {
        cwd: tree,
        maxBuffer: 1 << 26,
      },
    ).catch((error: { stdout: string }) => error);
    for (const { from, rule } of JSON.parse(stdout).summary.violations as { from: string; rule: { name: string } }[]) {
      broken.set(from, (broken.get(from) ?? new Set()).add(rule.name));
    }
  });
  after(() => rmSync(tree, { recursive: true, force: true }));

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  };

  for (const [index, [from, to, rule]] of WRONG.entries()) {
    it(`${from} may not import ${to}`, () => {
      const found = [...(broken.get(wrongFile(from, index)) ?? [])];
      assert.ok(found.includes(rule), `${rule} should have been broken; broken: ${found.join(', ') || 'none'}`);
    });
  }

  for (const [index, [from, to]] of RIGHT.entries()) {
    it(`${from} may import ${to}`, () => {
      assert.deepEqual([...(broken.get(rightFile(from, index)) ?? [])], []);
    });
  }

  it('the client may take types from the messages of the server', () => {
    assert.deepEqual(broken.get('client/src/views/types.ts'), undefined);
  });

  it('a type import counts in the order of the rooms', () => {
    assert.deepEqual([...(broken.get('server/src/ide/types.ts') ?? [])], ['server-ide-knows-only-rooms-above']);
  });

  it('two files do not import each other', () => {
    assert.deepEqual(
      [...(broken.get('server/src/lint/one.ts') ?? []), ...(broken.get('server/src/lint/two.ts') ?? [])],
      ['no-cycles'],
    );
  });

  it('no file lies about that nobody imports', () => {
    assert.deepEqual([...(broken.get('server/src/lint/alone.ts') ?? [])], ['no-orphans']);
  });

  it('every rule is broken by one of these imports', () => {
    const rules = (require(join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] }).forbidden.map(
      ({ name }) => name,
    );
    const seen = new Set([...broken.values()].flatMap((names) => [...names]));
    assert.deepEqual(
      rules.filter((name) => !seen.has(name)),
      [],
    );
  });
});

function wrongFile(from: string, index: number): string {
  return `${from}/wrong-${index}.ts`;
}

function rightFile(from: string, index: number): string {
  return `${from}/right-${index}.ts`;
}

/** An import of a file of the tree, or of a package. */
function importOf(from: string, to: string): string {
  const isFile = /^(server|router|client|cli|test|tools)\//.test(to);
  const specifier = isFile
    ? relative(from, to)
        .replaceAll('\\', '/')
        .replace(/^(?!\.)/, './')
    : to;
  return `import * as it from '${specifier}';\nexport const uses = it;\n`;
}
