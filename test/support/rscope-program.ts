import { execFile } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(__dirname, '../../cli/src/main.ts');

/** Runs the program `rscope` as a shell would, and gives what it printed and its exit code. */
export function rscope(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--require', 'tsx/cjs', MAIN, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
