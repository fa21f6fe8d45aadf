// What the tools share: running programs, and having the dependencies there. Works before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed.');
}

/**
 * Runs a program of node_modules/.bin, or any other, in the project; resolves with its exit code. One that takes longer
 * than `limitMinutes` is ended, and failed.
 */
export function run(program, args, { env = {}, quiet = false, limitMinutes } = {}) {
  const local = join(root, 'node_modules/.bin', program);
  return new Promise((resolve) => {
    const child = spawn(existsSync(local) ? local : program, args, {
      cwd: root,
      stdio: quiet ? 'ignore' : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
    });
    const timer =
      limitMinutes &&
      setTimeout(() => {
        console.error(`${program} did not end within ${limitMinutes} minutes, and was ended.`);
        child.kill('SIGKILL');
      }, limitMinutes * 60_000);
    const end = (code) => {
      clearTimeout(timer);
      resolve(code);
    };
    child.on('error', () => end(127));
    child.on('exit', (code) => end(code ?? 1));
  });
}
