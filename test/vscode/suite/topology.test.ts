import assert from 'node:assert/strict';
import { commands, TabInputWebview, window } from 'vscode';
import { open, started } from './support';

describe('the picture of a network, in VS Code', () => {
  before(started);

  it('opens beside the script, once, and leaves the cursor in the script', async () => {
    const document = await open('pcc-two-uplinks.rsc');
    await commands.executeCommand('rscope.showTopology');
    await commands.executeCommand('rscope.showTopology');
    const pictures = () =>
      window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.filter(({ input }) => input instanceof TabInputWebview && input.viewType.endsWith('rscope.topology')),
      );
    for (let attempt = 0; attempt < 100 && pictures().length === 0; attempt++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(
      pictures().map(({ label }) => label),
      ['Topology'],
    );
    assert.equal(window.activeTextEditor?.document, document);
    await window.tabGroups.close(pictures());
  });
});
