// Bundles the programs into dist/: the extension with its picture of a network, the language server, the command line.
//   node tools/build.mjs [--watch] [--dev]
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const watch = process.argv.includes('--watch');
const dev = watch || process.argv.includes('--dev');
/** The catalogue as a text that is parsed: twice as fast to load as a literal of half a megabyte. */
const catalogueAsText = {
  name: 'catalogue-as-text',
  setup: ({ onLoad }) =>
    onLoad({ filter: /catalogue-data\.json$/ }, ({ path }) => ({
      contents: `module.exports = JSON.parse(${JSON.stringify(readFileSync(path, 'utf8'))});`,
      loader: 'js',
    })),
};
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: !dev,
  sourcemap: dev,
  logLevel: 'warning',
  plugins: [catalogueAsText],
  // node-routeros loads an optional package unless this says production.
  define: { 'process.env.ENV': '"production"' },
  // The transport sends and reads UTF-8 itself; iconv's tables of old code pages would be half of the bundle.
  alias: { 'iconv-lite': './router/src/transport/iconv-utf8-shim.ts' },
};
const bundles = [
  { entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { entryPoints: ['server/src/main.node.ts'], outfile: 'dist/server.js' },
  // What runs in the picture of a network, inside VS Code's window.
  {
    entryPoints: { topology: 'client/src/views/topology/webview.ts' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'chrome132',
  },
  { entryPoints: { topology: 'client/src/views/topology/webview.css' }, outdir: 'dist' },
  { entryPoints: ['cli/src/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
];

rmSync(join(root, 'dist'), { recursive: true, force: true });
if (watch) {
  for (const bundle of bundles) await (await context({ ...common, ...bundle })).watch();
} else {
  await Promise.all(bundles.map((bundle) => build({ ...common, ...bundle })));
  chmodSync(join(root, 'dist/cli.js'), 0o755);
}
