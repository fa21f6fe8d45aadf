// Runs test/vscode/suite in a VS Code: the one that VSCODE_EXECUTABLE_PATH names, else a downloaded one.
//   node test/vscode/run-suite.mjs RESULT_FILE
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const [resultFile] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'rscope-suite-'));
try {
  // A test whose source is gone must not run on.
  rmSync(join(root, 'out/test/vscode'), { recursive: true, force: true });
  const suite = readdirSync(join(here, 'suite')).filter((file) => file.endsWith('.ts'));
  await build({
    absWorkingDir: root,
    entryPoints: suite.map((file) => `test/vscode/suite/${file}`),
    outdir: 'out/test/vscode',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    define: { 'process.env.ENV': '"production"' },
    alias: { 'iconv-lite': './router/src/transport/iconv-utf8-shim.ts' },
    logLevel: 'warning',
  });
  // The tests change files: they get a copy of the examples.
  const workspace = join(scratch, 'examples');
  mkdirSync(workspace);
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  const code = await runTests({
    ...(process.env.VSCODE_EXECUTABLE_PATH
      ? { vscodeExecutablePath: resolve(process.env.VSCODE_EXECUTABLE_PATH) }
      : { version: 'stable' }),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'out/test/vscode/index.js'),
    extensionTestsEnv: { TEST_RESULT_FILE: resultFile },
    launchArgs: [
      workspace,
      '--disable-extensions',
      `--user-data-dir=${join(scratch, 'user-data')}`,
      `--extensions-dir=${join(scratch, 'extensions')}`,
    ],
  });
  // An extension host that was killed still ends with 0: the figures must be there, and whole.
  const figures = JSON.parse(readFileSync(resultFile, 'utf8'));
  if (code !== 0 || figures.failures > 0 || figures.passes + figures.pending !== figures.total)
    throw new Error(`exit code ${code}, ${JSON.stringify(figures)}`);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
