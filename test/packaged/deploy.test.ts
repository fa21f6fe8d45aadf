/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { RealTimeClock } from '../../router/src/practice/clock';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { pictureOfFailure, Workbench } from './workbench';

/** Seconds to keep a deploy: enough for a slow machine, and few to wait for their end. */
const CONFIRM = 45;
/** Whoever deploys comes by ether5, and the router's firewall decides whether that goes on. */
const MANAGEMENT = { inInterface: 'ether5', source: '192.168.88.10', destination: '192.168.88.1' };
const OFFICE = `/interface list add name=WAN comment="the uplinks"
/interface list member add list=WAN interface=ether1
/ip address add address=192.168.88.1/24 interface=ether5 comment="office"
/ip address add address=198.51.100.2/29 interface=ether1 comment="provider"
/ip route add dst-address=0.0.0.0/0 gateway=198.51.100.1 comment="provider"
/ip dns set servers=198.51.100.53
/ip firewall filter add chain=input action=accept connection-state=established,related comment="replies to the router"
/ip firewall filter add chain=input action=drop connection-state=invalid
/ip firewall filter add chain=input action=accept src-address=192.168.88.0/24 comment="the office"
/ip firewall filter add chain=input action=drop in-interface-list=WAN comment="nobody else"
/ip firewall filter add chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN comment="nothing uninvited"
`;

const SCRIPTS = {
  'dns.rsc': `# routeros: 7.20
/ip dns
set servers=192.0.2.53,198.51.100.53 allow-remote-requests=yes
/ip firewall address-list
add list=servers address=192.168.88.20 comment="mail"
add list=servers address=192.168.88.21 comment="files"
/ip firewall nat
add chain=srcnat action=masquerade out-interface-list=WAN comment="everybody shares the address"
`,
  'identity.rsc': `# routeros: 7.20
/system identity
set name=head-office
/ip firewall address-list
add list=printers address=192.168.88.30
`,
  // Nothing on this side knows which routing tables there are: the router says it, in the middle.
  'backup-route.rsc': `# routeros: 7.20
/ip firewall address-list
add list=backup address=192.168.88.40
/ip route
add dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-table=backup comment="second provider"
/ip dns
set servers=192.0.2.53
`,
  'lockout.rsc': `# routeros: 7.20
/ip firewall address-list
add list=blocked address=203.0.113.7
/ip firewall raw
add chain=prerouting action=drop in-interface=ether5 comment="nobody from this port"
`,
};

