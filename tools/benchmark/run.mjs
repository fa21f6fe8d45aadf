// npm run benchmark: how fast Rscope reads, beside what is public. Ratios in one process; nothing here is a test.
//   npm run benchmark -- --write   puts the tables into docs/performance.md
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ensureInstalled, root, run } from '../run.mjs';

const here = dirname(fileURLToPath(import.meta.url));
ensureInstalled();
const install = ['ci', '--prefix', here, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
if (spawnSync('npm', install, { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0)
  throw new Error('What Rscope is compared with could not be installed.');
if ((await run('node', ['tools/build.mjs'])) !== 0) throw new Error('The build failed.');
const outdir = join(root, 'out/benchmark');
await build({
  absWorkingDir: root,
  entryPoints: ['benchmark', 'cold-catalogue', 'deploy-rate'].map((name) => `tools/benchmark/${name}.ts`),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir,
  logLevel: 'warning',
  // As the product is built: node-routeros asks for a package of its own development otherwise.
  define: { 'process.env.ENV': '"production"' },
  external: ['highlight.js', 'web-tree-sitter', 'vscode-textmate', 'vscode-oniguruma'],
});
process.exitCode = await run('node', [
  '--expose-gc',
  '--max-old-space-size=8192',
  join(outdir, 'benchmark.js'),
  ...process.argv.slice(2),
]);
process.exitCode ||= await run('node', [join(outdir, 'deploy-rate.js'), ...process.argv.slice(2)]);
