import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPracticeRouter } from '../../../router/src/practice/server';

const run = promisify(execFile);

describe('an independent client (librouteros)', () => {
  for (const routeros of ['6.49', '7.20']) {
    it(`logs in to RouterOS ${routeros}, adds, queries, sets, removes`, async function () {
      const isThere =
        existsSync('/usr/bin/python3') &&
        (await run('/usr/bin/python3', ['-c', 'import librouteros']).then(
          () => true,
          () => false,
        ));
      if (!isThere) {
        console.log('    (left out: /usr/bin/python3 has no librouteros; apt-get install python3-librouteros)');
        return this.skip();
      }
      const router = await startPracticeRouter({ routeros, tlsPort: false });
      try {
        const { stdout } = await run('/usr/bin/python3', [
          join(__dirname, 'librouteros-client.py'),
          String(router.port),
        ]);
        assert.equal(stdout.trim(), 'ok');
      } finally {
        await router.stop();
      }
    });
  }
});
