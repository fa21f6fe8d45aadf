import { execFile } from 'node:child_process';
import { join } from 'node:path';

const TSX = require.resolve('tsx/cjs');
const MAIN = join(__dirname, '../../cli/src/main.ts');

/** What Node.js is given to run the program. */
export function rscopeArguments(...args: string[]): string[] {
  return ['--require', TSX, MAIN, ...args];
}

/** Runs the program `rscope` as a shell would, and gives what it printed and its exit code. */
export function rscope(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return rscopeIn(process.cwd(), ...args);
}

/** The same in a folder, where it finds and leaves its files. */
export function rscopeIn(cwd: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, rscopeArguments(...args), { cwd }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
