import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type ImportChunk, importChunks } from '../../../router/src/deploy/import-chunks';
import { PracticeDevice } from '../../../router/src/practice/device';
import { exportText } from '../../../router/src/practice/export-text';
import { sharedScripts } from '../../support/shared-files';

/** Runs scripts one after another on a blank router, and gives its export. */
function exportAfter(routeros: string, ...scripts: readonly string[]): string {
  const device = new PracticeDevice(routeros);
  for (const script of scripts) device.runScript(script);
  return exportText(device.store, routeros);
}

function chunksOf(text: string, maxBytes: number, routeros = '7.20'): readonly ImportChunk[] {
  const chunks = importChunks(text, new PracticeDevice(routeros).version, maxBytes);
  assert.ok(chunks, 'it can be parted');
  for (const chunk of chunks) assert.ok(Buffer.byteLength(chunk.text) <= maxBytes);
  return chunks;
}

describe('a long script in files that a router takes', () => {
  const SCRIPT = `# the office
/interface bridge
add name=b1
add name=b2 comment="two
lines"
/ip address
add address=10.0.0.1/24 \\
    interface=b1
:global net "10.1.0"
add address="$net.1/24" interface=b2
:local last 3
:if (true) do={
  add address="10.2.0.$last/24" interface=b2
}
/ip dns set servers=1.1.1.1
add address="$net.2/24" interface=b1
`;

  it('does the same in parts as a whole', () => {
    const chunks = chunksOf(SCRIPT, 130);
    assert.ok(chunks.length >= 4, `${chunks.length}`);
    assert.equal(exportAfter('7.20', ...chunks.map(({ text }) => text)), exportAfter('7.20', SCRIPT));
  });

  it('stays whole where it fits', () => {
    assert.deepEqual(
      chunksOf(SCRIPT, 60_000).map(({ text }) => text),
      [SCRIPT],
    );
  });

  it('tells which line of the script a line of a part is', () => {
    const script = `/interface bridge\n${Array.from({ length: 30 }, (_, at) => `add name=b${at}`).join('\n')}\nadd name=b7\n`;
    const chunks = chunksOf(script, 100);
    const device = new PracticeDevice('7.20');
    let failed: number | undefined;
    for (const chunk of chunks) {
      try {
        device.runScript(chunk.text);
      } catch (error) {
        failed = chunk.lineOf(Number(/line (\d+)/.exec(String(error))?.[1]));
      }
    }
    assert.equal(failed, 32);
  });

  it('does not part what a local variable holds together', () => {
    const long = Array.from({ length: 20 }, (_, at) => `/interface bridge add name=b${at}`).join('\n');
    const version = new PracticeDevice('7.20').version;
    assert.equal(importChunks(`:local n x\n${long}\n/interface bridge add name=$n\n`, version, 200), undefined);
    assert.ok(importChunks(`:local n x\n/interface bridge add name=$n\n${long}\n`, version, 200));
  });

  for (const file of sharedScripts('facts/configs'))
    it(`${basename(file)}: in parts or as a whole, the router ends up the same`, () => {
      const routeros = file.includes('-v6') ? '6.49' : '7.20';
      const text = readFileSync(file, 'utf8');
      const chunks = chunksOf(text, 2_000, routeros);
      assert.ok(chunks.length > 1 || text.length < 2_000);
      assert.equal(exportAfter(routeros, ...chunks.map((chunk) => chunk.text)), exportAfter(routeros, text));
    });
});
