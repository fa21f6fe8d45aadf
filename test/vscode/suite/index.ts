import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Called in the extension host: runs the suite and writes its figures, which the runner demands. */
export async function run(): Promise<void> {
  const isCi = process.env['CI'] === 'true';
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: true, forbidOnly: isCi });
  for (const file of readdirSync(__dirname)) if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      if (process.env['TEST_RESULT_FILE'])
        writeFileSync(
          process.env['TEST_RESULT_FILE'],
          JSON.stringify({ total: runner.total, passes, pending, failures }),
        );
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
  });
}
