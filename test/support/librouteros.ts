import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python that has librouteros; undefined, and said so, where there is none. */
export async function pythonWithLibrouteros(): Promise<string | undefined> {
  const python = '/usr/bin/python3';
  if (existsSync(python)) {
    const found = await run(python, ['-c', 'import librouteros']).then(
      () => python,
      () => undefined,
    );
    if (found) return found;
  }
  console.log(`    (left out: ${python} has no librouteros; apt-get install python3-librouteros)`);
  return undefined;
}
