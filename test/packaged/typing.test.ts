/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { openExample, type Workbench } from './workbench';

const EXAMPLE = 'pcc-two-uplinks.rsc';

describe('the packaged extension at the cursor', () => {
  let workbench: Workbench;
  const opened = openExample(EXAMPLE);
  before(() => {
    workbench = opened();
  });

  it('explains a property under the mouse, and what its value does here', async () => {
    const property = workbench
      .line('per-connection-classifier=both-addresses:2/0')
      .getByText('per-connection-classifier')
      .first();
    const hover = await workbench.hover(property, 'A hash of the named fields');
    assert.match((await hover.textContent()) ?? '', /Remainder 0 of 2 by both addresses: about 50 % of connections/);
    await workbench.screenshot('hover', 'mouse stays');
    await workbench.moveMouseAway();
  });

  it('colours by what a word means', async () => {
    await workbench.line('/ip address').click();
    await workbench.page.keyboard.press('ArrowLeft');
    await workbench.runCommand('Developer: Inspect Editor Tokens and Scopes');
    const inspector = workbench.page.locator('.token-inspect-widget', { hasText: 'semantic token type' });
    await inspector.waitFor();
    assert.match((await inspector.textContent()) ?? '', /semantic token type\s*namespace/);
    await workbench.page.keyboard.press('Escape');
    await inspector.waitFor({ state: 'hidden' });
  });

  it('renames a variable through nested blocks with F2', async () => {
    await workbench.reveal(':foreach gateway in=');
    const box = workbench.page.locator('.rename-box input:visible, .rename-input:visible').first();
    await workbench.until(box, async () => {
      await workbench.line(':local answers').getByText('answers').first().click();
      await workbench.page.keyboard.press('F2');
    });
    await box.fill('replies');
    await workbench.screenshot('rename', 'mouse stays');
    await workbench.page.keyboard.press('Enter');
    await workbench.line(':log info "$gateway gave $replies of 3').waitFor();
    await workbench.line(':if ($replies = 0)').waitFor();
  });

  it('offers what the menu, the command and the property take, while one types', async () => {
    await workbench.line('/ip firewall nat').click();
    await workbench.page.keyboard.press('ArrowUp');
    await workbench.page.keyboard.press('ArrowUp');
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('add chain=pre');
    await workbench.suggestion('prerouting').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type(' conn');
    await workbench.documentation('kept with the connection');
    await workbench.screenshot('completion', 'mouse stays');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Control+Backspace');
    await workbench.page.keyboard.type(' action=mark-routing in-inter');
    await workbench.suggestion('in-interface-list').click();
    // The names that this script gives come first.
    await workbench.suggestion('LAN').click();
    await workbench.line('in-interface-list=LAN').first().waitFor();
    await workbench.page.keyboard.press('Escape');
  });
});
