// npm start: installs, builds, starts the practice router, and opens VS Code on examples/ with the extension and that
// router in its list.   npm start -- --no-open   only prints the address, and stays until it is ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureInstalled, root, run } from './run.mjs';

const [unknown] = process.argv.slice(2).filter((option) => option !== '--no-open');
if (unknown !== undefined) {
  console.error(`npm start takes --no-open, not ${unknown}`);
  process.exit(2);
}
const noOpen = process.argv.includes('--no-open');

ensureInstalled();
if ((await run('node', ['tools/build.mjs'])) !== 0) {
  console.error('The build failed.');
  process.exit(1);
}
const scratch = mkdtempSync(join(tmpdir(), 'rscope-start-'));
/** What has to be ended, the last one first. */
const ends = [() => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(0));
endWithNpm();

try {
  const port = await startRouter();
  // The examples are yours to change: a copy that ends with this program.
  const workspace = join(scratch, 'examples');
  cpSync(join(root, 'examples'), workspace, { recursive: true });
  const settings = {
    'rscope.routers': [{ name: 'Practice router', host: '127.0.0.1', port, tls: false, user: 'admin' }],
  };
  const desktop = noOpen ? undefined : findDesktop();
  if (desktop) await openDesktop(desktop, workspace, settings);
  else await openCodeServer(workspace, settings);
} catch (error) {
  console.error(`npm start: ${error.message}`);
  await end(1);
}

/** npm, when it is told to end, ends its shell and leaves this program behind without a word. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void end(0), 1000).unref();
}

/** Starts the practice router on its usual port, or on a free one where that is taken. Returns the port. */
async function startRouter() {
  let why = '';
  for (const port of ['8728', '0']) {
    const args = ['dist/cli.js', 'practice-router', '--routeros', '7.20', '--port', port];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr.on('data', (data) => {
      why += data;
    });
    const line = await new Promise((resolve) => {
      let text = '';
      child.stdout.on('data', (data) => {
        text += data;
        if (text.includes('\n')) resolve(text.trim());
      });
      child.on('exit', () => resolve(undefined));
    });
    if (line === undefined) continue;
    ends.unshift(() => child.kill());
    child.on('exit', () => ends.length > 0 && console.error('The practice router has ended.'));
    console.log(line);
    return Number(/:(\d+)/.exec(line)?.[1]);
  }
  throw new Error(`the practice router could not start: ${why.trim()}`);
}

function findDesktop() {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return places.find((file) => existsSync(file));
}

async function openDesktop(code, workspace, settings) {
  const userData = join(scratch, 'user-data');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(settings, null, 2));
  console.log('VS Code opens. Close its window to end the practice router, or press Ctrl+C here.');
  const args = [
    '--wait',
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${userData}`,
    workspace,
  ];
  const child = spawn(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  ends.unshift(() => child.kill());
  const [status] = await once(child, 'exit');
  await end(status ?? 1);
}

async function openCodeServer(workspace, settings) {
  const { setUpCodeServer } = await import('./vscode/set-up-code-server.mjs');
  const { installExtension, startCodeServer } = await import('./vscode/code-server.mjs');
  setUpCodeServer();
  if ((await run('node', ['tools/package.mjs'])) !== 0) throw new Error('the extension could not be packaged');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folders = { scratch, userData: join(scratch, 'user-data'), extensions: join(scratch, 'extensions') };
  installExtension(join(root, `dist/rscope-${version}.vsix`), folders);
  const server = await startCodeServer({ ...folders, settings });
  ends.unshift(() => server.stop());
  console.log(`Rscope is at ${server.base}/?folder=${encodeURIComponent(workspace)}`);
  console.log('Press Ctrl+C to end it.');
  // The servers' sockets keep the program alive until a signal ends it.
  setInterval(() => undefined, 1 << 30);
}

async function end(code) {
  for (const step of ends.splice(0)) await step();
  process.exit(code);
}