describe('the packaged extension deploys so that nobody is locked out', () => {
  const clock = new RealTimeClock();
  let router: PracticeRouter;
  let workbench: Workbench;

  before(async () => {
    router = await startPracticeRouter({
      ...{ routeros: '7.20.8', tlsPort: false, clock, management: MANAGEMENT, configuration: OFFICE },
    });
    workbench = await Workbench.start({ 'rscope.deploy.confirmSeconds': CONFIRM }, SCRIPTS);
    await workbench.openFile('dns.rsc');
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
  const heading = () => workbench.webview().getByRole('heading', { name: /^Office took/ });
  const chooseOffice = async (script: string, command: string) => {
    await workbench.openFile(script);
    const choice = page().locator('.quick-input-title', { hasText: 'to which router?' });
    await workbench.until(choice, () => workbench.runCommand(command));
    await workbench.pick('Office');
  };
  /** From the command to the question before anything is sent. */
  const ask = async (script: string) => {
    await chooseOffice(script, 'RouterOS: Deploy to Router…');
    return workbench.dialog();
  };
  const apply = async (script: string) => {
    await ask(script);
    await workbench.pressInDialog('Deploy');
    await heading().waitFor();
  };
  /** An empty window, but for a question that is open. */
  const tidy = async () => {
    if (await page().locator('.monaco-dialog-box').isVisible()) return;
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Close All Editors');
    await page().locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
  };
  afterEach(tidy);

  it('to a router that five questions add, once it answers', async () => {
    await workbench.runCommand('RouterOS: Add Router…');
    await workbench.answer('1/5', router.host);
    await workbench.step('2/5').waitFor();
    await page().locator('.quick-input-widget .monaco-list-row', { hasText: 'Not encrypted' }).waitFor();
    await workbench.screenshot('add-router');
    await workbench.pick('Not encrypted');
    await workbench.answer('3/5', String(router.port));
    await workbench.answer('4/5', 'admin');
    await workbench.answer('5/5', 'Office');
    await workbench.answer('password of admin', '');
    await workbench.notification(/Office answers: MikroTik, RouterOS 7\.20\.8/);
  });

  it('showing what it would change, without touching anything', async () => {
    const before = router.device.snapshot();
    await chooseOffice('dns.rsc', 'RouterOS: Preview Deploy');
    await page().locator('.tab.active', { hasText: 'Office: running ↔ after the deploy' }).waitFor();
    await workbench.line('What will run on Office').waitFor();
    await page().locator('.line-insert').first().waitFor();
    await page().keyboard.press('Control+B');
    await workbench.screenshot('deploy-difference');
    await page().keyboard.press('Control+B');
    assert.deepEqual(router.device.snapshot(), before);
  });

  it('and keeps what is confirmed', async () => {
    const question = await ask('dns.rsc');
    assert.match(question, /Deploy 4 commands to Office\?/);
    assert.doesNotMatch(question, /can’t be told/, 'whether one still reaches it is known');
    await workbench.pressInDialog('Deploy 4 commands');
    await heading().waitFor();
    await workbench.webview().locator('li').first().waitFor();
    await page()
      .locator('.statusbar-item', { hasText: /Office: \d:\d\d to keep it/ })
      .waitFor();
    await workbench.screenshot('deploy-waiting');
    await workbench.setTheme('light');
    await workbench.webview().locator('body.vscode-light').waitFor();
    await workbench.screenshot('deploy-waiting-light');
    await workbench.setTheme('dark');
    await workbench.webview().getByRole('button', { name: 'Keep' }).click();
    await workbench.notification(/Office: The router answers, and the result is kept/);
    assert.equal(router.device.items('/ip/dns')[0]?.get('servers'), '192.0.2.53,198.51.100.53');
    assert.deepEqual(leftovers(), []);
  });

  it('undoes what nobody keeps in time', async () => {
    const before = router.device.snapshot();
    await apply('identity.rsc');
    assert.equal(router.device.name, 'head-office');
    await page().getByText('Nobody kept it in time').first().waitFor({ timeout: 60_000 });
    await workbench.notification(/Office: Nobody kept it in time\. The router is as it was before/);
    await heading().waitFor({ state: 'hidden' });
    assert.deepEqual(router.device.snapshot(), before);
  });

  it('undoes a script that the router refuses in the middle, and puts its words on the line', async () => {
    const before = router.device.snapshot();
    await ask('backup-route.rsc');
    await workbench.pressInDialog('Deploy');
    await workbench.notification(/Line 5 was refused: .*routing-table.* The router is as it was before/);
    await page().locator('.tab.active', { hasText: 'backup-route.rsc' }).waitFor();
    await page().locator('.squiggly-error').first().waitFor();
    await workbench.runCommand('Problems: Focus on Problems View');
    await page().locator('.markers-panel', { hasText: 'The router refused this' }).waitFor();
    await workbench.screenshot('deploy-failed');
    await workbench.runCommand('View: Hide Panel');
    assert.deepEqual(router.device.snapshot(), before);
  });

  it('refuses what would cut the connection to the router, and names the line', async () => {
    const refusal = await ask('lockout.rsc');
    assert.match(
      refusal,
      /Because of line 5 this script is not deployed to Office.*This would cut your own connection to the router.*nobody from this port/s,
    );
    await workbench.statusBar(/^Ln 5, Col/).waitFor();
    await workbench.screenshot('deploy-refused');
  });

  it('unless the name of the router is typed; then the router itself takes it back', async () => {
    const before = router.device.snapshot();
    await workbench.pressInDialog('Force It');
    await workbench.answer('to deploy all the same', 'Office');
    await workbench.dialog();
    await workbench.pressInDialog('Deploy');
    for (let waited = 0; router.cut.bytes === 0 && waited < 20_000; waited += 100) await page().waitForTimeout(100);
    assert.notEqual(router.cut.bytes, 0, 'the way is cut');
    clock.skip(10 * 60_000);
    await workbench.notification(/Office: .*The router is as it was before/);
    assert.deepEqual(router.device.snapshot(), before);
  });

  it('finds a deploy again when the editor was closed meanwhile, and tells what the router made of it', async () => {
    const before = router.device.snapshot();
    await apply('identity.rsc');
    assert.equal(router.device.name, 'head-office');
    await page().reload();
    await workbench.notification(/The deploy of identity\.rsc to Office .* was interrupted/);
    await workbench.screenshot('deploy-interrupted');
    await page().locator('.notification-list-item .monaco-button', { hasText: 'Ask the Router' }).click();
    // Safe mode ended with the connection.
    await workbench.notification(/Office, deploy of identity\.rsc: The router is as it was before/);
    assert.deepEqual(router.device.snapshot(), before);
    assert.deepEqual(leftovers(), []);
  });

  it('and remembers each with its end', async () => {
    await workbench.openFile('dns.rsc');
    await workbench.runCommand('RouterOS: Deploy History');
    const rows = page().locator('.quick-input-widget .monaco-list-row');
    await rows.nth(3).waitFor();
    const texts = await rows.allTextContents();
    const ends = texts.map((text) => /(\w+\.rsc).*?(kept|reverted)/.exec(text)?.slice(1, 3).join(' '));
    assert.deepEqual(ends, [
      'identity.rsc reverted',
      'lockout.rsc reverted',
      'route.rsc reverted',
      'identity.rsc reverted',
      'dns.rsc kept',
    ]);
    await page().keyboard.press('Escape');
  });

  /** What a deploy needs on the router while it lasts. */
  function leftovers(): readonly string[] {
    return ['/system/scheduler', '/system/script', '/file'].flatMap((menu) =>
      router.device.items(menu).map((item) => item.get('name') ?? ''),
    );
  }
});
