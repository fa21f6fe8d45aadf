// npm run check: types, style, who may know whom, what nobody uses, and whether generated files are up to date.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root, run } from './run.mjs';

ensureInstalled();
const checks = [
  ['types', 'tsc', ['--noEmit', '-p', '.']],
  ['style', 'biome', ['check', '--error-on-warnings', '.']],
  ['rooms', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'client', 'server', 'router', 'cli', 'test', 'tools']],
  ['unused', 'knip', ['--no-progress']],
  ['catalogue', 'tsx', ['tools/import-catalogue.ts', '--check']],
  ['generated', 'tsx', ['tools/generate.ts', '--check']],
].filter(([, , [script]]) => !script.startsWith('tools/') || existsSync(join(root, script)));
const failed = [];
for (const [name, program, args] of checks) {
  console.log(`\n── ${name}`);
  if ((await run(program, args)) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
