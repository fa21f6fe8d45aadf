import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FullDocumentDiagnosticReport } from 'vscode-languageserver/node';
import { Editor, uri } from '../support/editor';

const root = pathToFileURL(join(__dirname, '../..')).href;
const script = '/ip route add gateway=ether1\n{ :put 1\n';

/** The addresses that the codes of the findings open. */
async function pages(options: object): Promise<string[]> {
  const editor = await Editor.start({ textDocument: { diagnostic: {} } }, options);
  try {
    await editor.open(script);
    const report = await editor.send<FullDocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.items.map(({ codeDescription }) => codeDescription?.href ?? 'none');
  } finally {
    editor.stop();
  }
}

describe("the page of a finding's rule", () => {
  it('is the one that the editor says it has, so that it opens offline', async () => {
    const found = await pages({ documentation: root });
    assert.deepEqual(
      found.map((page) => page.slice(root.length)),
      ['/docs/rules/interface-gateway-on-broadcast.md', '/docs/rules/unbalanced-block.md'],
    );
    for (const page of found) assert.ok(existsSync(new URL(page)), page);
  });

  it('is the one of the repository for an editor that has none', async () => {
    const [page] = await pages({});
    assert.match(page ?? '', /^https:\/\/github\.com\/.*\/docs\/rules\/interface-gateway-on-broadcast\.md$/);
  });
});
