// npm test: installs, builds, and runs everything; ends with the figures of all runners together.
//   npm test -- --only unit|grammar|vscode|packaged
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root, run } from './run.mjs';

ensureInstalled();
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const scratch = mkdtempSync(join(tmpdir(), 'rscope-test-'));
const isCi = process.env.CI === 'true';
const results = [];

if ((await run('node', ['tools/build.mjs'])) !== 0) throw new Error('The build failed.');
const wants = (name) => only === undefined || only === name;
if (wants('unit')) await unit();
if (wants('grammar')) await grammar();
if (wants('vscode') || wants('packaged')) await inVsCode();
rmSync(scratch, { recursive: true, force: true });
summarize();

async function unit() {
  const file = join(scratch, 'unit.json');
  const code = await run('mocha', ['--reporter', 'tools/mocha-reporter.cjs'], { env: { TEST_RESULT_FILE: file } });
  record('unit, protocol, command line, router', code, file);
}

async function grammar() {
  const grammars = [
    'syntaxes/routeros.tmLanguage.json',
    'syntaxes/markdown-routeros.tmLanguage.json',
    'test/syntaxes/markdown.fixture.tmLanguage.json',
  ];
  const file = join(scratch, 'grammar.json');
  const code = await run('node', ['tools/test-grammar.mjs', file, ...grammars]);
  record('grammar', code, file);
}

async function inVsCode() {
  const vscode = await findVsCode();
  if (!vscode) {
    const line =
      '!!! No VS Code could be had (no desktop one, no Chromium for code-server): its tests did NOT run. !!!';
    console.error(`\n${'!'.repeat(line.length)}\n${line}\n${'!'.repeat(line.length)}\n`);
    results.push({ name: 'in VS Code', passed: 0, failed: isCi ? 1 : 0, skipped: isCi ? 0 : 1 });
    return;
  }
  if (wants('vscode')) {
    const file = join(scratch, 'vscode.json');
    const code = await run('node', ['test/vscode/run-suite.mjs', file], { env: vscode.env });
    record(`in VS Code (${vscode.name})`, code, file);
  }
  if (wants('packaged') && vscode.name === 'code-server') {
    const file = join(scratch, 'packaged.json');
    const isPackaged = (await run('node', ['tools/package.mjs'])) === 0;
    const code = isPackaged
      ? await run('mocha', ['--config', 'test/packaged/.mocharc.json', '--reporter', 'tools/mocha-reporter.cjs'], {
          env: { TEST_RESULT_FILE: file },
        })
      : 1;
    record('packaged extension, as a person uses it', code, file);
  }
}

/** The VS Code for the tests: one that is named, a desktop one where it can be downloaded, else code-server with a browser. */
async function findVsCode() {
  const wanted = process.env.RSCOPE_VSCODE;
  if (wanted === 'none') return undefined;
  if (process.env.VSCODE_EXECUTABLE_PATH) return { name: 'the one that was named', env: {} };
  if (wanted === 'desktop' || (wanted === undefined && !isCi && (await canDownload())))
    return { name: 'desktop', env: {} };
  const { findBrowser } = await import('./vscode/code-server.mjs');
  if (!findBrowser()) return undefined;
  const { setUpCodeServer } = await import('./vscode/set-up-code-server.mjs');
  try {
    setUpCodeServer();
  } catch (error) {
    console.error(`code-server can't be set up: ${error.message}`);
    return undefined;
  }
  return { name: 'code-server', env: { VSCODE_EXECUTABLE_PATH: join(root, 'test/vscode/code-server-shim.mjs') } };
}

async function canDownload() {
  // A display is needed as well, on Linux.
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  return fetch('https://update.code.visualstudio.com/api/releases/stable', {
    method: 'HEAD',
    signal: AbortSignal.timeout(4000),
  }).then(
    (response) => response.ok,
    () => false,
  );
}

/** Takes over the figures of a runner. A runner that died before its end has none: that is a failure. */
function record(name, code, file) {
  const figures = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const isWhole = figures && figures.passes + figures.pending + figures.failures >= figures.tests && figures.tests > 0;
  if (!isWhole) console.error(`${name}: the runner did not come to its end.`);
  const failed = Math.max(figures?.failures ?? 0, isWhole && code === 0 ? 0 : 1);
  results.push({ name, passed: figures?.passes ?? 0, failed, skipped: figures?.pending ?? 0 });
}

function summarize() {
  console.log('');
  for (const { name, passed, failed, skipped } of results)
    console.log(
      `${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${String(skipped).padStart(3)} skipped  ${name}`,
    );
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum('skipped');
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out/test-summary.json'), JSON.stringify(results));
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
}
