// A code-server and a browser for it: for tests in a real VS Code, and for `npm start` where there is no desktop one.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { CODE_SERVER_HOME } from './set-up-code-server.mjs';

const NODE = join(CODE_SERVER_HOME, 'node24');
const ENTRY = join(CODE_SERVER_HOME, 'node_modules/code-server/out/node/entry.js');
const START_LIMIT_MS = 60_000;

/** User settings without which the start page, updates and other extensions would take part. */
export const SETTINGS = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'window.confirmBeforeClose': 'never',
  // Every practice router's port would be one, and after twenty of them a warning covers the page.
  'remote.autoForwardPorts': false,
};

/** Chromium or Chrome on this machine; undefined where there is none. */
export function findBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];
  const places = [
    process.env.CHROMIUM_PATH,
    ...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
    '/usr/bin/chromium',
    '/snap/bin/chromium',
    '/opt/google/chrome/chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    join(process.env.PROGRAMFILES ?? '', 'Google/Chrome/Application/chrome.exe'),
  ];
  return places.find((place) => place && existsSync(place));
}

/** A port that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The environment without what a hosting VS Code left in it, and without an extension gallery that would time out. */
function cleanEnvironment() {
  const env = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  for (const name of Object.keys(env))
    if (/^(VSCODE_|ELECTRON_|CODE_SERVER_)/.test(name) || name === 'PORT' || name === 'PASSWORD') delete env[name];
  return env;
}

/** Starts code-server on loopback. `scratch` holds its log, and its data unless other folders are given. */
export async function startCodeServer({
  scratch,
  userData = join(scratch, 'user-data'),
  extensions = join(scratch, 'extensions'),
  settings = {},
  forTests = false,
}) {
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const settingsFile = join(userData, 'User/settings.json');
  if (!existsSync(settingsFile)) writeFileSync(settingsFile, JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  const port = await freePort();
  const log = createWriteStream(join(scratch, 'code-server.log'));
  const args = [
    ENTRY,
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--config', join(scratch, 'config.yaml')],
    ...['--user-data-dir', userData, '--extensions-dir', extensions],
    ...[
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      '--disable-proxy',
    ],
    // Without it the workbench silently ignores the tests that it is given; with it, it shows no notifications.
    ...(forTests ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const server = spawn(NODE, args, {
    env: { ...cleanEnvironment(), HOME: scratch },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  server.stdout.pipe(log, { end: false });
  server.stderr.pipe(log, { end: false });
  const stop = async () => {
    if (server.exitCode !== null) return;
    kill(server.pid, 'SIGTERM');
    await Promise.race([once(server, 'exit'), new Promise((resolve) => setTimeout(resolve, 1500))]);
    kill(server.pid, 'SIGKILL');
  };
  const base = `http://127.0.0.1:${port}`;
  const end = Date.now() + START_LIMIT_MS;
  for (;;) {
    if (server.exitCode !== null)
      throw new Error(`code-server ended with ${server.exitCode}; see ${join(scratch, 'code-server.log')}`);
    if (
      await fetch(`${base}/healthz`).then(
        (response) => response.ok,
        () => false,
      )
    )
      break;
    if (Date.now() > end) {
      await stop();
      throw new Error(`code-server did not come up; see ${join(scratch, 'code-server.log')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { base, port, stop };
}

function kill(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

/** Installs a packaged extension. */
export function installExtension(vsix, { scratch, userData, extensions }) {
  const args = [
    ENTRY,
    '--config',
    join(scratch, 'config.yaml'),
    '--user-data-dir',
    userData,
    '--extensions-dir',
    extensions,
    '--install-extension',
    vsix,
  ];
  // The missing native addons are complained about on standard error.
  return execFileSync(NODE, args, {
    encoding: 'utf8',
    env: { ...cleanEnvironment(), HOME: scratch },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** A headless browser with one page. */
export async function startBrowser(scratch) {
  const { chromium } = await import('playwright-core');
  return chromium.launchPersistentContext(join(scratch, 'browser'), {
    executablePath: findBrowser(),
    headless: true,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
