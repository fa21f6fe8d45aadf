/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { RealTimeClock } from '../../router/src/practice/clock';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { MANAGEMENT, OFFICE } from './office-router';
import { pictureOfFailure, Workbench } from './workbench';

/** Seconds to keep a deploy: enough for pictures on a slow machine; then the fewest, for their end is waited for. */
const CONFIRM = { enough: 60, few: 30 };

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
    workbench = await Workbench.start({ 'rscope.deploy.confirmSeconds': CONFIRM.enough }, SCRIPTS);
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
    await workbench.runCommand(command);
    await workbench.pick('to which router?', 'Office');
  };
  /** From the command to the question before anything is sent. */
  const ask = async (script: string) => {
    await chooseOffice(script, 'RouterOS: Deploy to Router…');
    return workbench.dialog('to Office');
  };
  const apply = async (script: string) => {
    await ask(script);
    await workbench.pressInDialog('to Office?', 'Deploy');
    await heading().waitFor();
  };
  afterEach(() => workbench.tidy());

  it('to a router that five questions add, once it answers', async () => {
    await workbench.runCommand('RouterOS: Add Router…');
    await workbench.answer('1/5', router.host);
    await workbench.entries('2/5').filter({ hasText: 'Not encrypted' }).waitFor();
    await workbench.screenshot('add-router');
    await workbench.pick('2/5', 'Not encrypted');
    await workbench.answer('3/5', String(router.port));
    await workbench.answer('4/5', 'admin');
    await workbench.answer('5/5', 'Office');
    await workbench.answer('password of admin', '');
    await workbench.notification(/Office answers: MikroTik, RouterOS 7\.20\.8/);
  });

  it('showing what it would change, without touching anything', async () => {
    const before = router.device.snapshot();
    await chooseOffice('dns.rsc', 'RouterOS: Preview Deploy');
    await workbench.isActive('Office: running ↔ after the deploy');
    await workbench.line('What will run on Office').waitFor();
    await page().locator('.line-insert').first().waitFor();
    await workbench.sideBar('hidden');
    await workbench.screenshot('deploy-difference');
    await workbench.sideBar('visible');
    assert.deepEqual(router.device.snapshot(), before);
  });

  it('and keeps what is confirmed', async () => {
    const question = await ask('dns.rsc');
    assert.match(question, /Deploy 4 commands to Office\?/);
    assert.doesNotMatch(question, /can’t be told/, 'whether one still reaches it is known');
    await workbench.pressInDialog('to Office?', 'Deploy 4 commands');
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

  it('undoes a script that the router refuses in the middle, and puts its words on the line', async () => {
    const before = router.device.snapshot();
    await ask('backup-route.rsc');
    await workbench.pressInDialog('to Office?', 'Deploy');
    await workbench.notification(/Line 5 was refused: .*routing-table.* The router is as it was before/);
    await workbench.isActive('backup-route.rsc');
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
    await workbench.pressInDialog('not deployed to Office', 'Force It');
    await workbench.answer('to deploy all the same', 'Office');
    await workbench.pressInDialog('to Office?', 'Deploy');
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
    workbench.change('rscope.deploy.confirmSeconds', CONFIRM.few);
    await page().reload();
    await workbench.notification(/The deploy of identity\.rsc to Office .* was interrupted/);
    await workbench.screenshot('deploy-interrupted');
    await page().locator('.notification-list-item .monaco-button', { hasText: 'Ask the Router' }).click();
    // Safe mode ended with the connection.
    await workbench.notification(/Office, deploy of identity\.rsc: The router is as it was before/);
    assert.deepEqual(router.device.snapshot(), before);
    assert.deepEqual(leftovers(), []);
  });

  it('undoes what nobody keeps in time', async () => {
    const before = router.device.snapshot();
    await apply('identity.rsc');
    assert.equal(router.device.name, 'head-office');
    await page().getByText('Nobody kept it in time').first().waitFor({ timeout: 90_000 });
    await workbench.notification(/Office: Nobody kept it in time\. The router is as it was before/);
    await heading().waitFor({ state: 'hidden' });
    assert.deepEqual(router.device.snapshot(), before);
  });

  it('and remembers each with its end', async () => {
    await workbench.openFile('dns.rsc');
    await workbench.runCommand('RouterOS: Deploy History');
    const deploys = workbench.entries('Deploys');
    await deploys.filter({ hasText: 'kept' }).last().waitFor();
    const texts = await deploys.allTextContents();
    const ends = texts.map((text) => /(\w+\.rsc).*?(kept|reverted)/.exec(text)?.slice(1, 3).join(' '));
    assert.deepEqual(ends, [
      'identity.rsc reverted',
      'identity.rsc reverted',
      'lockout.rsc reverted',
      'route.rsc reverted',
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
