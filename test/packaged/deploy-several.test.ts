/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { type PracticeRouter, startPracticeRouter } from '../../router/src/practice/server';
import { MANAGEMENT, OFFICE } from './office-router';
import { pictureOfFailure, Workbench } from './workbench';

/** What one router has and another has not. */
const HAS = {
  printers: '/interface list add name=printers\n',
  backup: '/routing table add name=backup fib\n',
};

const SCRIPTS = {
  'dns.rsc': `# routeros: 7.20
/ip dns
set servers=192.0.2.53,198.51.100.53
/ip firewall address-list
add list=servers address=192.168.88.20 comment="mail"
`,
  // That list is there already on one of them.
  'list.rsc': `# routeros: 7.20
/interface list
add name=printers
`,
  // Nothing on this side knows which routing tables there are: the router says it, in the middle.
  'backup-route.rsc': `# routeros: 7.20
/ip dns
set servers=192.0.2.53
/ip route
add dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-table=backup comment="second provider"
`,
};

describe('the packaged extension deploys to several routers', () => {
  const routers = new Map<string, PracticeRouter>();
  let workbench: Workbench;

  before(async () => {
    for (const [name, has] of [
      ['Office', HAS.backup],
      ['Branch', HAS.printers],
      ['Depot', HAS.backup],
    ] as const)
      routers.set(
        name,
        await startPracticeRouter({
          ...{ routeros: '7.20.8', tlsPort: false, management: MANAGEMENT },
          configuration: `${OFFICE}${has}/system identity set name=${name.toLowerCase()}`,
        }),
      );
    const entries = [...routers].map(([name, { host, port }]) => ({
      ...{ name, host, port, tls: false, user: 'admin' },
      ...(name === 'Depot' ? {} : { group: 'Town' }),
    }));
    workbench = await Workbench.start({ 'rscope.routers': entries }, SCRIPTS);
    await workbench.openFile('dns.rsc');
    // The version is there as soon as the server answers.
    await workbench.statusBar('RouterOS 7.20').waitFor();
    await workbench.setTheme('dark');
  });
  after(async () => {
    await workbench?.stop();
    for (const router of routers.values()) await router.stop();
  });
  pictureOfFailure(() => workbench);
  afterEach(() => workbench.tidy());

  const device = (name: string) => {
    const router = routers.get(name);
    assert.ok(router);
    return router.device;
  };
  const snapshots = () => [...routers.keys()].map((name) => device(name).snapshot());
  const dnsOf = (name: string) => device(name).items('/ip/dns')[0]?.get('servers');
  /** From the command to the plan. */
  const deployTo = async (script: string, ...ticked: readonly string[]) => {
    await workbench.openFile(script);
    await workbench.runCommand('RouterOS: Deploy to Several Routers…');
    for (const entry of ticked) await workbench.pick('Deploy to which routers?', entry);
    await workbench.answerTo('Deploy to which routers?').press('Enter');
  };
  const keep = async (name: string) => {
    await workbench
      .webview()
      .getByRole('heading', { name: `${name} took` })
      .waitFor();
    await workbench.webview().getByRole('button', { name: 'Keep' }).click();
  };
  const report = (text: RegExp) => workbench.preview().locator('li', { hasText: text });

  it('of a group: the first alone, and then each that shows all of it to be fine', async () => {
    const [, , depot] = snapshots();
    await deployTo('dns.rsc', 'Town');
    await workbench.answer('Office: password of admin', '');
    await workbench.answer('Branch: password of admin', '');
    const plan = await workbench.dialog('Deploy dns.rsc to 2 routers?');
    assert.match(plan, /Office: RouterOS 7\.20\.8.*, 2 commands.*Branch: .*, 2 commands.*Office comes first, alone/s);
    await workbench.preview().getByRole('heading', { name: '2. Branch' }).waitFor();
    await workbench.sideBar('hidden');
    await workbench.screenshot('deploy-several');
    await workbench.sideBar('visible');
    await workbench.pressInDialog('to 2 routers?', 'Begin with Office');
    await keep('Office');
    await workbench.dialog('Office has it. Go on with Branch?');
    assert.equal(dnsOf('Branch'), '198.51.100.53', 'the second is not begun before the first is kept');
    await workbench.pressInDialog('Go on with Branch?', 'Keep Each That Verifies');
    await workbench.notification('2 of 2 routers have the script now.');
    await report(/✓ Office: .*the result is kept/).waitFor();
    await report(/✓ Branch: .*the result is kept/).waitFor();
    assert.deepEqual(['Office', 'Branch'].map(dnsOf), Array(2).fill('192.0.2.53,198.51.100.53'));
    assert.deepEqual(device('Depot').snapshot(), depot);
  });

  it('but to none of them where one would refuse the script', async () => {
    const before = snapshots();
    await deployTo('list.rsc', 'Town');
    const refusal = await workbench.dialog('Nothing is deployed to any router, because of Branch.');
    assert.match(refusal, /would refuse line 3: “failure: already have such/);
    await workbench.pressInDialog('Nothing is deployed', 'OK');
    assert.deepEqual(snapshots(), before);
  });

  it('and not to those that come after one that fails', async () => {
    const [, branch, depot] = snapshots();
    await deployTo('backup-route.rsc', 'Office', 'Branch', 'Depot');
    await workbench.answer('Depot: password of admin', '');
    await workbench.pressInDialog('to 3 routers?', 'Begin with Office');
    await keep('Office');
    await workbench.pressInDialog('Go on with Branch, Depot?', 'Keep Each That Verifies');
    await workbench.notification('1 of 3 routers have the script now.');
    await report(/✓ Office: .*the result is kept/).waitFor();
    await report(/✗ Branch: Line 5 was refused: .*The router is as it was before/).waitFor();
    await report(/✗ Depot: Not begun: it is as it was/).waitFor();
    assert.equal(dnsOf('Office'), '192.0.2.53');
    assert.deepEqual([device('Branch').snapshot(), device('Depot').snapshot()], [branch, depot]);
  });
});
