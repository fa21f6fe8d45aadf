#!/usr/bin/env node
// Behaves like the `code` executable as far as @vscode/test-electron needs it, but runs the suite in code-server's real
// extension host, with the workbench in a headless browser. Console output and exit code come back the way that VS Code's
// own browser tests do it.
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { startBrowser, startCodeServer } from '../../tools/vscode/code-server.mjs';

const LIMIT_MS = 180_000;
/** What the workbench itself says over the same channel. */
const NOISE =
  /^(Error: )?(Resolv(ing|ed) connection token|Creating a socket|Could not locate the bindings file|Cannot find module '\.\/build\/Release\/watchdog'|\[(reconnection-grace-time|Service Worker|AgentHost[^\]]*|RemoteAgentHostProtocol|AccountPolicyGate|ChatModelSelection)\]|Updating additional builtin extensions cache|Ignoring fetching additional builtin)/;
const STACK = /^\s+at |^ → |^Require stack|^- \//;

const options = readOptions(process.argv.slice(2));
const scratch = mkdtempSync(join(tmpdir(), 'rscope-vscode-'));
let server;
let browser;
let code = 1;
try {
  server = await startCodeServer({
    scratch,
    forTests: true,
    ...(options['user-data-dir'] ? { userData: resolve(options['user-data-dir']) } : {}),
    ...(options['extensions-dir'] ? { extensions: resolve(options['extensions-dir']) } : {}),
  });
  browser = await startBrowser(scratch);
  const page = browser.pages()[0] ?? (await browser.newPage());
  code = await runIn(page);
  if (code === 124) await page.screenshot({ path: join(tmpdir(), 'rscope-vscode-timeout.png') }).catch(() => undefined);
} catch (error) {
  console.error(error);
} finally {
  await browser?.close().catch(() => undefined);
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
process.exit(code);

async function runIn(page) {
  let finish;
  const done = new Promise((resolveDone) => {
    finish = resolveDone;
  });
  let muted = false;
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const text = format(...args);
    muted = NOISE.test(text) || text.includes('/workbench/workbench.js') || (muted && STACK.test(text));
    if (!muted) (type === 'error' || type === 'warn' ? console.error : console.log)(text);
  });
  await page.exposeFunction('codeAutomationExit', (exitCode) => finish(exitCode));
  page.on('crash', () => finish(70));
  const remote = (path) => `vscode-remote://127.0.0.1:${server.port}${encodeURI(realpathSync(resolve(path)))}`;
  const tests = existsSync(options.extensionTestsPath)
    ? options.extensionTestsPath
    : `${options.extensionTestsPath}.js`;
  const payload = [
    ['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (options.folder)
    query.set(statSync(options.folder).isDirectory() ? 'folder' : 'workspace', realpathSync(options.folder));
  await page.goto(`${server.base}/?${query}`);
  const timer = setTimeout(() => {
    console.error(`No result within ${LIMIT_MS / 1000} seconds.`);
    finish(124);
  }, LIMIT_MS);
  const exitCode = await done;
  clearTimeout(timer);
  return exitCode;
}

function readOptions(args) {
  const found = {};
  for (let i = 0; i < args.length; i++) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(args[i]);
    if (!match) found.folder ??= args[i];
    else if (['extensionDevelopmentPath', 'extensionTestsPath', 'user-data-dir', 'extensions-dir'].includes(match[1]))
      found[match[1]] = match[2] ?? args[++i];
  }
  mkdirSync(tmpdir(), { recursive: true });
  return found;
}
