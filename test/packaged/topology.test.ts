/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { openExample } from './workbench';

const EXAMPLE = 'pcc-two-uplinks.rsc';

describe('the packaged extension draws the network', () => {
  const workbench = openExample(EXAMPLE);
  const inside = () => workbench().webview();
  const headline = (text: string) => inside().locator('#headlines', { hasText: text });
  const switchOf = (uplink: string) => inside().locator(`[data-uplink="${uplink}"]`);

  it('beside the script, with the shares of the uplinks', async () => {
    await workbench().sideBar('hidden');
    await workbench().runCommand('RouterOS: Show Topology');
    await headline('All uplinks up. ether3: 50 % by ether1, 50 % by ether2.').waitFor();
    await inside().locator('[data-id="share:ether2"]').hover();
    await inside().locator('#details', { hasText: 'Marks: WAN2_conn, to_WAN2' }).waitFor();
    assert.deepEqual(await overlaps(), [], 'texts as wide as this font has them');
  });

  it('and answers at once what happens when an uplink is down', async () => {
    await switchOf('ether2').click();
    await headline('ether2 down. ether3: 100 % by ether1.').waitFor();
    await inside().locator('[data-id="share:ether1"]').hover();
    await inside().locator('#details', { hasText: '100 % of the new connections' }).waitFor();
    assert.deepEqual(await overlaps(), []);
    await workbench().screenshot('topology', 'mouse stays');
    await workbench().setTheme('light');
    await inside().locator('body.vscode-light').waitFor();
    await workbench().screenshot('topology-light');
    await workbench().setTheme('dark');
  });

  it('with the keyboard, too', async () => {
    await switchOf('ether1').press('Enter');
    await headline('ether2, ether1 down').or(headline('ether1, ether2 down')).waitFor();
    await inside().locator('[data-id="uplink:ether1"]').press('Space');
    await headline('ether2 down').waitFor();
    await inside().getByRole('button', { name: 'All Uplinks Up' }).click();
    await headline('All uplinks up').waitFor();
  });

  it('leads to the line behind a part, and follows what is typed there', async () => {
    await inside().locator('[data-id="uplink:ether2"] .title').click();
    await workbench()
      .statusBar(/^Ln 9, Col/)
      .waitFor();
    await switchOf('ether2').click();
    await headline('ether2 down').waitFor();
    // Without the network that its gateway is in, nobody knows about the other one.
    await workbench().line('address=198.51.100.2/29').click();
    await workbench().page.keyboard.press('Home');
    await workbench().page.keyboard.type('#');
    await headline('ether2 down. ether3: perhaps 100 % by ether1.').waitFor();
    await workbench().page.keyboard.press('Control+Z');
    await headline('ether2 down. ether3: 100 % by ether1.').waitFor();
  });

  it('is there again after the window is reloaded, with the uplink still down', async () => {
    await workbench().remembers('"down":["ether2"]');
    await workbench().page.reload();
    await headline('ether2 down. ether3: 100 % by ether1.').waitFor({ timeout: 60_000 });
  });

  it('exports it', async () => {
    await inside().getByRole('button', { name: 'Export Mermaid' }).click();
    await workbench().line('flowchart TB').waitFor();
  });

  /** Texts of the picture that run into each other or out of their box, measured as they are drawn. */
  async function overlaps(): Promise<readonly string[]> {
    return inside()
      .locator('svg.topology')
      .evaluate((svg) => {
        const texts = [...svg.querySelectorAll('text')].map((text) => {
          const own = text.getBoundingClientRect();
          return {
            text: text.textContent ?? '',
            own,
            box: text.parentElement?.querySelector('rect')?.getBoundingClientRect(),
          };
        });
        return texts.flatMap(({ text, own, box }, index) => {
          const isOut = box !== undefined && (own.left < box.left || own.right > box.right);
          const met = texts.slice(index + 1).filter(({ own: other }) => {
            const overlap = Math.min(own.bottom, other.bottom) - Math.max(own.top, other.top);
            return own.left < other.right && other.left < own.right && overlap > 3;
          });
          return [
            ...(isOut ? [`${text} is wider than its box`] : []),
            ...met.map((other) => `${text} meets ${other.text}`),
          ];
        });
      });
  }
});
