/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { openExample, type Workbench } from './workbench';

const EXAMPLE = 'pcc-two-uplinks.rsc';
const PACKET = 'in=ether3 src=192.168.77.20 dst=203.0.113.99 protocol=tcp dst-port=443';

describe('the packaged extension tells what a configuration does', () => {
  let workbench: Workbench;
  const opened = openExample(EXAMPLE);
  before(() => {
    workbench = opened();
  });

  it('above the filter and behind the rules that share', async () => {
    await workbench.reveal('/ip firewall nat');
    await workbench.page.locator('.codelens-decoration', { hasText: 'WAN → router: nothing but ICMP' }).waitFor();
    await workbench.line('50 % → WAN1_conn').waitFor();
    await workbench.line('50 % → WAN2_conn').waitFor();
    await workbench.screenshot('code-lenses');
    await workbench.setTheme('light');
    await workbench.line('50 % → WAN2_conn').waitFor();
    await workbench.screenshot('code-lenses-light');
    await workbench.setTheme('dark');
  });

  it('to one packet: wrong words are told while they are written, and the way is shown in the script', async () => {
    await workbench.runCommand('RouterOS: Trace Packet…');
    const input = workbench.answerTo('Trace Packet');
    assert.equal(
      await input.inputValue(),
      'in=ether1 src=203.0.113.7 dst=198.51.100.2 protocol=tcp dst-port=8291',
      'what is proposed',
    );
    await input.fill('in=ether1 src=203.0.113 dst=198.51.100.2');
    await workbench.page.locator('.quick-input-message', { hasText: 'takes an IPv4 or IPv6 address' }).waitFor();
    await workbench.answer('Trace Packet', PACKET);
    await workbench.statusBar('Packet may be sent out by ether1').waitFor();
    await workbench.line('line 26').waitFor();
    await highlights(workbench).first().waitFor();
    await workbench.sideBar('hidden');
    await workbench.screenshot('trace');
    await workbench.setTheme('light');
    await workbench.screenshot('trace-light');
    await workbench.setTheme('dark');
  });

  it('and leads from a step to its line, until Escape ends the trace', async () => {
    const link = workbench.page.locator('.detected-link', { hasText: /line.26/ }).first();
    await workbench.page.keyboard.down('Control');
    await link.click();
    await workbench.page.keyboard.up('Control');
    await workbench.statusBar('Ln 26, Col 1').waitFor();
    assert.equal(await workbench.page.locator('.tab', { hasText: EXAMPLE }).count(), 1, 'not opened a second time');
    await workbench.page.keyboard.press('Escape');
    await workbench.statusBar('Packet may be').waitFor({ state: 'hidden' });
    await highlights(workbench).first().waitFor({ state: 'detached' });
  });
});

/** What an extension highlights in the text. */
function highlights({ page }: Workbench) {
  return page.locator('[class*="TextEditorDecorationType"]');
}
