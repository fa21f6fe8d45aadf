// npm test: installs, builds, and runs everything; ends with the figures of all runners together.
//   npm test -- --only unit|grammar|vscode|packaged
// RSCOPE_VSCODE=desktop|code-server|none says in which VS Code; without it a desktop one where it can be had (never with
// CI=true), else code-server. VSCODE_EXECUTABLE_PATH names a desktop one that is there.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root, run } from './run.mjs';

const RUNNERS = { unit, grammar, vscode, packaged };
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
if (only !== undefined && !Object.hasOwn(RUNNERS, only)) {
  console.error(`--only takes ${Object.keys(RUNNERS).join(', ')}, not ${only}`);
  process.exit(2);
}
const isCi = process.env.CI === 'true';
const results = [];
/** Said once where it happens, and again at the end. */
const warnings = [];

ensureInstalled();
const scratch = mkdtempSync(join(tmpdir(), 'rscope-test-'));
try {
  if ((await run('node', ['tools/build.mjs'])) !== 0) throw new Error('The build failed.');
  for (const [name, runner] of Object.entries(RUNNERS)) if (only === undefined || only === name) await runner();
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
summarize();

async function unit() {
  const args = ['test/**/*.test.ts', '--ignore', 'test/vscode/**', '--ignore', 'test/packaged/**'];
  await record('unit, protocol, command line, router', (file) => mocha(args, file));
}

async function grammar() {
  const grammars = [
    'syntaxes/routeros.tmLanguage.json',
    'syntaxes/markdown-routeros.tmLanguage.json',
    'test/syntaxes/markdown.fixture.tmLanguage.json',
  ];
  await record('grammar', (file) => run('node', ['tools/test-grammar.mjs', file, ...grammars], { limitMinutes: 3 }));
}

async function vscode() {
  const mustBeDesktop = process.env.RSCOPE_VSCODE === 'desktop';
  const found = (await findDesktop()) ?? (mustBeDesktop ? undefined : await findCodeServer());
  if (!found) return missing('in VS Code');
  await record(`in VS Code (${found.name})`, (file) =>
    run('node', ['test/vscode/run-suite.mjs', file], { env: found.env, limitMinutes: 6 }),
  );
}

/** The packaged extension is tried in code-server, whichever VS Code the suite ran in: a browser can be steered. */
async function packaged() {
  if (!(await findCodeServer())) return missing('packaged extension');
  await record('packaged extension, as a person uses it', async (file) =>
    (await run('node', ['tools/package.mjs'])) === 0 ? mocha(['--config', 'test/packaged/.mocharc.json'], file) : 1,
  );
}

function mocha(args, resultFile) {
  const options = ['--reporter', 'tools/mocha-reporter.cjs', ...(isCi ? ['--forbid-only'] : [])];
  return run('mocha', [...args, ...options], { env: { TEST_RESULT_FILE: resultFile }, limitMinutes: 12 });
}

/** A desktop VS Code: the one that is named, or one that is downloaded where that works. */
async function findDesktop() {
  if (process.env.RSCOPE_VSCODE === 'none') return undefined;
  if (process.env.VSCODE_EXECUTABLE_PATH) return { name: 'the one of VSCODE_EXECUTABLE_PATH', env: {} };
  const isWanted = process.env.RSCOPE_VSCODE === 'desktop';
  if (!isWanted && (process.env.RSCOPE_VSCODE !== undefined || isCi || !(await canDownload()))) return undefined;
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    return { name: 'desktop', env: { VSCODE_EXECUTABLE_PATH: await downloadAndUnzipVSCode({ version: 'stable' }) } };
  } catch (error) {
    console.error(`The desktop VS Code can't be downloaded: ${error.message}`);
    return undefined;
  }
}

async function canDownload() {
  // It needs a display, too.
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  return fetch('https://update.code.visualstudio.com/api/releases/stable', {
    method: 'HEAD',
    signal: AbortSignal.timeout(4000),
  }).then(
    (response) => response.ok,
    () => false,
  );
}

async function findCodeServer() {
  if (process.env.RSCOPE_VSCODE === 'none') return undefined;
  const { findBrowser } = await import('./vscode/code-server.mjs');
  if (!findBrowser()) {
    console.error('There is no Chromium or Chrome for code-server; CHROMIUM_PATH can name one.');
    return undefined;
  }
  const { setUpCodeServer } = await import('./vscode/set-up-code-server.mjs');
  try {
    setUpCodeServer();
  } catch (error) {
    console.error(`code-server can't be set up: ${error.message}`);
    return undefined;
  }
  return {
    name: 'code-server',
    env: { VSCODE_EXECUTABLE_PATH: join(root, 'test/vscode/code-server-shim.mjs') },
  };
}

/** No VS Code could be had: a failure where everything has to run, a skipped runner elsewhere, and never unsaid. */
function missing(name) {
  warnings.push(`!!! ${name}: NO VS CODE COULD BE HAD. These tests did NOT run. !!!`);
  console.error(`\n${warnings.at(-1)}\n`);
  results.push({ name: `${name}: no VS Code`, passed: 0, failed: isCi ? 1 : 0, skipped: isCi ? 0 : 1 });
}

/** Runs a runner and takes over its figures. One that died before its end has none, or not all: that is a failure. */
async function record(name, runner) {
  const file = join(scratch, `figures-${results.length}.json`);
  const code = await runner(file);
  const figures = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const { total = 0, passes = 0, pending = 0, failures = 0 } = figures ?? {};
  const isWhole = total > 0 && passes + pending + failures === total;
  if (!isWhole)
    console.error(`${name}: the runner did not come to its end (${passes + pending + failures} of ${total}).`);
  results.push({ name, passed: passes, failed: Math.max(failures, isWhole && code === 0 ? 0 : 1), skipped: pending });
}

function summarize() {
  console.log('');
  for (const { name, passed, failed, skipped } of results) {
    const figures = [
      `${passed} passed`.padStart(12),
      `${failed} failed`.padStart(11),
      `${skipped} skipped`.padStart(11),
    ];
    console.log(`${figures.join('')}  ${name}`);
  }
  for (const warning of warnings)
    console.log(`\n${'!'.repeat(warning.length)}\n${warning}\n${'!'.repeat(warning.length)}`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped');
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out/test-summary.json'), JSON.stringify(results));
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
}
