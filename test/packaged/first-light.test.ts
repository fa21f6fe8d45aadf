/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { pictureOfFailure, Workbench } from './workbench';

describe('the packaged extension', () => {
  let router: PracticeRouter;
  let workbench: Workbench;

  before(async () => {
    router = await startPracticeRouter({ routeros: '6.49' });
    const routers = [{ name: 'Practice router', host: '127.0.0.1', port: router.tlsPort, tls: true, user: 'admin' }];
    workbench = await Workbench.start({ 'rscope.routers': routers });
  });
  after(async () => {
    await workbench?.stop();
    await router?.stop();
  });
  pictureOfFailure(() => workbench);

  it('colours a script and shows its version and its faults', async () => {
    await workbench.openFile('ecmp-faulty.rsc');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.statusBar('RouterOS 6.49').waitFor();
    const classes = await workbench
      .line('add distance=1 gateway=WAN1')
      .locator('span span')
      .evaluateAll((spans) => [...new Set(spans.map((span) => span.className))]);
    assert.ok(classes.length >= 3, `several colours in a line: ${classes.join(' ')}`);
    await workbench.hover(workbench.line('gateway=WAN1').getByText('ping'), 'no address to check');
    await workbench.runCommand('Problems: Focus on Problems View');
    await workbench.page.locator('.markers-panel', { hasText: 'trailing-comment' }).waitFor();
    await workbench.setTheme('light');
    await workbench.screenshot('findings-light');
    await workbench.setTheme('dark');
    await workbench.screenshot('findings');
    await workbench.runCommand('View: Hide Panel');
  });

  it('fixes a fault with a key', async () => {
    const place = workbench.line('# the port to the switch').getByText('port').last();
    const fix = await workbench.quickFix(place, 'Move the comment to a line of its own');
    await workbench.screenshot('quick-fix');
    await fix.click();
    await workbench.page.waitForFunction(() =>
      [...document.querySelectorAll('.view-line')].some((line) =>
        /^#\sthe\sport\sto\sthe\sswitch/.test(line.textContent ?? ''),
      ),
    );
    await workbench.page.keyboard.press('Control+Z');
  });

  it('deploys the corrected script, with the router’s certificate seen and its configuration kept', async () => {
    await workbench.openFile('ecmp-corrected.rsc');
    await workbench.runCommand('RouterOS: Deploy to Router…');
    await workbench.pick('Deploy to which router?', 'Practice router');
    const trust = await workbench.dialog('your router?');
    assert.match(trust, new RegExp(router.fingerprint ?? 'no fingerprint'));
    await workbench.pressInDialog('your router?', 'Trust This Router');
    await workbench.answer('password of admin', '');
    const question = await workbench.dialog('to Practice router?');
    assert.match(question, /Deploy 36 commands to Practice router\?/);
    assert.match(question, /Rscope finds no fault in it for RouterOS 6\.49/);
    await workbench.screenshot('deploy-confirm');
    await workbench.pressInDialog('to Practice router?', 'Deploy 36');
    await workbench.webview().getByRole('heading', { name: 'Practice router took all 36 commands' }).waitFor();
    await workbench.webview().getByRole('button', { name: 'Keep' }).click();
    assert.match(
      await workbench.notification('is kept'),
      /Practice router: The router answers, and the result is kept/,
    );
  });

  it('left on the router what the script says: an independent client reads it back', async function () {
    if (!existsSync('/usr/bin/python3')) return this.skip();
    const script = join(__dirname, '../router/practice/librouteros-read.py');
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, String(router.port)]).catch(
      (error: { stderr?: string }) => {
        if (/No module named/.test(error.stderr ?? '')) return { stdout: '' };
        throw error;
      },
    );
    if (stdout === '') return this.skip();
    const read = JSON.parse(stdout) as Record<'routes' | 'nat' | 'lists', Record<string, unknown>[]>;
    assert.ok(
      read.routes.some(
        (route) => route['gateway'] === '198.51.100.1,203.0.113.1' && route['dst-address'] === '0.0.0.0/0',
      ),
    );
    assert.deepEqual(
      read.nat.map((rule) => [rule['chain'], rule['action'], rule['out-interface-list']]),
      [['srcnat', 'masquerade', 'WAN']],
    );
    assert.deepEqual(read.lists.map((list) => list['name']).slice(-2), ['WAN', 'LAN']);
  });
});
