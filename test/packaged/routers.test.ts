/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployFolder } from '../../router/src/deploy/deploy-folder';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { pictureOfFailure, Workbench } from './workbench';

const OFFICE = `/system identity set name=office
/interface list add name=WAN
/interface list member add list=WAN interface=ether1
/interface list member add list=WAN interface=ether2
/ip address add address=192.168.88.1/24 interface=ether5 comment="office"
/ip address add address=198.51.100.2/29 interface=ether1 comment="first provider"
/ip address add address=203.0.113.2/29 interface=ether2 comment="second provider"
/ip route add dst-address=0.0.0.0/0 gateway=198.51.100.1 comment="first provider"
/ip route add dst-address=0.0.0.0/0 gateway=203.0.113.1 distance=2 comment="second provider"
/ip firewall nat add chain=srcnat action=masquerade out-interface-list=WAN
/tool netwatch add host=198.51.100.1 comment="first provider"
`;

const SCRIPT = `# routeros: 7.20
/ip route
add dst-address=0.0.0.0/0 gateway=198.51.100.1 check-gateway=ping comment="first provider"
add dst-address=0.0.0.0/0 gateway=203.0.113.1 distance=2 comment="second provider"
/ip dns
set servers=192.0.2.53
`;

describe('the packaged extension shows the routers', () => {
  let router: PracticeRouter;
  let workbench: Workbench;

  before(async () => {
    router = await startPracticeRouter({ routeros: '7.20.8', tlsPort: false, configuration: OFFICE });
    const office = { name: 'Office', host: router.host, port: router.port, tls: false, user: 'admin', group: 'Town' };
    workbench = await Workbench.start({ 'rscope.routers': [office] }, { 'office.rsc': SCRIPT });
    await workbench.openFile('office.rsc');
    // The version is there as soon as the server answers.
    await workbench.statusBar('RouterOS 7.20').waitFor();
    await workbench.setTheme('dark');
  });
  after(async () => {
    await workbench?.stop();
    await router?.stop();
  });
  pictureOfFailure(() => workbench);

  const page = () => workbench.page;
  const row = (text: string | RegExp) => page().locator('.pane-body .monaco-list-row', { hasText: text }).first();
  const preview = (text: string) => workbench.preview().locator('body', { hasText: text });

  it('in the side bar, each with how its uplinks are', async () => {
    await workbench.runCommand('RouterOS: Router Status');
    await workbench.answer('password of admin', '');
    await row(/identity.*office/).waitFor();
    await row('Netwatch').waitFor();
    await workbench.screenshot('router-status');
    await workbench.setTheme('light');
    await row(/identity.*office/).waitFor();
    await workbench.screenshot('router-status-light');
    await workbench.setTheme('dark');
  });

  it('with what differs from the script that is open', async () => {
    await workbench.openTab('office.rsc');
    await workbench.runCommand('RouterOS: Compare with Router');
    await workbench.pick('Compare with which router?', 'Office');
    await workbench.isActive('office.rsc ↔ Office');
    await preview('check-gateway').waitFor();
    await workbench.screenshot('compare');
  });

  it('with what may be behind a complaint', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('RouterOS: Diagnose…');
    await workbench.pick('Diagnose which router?', 'Office');
    await workbench.pick('Office: what is wrong?', 'No Internet');
    await preview('What to do').waitFor();
  });

  it('and pulls their configuration into a file', async () => {
    await workbench.runCommand('RouterOS: Pull Configuration');
    await workbench.pick('Pull the configuration of which router?', 'Office');
    // The dialog puts its suggestion in after it has opened; what is typed before that is lost.
    const suggestion = workbench.answerTo('Save the configuration of Office');
    while (!(await suggestion.inputValue()).endsWith('Office.rsc')) await page().waitForTimeout(100);
    await suggestion.press('Enter');
    await workbench.isActive('Office.rsc');
    const text = readFileSync(join(workbench.workspace, 'Office.rsc'), 'utf8');
    assert.match(text, /by RouterOS 7\.20\.8/);
    assert.match(text, /set name=office/);
  });

  it('and writes what brings one back to how it was before a deploy', async () => {
    await rememberDeploy(join(workbench.workspace, 'Office.rsc'));
    router.device.runScript('/ip route remove [find gateway=203.0.113.1]\n/system identity set name=somebody-else');
    await workbench.runCommand('RouterOS: Restore Backup…');
    await workbench.pick('Restore which backup?', 'as it was');
    const ways = workbench.entries('Bring Office back: how?');
    await ways.filter({ hasText: 'Reset the Router' }).waitFor();
    await workbench.screenshot('restore-backup');
    await workbench.answerTo('Bring Office back: how?').press('Enter');
    await workbench.line('# Brings Office back to the backup').waitFor();
    assert.deepEqual(await workbench.lines(), [
      '# Brings Office back to the backup. Read it, then run “RouterOS: Deploy to Router…”.',
      '# routeros: 7.20.8',
      '# Passwords and keys are in no export: they stay as they are, and what is added again has none.',
      '',
      '/ip route add comment="second provider" distance=2 gateway=203.0.113.1',
      '/system identity set name=office',
      '',
    ]);
    await workbench.openTab('Office: running ↔ backup');
    await page().locator('.line-insert').first().waitFor();
    await workbench.sideBar('hidden');
    await workbench.screenshot('restore-difference');
    await workbench.sideBar('visible');
  });

  it('which a deploy does', async () => {
    await page().locator('.tab', { hasText: '# Brings Office back' }).click();
    await page().locator('.tab.active', { hasText: '# Brings Office back' }).waitFor();
    await workbench.runCommand('RouterOS: Deploy to Router…');
    await workbench.pick('Deploy to which router?', 'Office');
    await workbench.pressInDialog('Deploy 2 commands to Office?', 'Deploy');
    await workbench.webview().getByRole('button', { name: 'Keep' }).click();
    await workbench.notification(/Office: The router answers, and the result is kept/);
    assert.equal(router.device.name, 'office');
    assert.ok(router.device.items('/ip/route').some((route) => route.get('gateway') === '203.0.113.1'));
  });

  /** As if an earlier deploy had left this export behind. */
  async function rememberDeploy(before: string): Promise<void> {
    await deployFolder(join(workbench.workspace, '.rscope')).save({
      ...{ id: '0123abcd', router: 'Office', script: 'office.rsc', startedAt: '2026-01-02T03:04:05.000Z' },
      ...{ phase: 'kept', undo: 'reverse', hasFlash: false, commands: 3, before },
    });
  }
});
