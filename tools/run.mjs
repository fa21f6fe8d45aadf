// What the tools share: running programs, and having the dependencies there. Works before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const isWindows = process.platform === 'win32';
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Installs the dependencies where they are missing or older than the lock file. */
export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Node.js 20.19 or later is needed; this is ${process.version}.`);
  const installed = join(root, 'node_modules/.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing the dependencies…');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows,
  });
  if (status !== 0) throw new Error('npm ci failed.');
}

/**
 * Runs a program of node_modules/.bin, or any other, in the project; resolves with its exit code. One that takes longer
 * than `limitMinutes` is ended with all that it started, and failed: a child left behind would hold our output open, and
 * whoever waits for its end would wait for ever.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, limitMinutes?: number }} [options]
 * @returns {Promise<number>}
 */
export function run(program, args, { env = {}, quiet = false, limitMinutes } = {}) {
  const local = join(root, 'node_modules/.bin', program);
  return new Promise((resolve) => {
    const child = spawn(existsSync(local) ? local : program, args, {
      cwd: root,
      stdio: quiet ? 'ignore' : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: isWindows,
      // A process group of its own, so that it can be ended with its children.
      detached: !isWindows,
    });
    const timer =
      limitMinutes &&
      setTimeout(() => {
        console.error(`${program} did not end within ${limitMinutes} minutes, and was ended.`);
        endGroup(child, 'SIGTERM');
        // Those that it runs in groups of their own end by the first signal; it itself, at the latest, by the second.
        setTimeout(() => endGroup(child, 'SIGKILL'), 2000).unref();
      }, limitMinutes * 60_000);
    // A group of its own does not hear the keyboard's Ctrl+C.
    const signals = ['SIGINT', 'SIGTERM'];
    const passOn = (signal) => endGroup(child, signal);
    for (const signal of signals) process.on(signal, passOn);
    const end = (code) => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, passOn);
      resolve(code);
    };
    child.on('error', () => end(127));
    child.on('exit', (code) => end(code ?? 1));
  });
}

function endGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (isWindows) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    else process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}
