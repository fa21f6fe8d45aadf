// npm start: installs, builds, starts the practice router, and opens VS Code on examples/ with the extension and that
// router in its list.   npm start -- --no-open   only prints the address, and stays until it is ended.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureInstalled, root, run } from './run.mjs';

const noOpen = process.argv.includes('--no-open');
ensureInstalled();
if ((await run('node', ['tools/build.mjs'])) !== 0) throw new Error('The build failed.');
const scratch = mkdtempSync(join(tmpdir(), 'rscope-start-'));
const ends = [() => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(0));

const router = await startRouter();
// The examples are yours to change: a copy that ends with this program.
const workspace = join(scratch, 'examples');
cpSync(join(root, 'examples'), workspace, { recursive: true });
const settings = {
  'rscope.routers': [{ name: 'Practice router', host: '127.0.0.1', port: router.port, tls: false, user: 'admin' }],
};
const desktop = noOpen ? undefined : findDesktop();
if (desktop) await openDesktop(desktop);
else await openCodeServer();

/** Starts the practice router on its usual port, or on a free one where that is taken. */
async function startRouter() {
  for (const port of ['8728', '0']) {
    const child = spawn(process.execPath, ['dist/cli.js', 'practice-router', '--routeros', '7.20', '--port', port], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
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
    console.log(line);
    return { port: Number(/:(\d+)/.exec(line)?.[1]) };
  }
  throw new Error('The practice router could not start.');
}

function findDesktop() {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

async function openDesktop(code) {
  const userData = join(scratch, 'user-data');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(settings, null, 2));
  console.log('VS Code opens. Close its window to end the practice router, or press Ctrl+C here.');
  const { status } = spawnSync(
    code,
    ['--wait', '--new-window', `--extensionDevelopmentPath=${root}`, `--user-data-dir=${userData}`, workspace],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  await end(status ?? 1);
}

async function openCodeServer() {
  const { setUpCodeServer } = await import('./vscode/set-up-code-server.mjs');
  const { installExtension, startCodeServer } = await import('./vscode/code-server.mjs');
  setUpCodeServer();
  if ((await run('node', ['tools/package.mjs'])) !== 0) throw new Error('Packaging the extension failed.');
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
