import assert from 'node:assert/strict';
import { applyPlan } from '../../../router/src/deploy/apply-plan';
import { planDeploy } from '../../../router/src/deploy/deploy-plan';
import { driftOf } from '../../../router/src/deploy/drift';
import { pullConfiguration } from '../../../router/src/deploy/pull-configuration';
import { restoreScript } from '../../../router/src/deploy/restore-script';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { startPractice } from '../../support/practice';

const BEFORE = `/system identity set name=office
/interface list add name=WAN
/interface list member add list=WAN interface=ether1
/ip address add address=172.17.0.2/24 interface=ether2 comment="the second line"
/ip route add dst-address=0.0.0.0/0 gateway=172.17.0.1 distance=2
/ip firewall filter add chain=input action=accept connection-state=established,related
/ip firewall filter add chain=input action=drop in-interface-list=WAN
/ip service set telnet disabled=yes
`;

/** The script from what a change leaves back to how it was before; and what differs once that ran. */
async function restored(change: string, routeros = '7.20', more = '') {
  const practice = await startPractice(routeros, { configuration: BEFORE + more });
  try {
    const info = await readRouterInfo(practice.connection);
    const apply = async (text: string) => {
      const outcome = await applyPlan(practice.connection, planDeploy(text, info.version));
      assert.equal(outcome.kind, 'applied', `${text}\n${JSON.stringify(outcome)}`);
    };
    const backup = await pullConfiguration(practice.connection, info);
    await apply(change);
    const { commands, left } = restoreScript(backup, await pullConfiguration(practice.connection, info), info.version);
    await apply(commands.join('\n'));
    const { menus } = driftOf(backup, await pullConfiguration(practice.connection, info), info.version);
    return { commands, left, menus };
  } finally {
    await practice.stop();
  }
}

describe('The way back to a backup', () => {
  it('is nothing where nothing differs', async () => {
    assert.deepEqual((await restored('/system identity set name=office')).commands, []);
  });

  for (const [what, change] of [
    ['removes what was added', '/ip address add address=192.0.2.1/24 interface=ether3\n/interface list add name=LAN'],
    ['adds what was removed', '/ip route remove [find gateway=172.17.0.1]'],
    ['puts a rule back into its place', '/ip firewall filter remove [find connection-state=established,related]'],
    [
      'changes back what was changed',
      '/ip address set [find interface=ether2] comment=other\n/system identity set name=x',
    ],
    ['changes back what cannot be removed', '/ip service set telnet disabled=no\n/ip service set ftp disabled=yes'],
    ['changes back the name of a port', '/interface ethernet set [find default-name=ether5] name=spare'],
    ['sets back what was a default before', '/ip dns set servers=9.9.9.9 allow-remote-requests=yes'],
    [
      'brings back what others name before them',
      '/interface list member remove [find list=WAN]\n/ip firewall filter remove [find action=drop]\n/interface list remove [find name=WAN]',
    ],
  ])
    for (const routeros of ['7.20', '6.49'])
      it(`${what} (${routeros})`, async () => {
        const { commands, menus } = await restored(change ?? '', routeros);
        assert.deepEqual(menus, [], commands.join('\n'));
        assert.ok(commands.length > 0);
      });

  it('leaves code alone of which the backup has not all, and says so', async () => {
    const stored = (text: string) => `source=":local password \\"hunter2\\"\\n:log info ${text}"`;
    const { commands, left } = await restored(
      `/system script set [find name=mail] ${stored('new')}`,
      '7.20',
      `/system script add name=mail ${stored('old')}`,
    );
    assert.deepEqual(commands, []);
    assert.deepEqual(left, ['/system/script mail: its source held a secret, which no backup has.']);
  });

  it('says what it can’t bring back', async () => {
    const { left } = await restored('/ip firewall filter move [find action=drop] destination=[find action=accept]');
    assert.match(left.join(), /^\/ip\/firewall\/filter: 1 of its items stand/);
  });
});
