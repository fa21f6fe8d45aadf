import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../tools/run.mjs';

describe('a runner that takes too long', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rscope-run-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is ended with everything that it started', async function () {
    // It is told from /proc whether a process still runs.
    if (process.platform !== 'linux') this.skip();
    const pidFile = join(folder, 'pid');
    const script = `sleep 60 & echo $! > ${pidFile}; wait`;
    assert.equal(await run('bash', ['-c', script], { limitMinutes: 0.02, quiet: true }), 1);
    assert.ok(existsSync(pidFile));
    const pid = Number(readFileSync(pidFile, 'utf8'));
    for (let tries = 0; tries < 100 && isAlive(pid); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(!isAlive(pid), 'its child lives on');
  });
});

/** A child that nobody has waited for yet still has its id, but runs no more. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
