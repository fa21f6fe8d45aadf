import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { rscopeArguments } from './rscope-program';

const TERMINAL = join(__dirname, 'terminal.py');

/** Whether there is a Python that can make terminals; where there is none, that is said. */
export function hasTerminals(): boolean {
  try {
    execFileSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('    (left out: no python3 of 3.9 or later with the module pty)');
    return false;
  }
}

/**
 * Runs the program `rscope` in a terminal and types for it: pairs of what is waited for and what is typed then (`\r` is the
 * Enter key). Gives all that the terminal showed, and the exit code.
 */
export function rscopeInTerminal(
  cwd: string,
  typed: readonly (readonly [question: string, keys: string])[],
  ...args: string[]
): Promise<{ code: number; shown: string }> {
  return new Promise((resolve) => {
    const program = [process.execPath, ...rscopeArguments(...args)];
    execFile('python3', [TERMINAL, JSON.stringify(typed), ...program], { cwd }, (error, shown) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, shown });
    });
  });
}
