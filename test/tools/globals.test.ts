import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');

/** What needs no import escapes who checks imports: the linter knows these by name. */
const FILES: readonly (readonly [file: string, text: string, isRefused: boolean])[] = [
  ['server/src/lint/asks-the-network.ts', `export const ask = () => fetch('x');\n`, true],
  ['server/src/ide/knows-node.ts', 'export const where = () => process.cwd();\n', true],
  ['server/src/syntax/counts-bytes.ts', `export const bytes = (text: string) => Buffer.byteLength(text);\n`, true],
  ['client/src/asks-the-network.ts', `export const ask = () => new WebSocket('x');\n`, true],
  ['cli/src/asks-the-network.ts', `export const ask = () => fetch('x');\n`, true],
  ['server/src/main.node.ts', 'export const where = () => process.cwd();\n', false],
  ['cli/src/knows-node.ts', 'export const where = () => process.cwd();\n', false],
];

describe('who may use which global', () => {
  let refused: Set<string>;

  before(async () => {
    const tree = mkdtempSync(join(tmpdir(), 'rscope-globals-'));
    cpSync(join(root, 'biome.json'), join(tree, 'biome.json'));
    for (const [file, text] of FILES) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    }
    const linter = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = [linter, 'lint', '--only=style/noRestrictedGlobals', '--reporter=json', '.'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tree }).catch(
      (error: { stdout: string }) => error,
    );
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: unknown } }[] };
    refused = new Set(diagnostics.map(({ location }) => JSON.stringify(location.path)));
    rmSync(tree, { recursive: true, force: true });
  });

  for (const [file, , isRefused] of FILES) {
    it(`${file} is ${isRefused ? 'refused' : 'taken'}`, () => {
      assert.equal(
        [...refused].some((path) => path.includes(file)),
        isRefused,
      );
    });
  }
});
