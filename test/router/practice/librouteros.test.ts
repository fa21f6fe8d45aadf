import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPracticeRouter } from '../../../router/src/practice/server';
import { pythonWithLibrouteros } from '../../support/librouteros';

const run = promisify(execFile);

describe('an independent client (librouteros)', () => {
  for (const routeros of ['6.49', '7.20']) {
    it(`logs in to RouterOS ${routeros}, adds, queries, sets, removes`, async function () {
      const python = await pythonWithLibrouteros();
      if (!python) return this.skip();
      const router = await startPracticeRouter({ routeros, tlsPort: false });
      try {
        const { stdout } = await run(python, [join(__dirname, 'librouteros-client.py'), String(router.port)]);
        assert.equal(stdout.trim(), 'ok');
      } finally {
        await router.stop();
      }
    });
  }
});
