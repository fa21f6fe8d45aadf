import assert from 'node:assert/strict';
import { applyPlan } from '../../../router/src/deploy/apply-plan';
import { planDeploy } from '../../../router/src/deploy/deploy-plan';
import { verifyDeploy } from '../../../router/src/deploy/verify-deploy';
import { COMPLAINTS, diagnose } from '../../../router/src/device/diagnosis/diagnose';
import { probeUplinks } from '../../../router/src/device/probe-uplinks';
import { type RouterInfo, readRouterInfo } from '../../../router/src/device/router-info';
import { readRouterState } from '../../../router/src/device/router-state';
import { Analysis } from '../../../server/src/ide/analysis';
import { type Practice, startPractice } from '../../support/practice';

/** A leased uplink before a static one, which are watched; in the words of both main versions. */
const SCRIPT = `/ip address add address=172.17.0.2/24 interface=ether2
/ip dhcp-client add interface=ether1 disabled=no
/ip route add dst-address=0.0.0.0/0 gateway=172.17.0.1 distance=1 check-gateway=ping
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether2
/ip dns set servers=9.9.9.9 allow-remote-requests=yes
/tool netwatch add host=172.17.0.1 interval=10s
`;

for (const routeros of ['7.20', '6.49'])
  describe(`A running router (${routeros})`, () => {
    let practice: Practice;
    let info: RouterInfo;
    before(async () => {
      practice = await startPractice(routeros);
      const { surroundings } = practice.router.device;
      surroundings.dhcp.set('ether1', { address: '198.51.100.7/24', gateway: '198.51.100.1' });
      surroundings.traffic.set('ether1', { rx: 12_000_000, tx: 800_000 });
      info = await readRouterInfo(practice.connection);
      assert.equal((await applyPlan(practice.connection, planDeploy(SCRIPT, info.version))).kind, 'applied');
    });
    after(() => practice.stop());
    afterEach(() => {
      practice.router.device.surroundings.silent.clear();
      practice.router.device.surroundings.deadLinks.clear();
    });

    const state = () => readRouterState(practice.connection, info);
    async function failed(): Promise<string[]> {
      const planned = new Analysis('router.rsc', SCRIPT, { forcedVersion: info.version }).network;
      const after = await state();
      return verifyDeploy({ before: undefined, after, later: after, planned })
        .filter(({ result }) => result === 'failed')
        .map(({ check, text }) => `${check}: ${text}`);
    }
    async function diagnosis(id: string): Promise<string> {
      const complaint = COMPLAINTS.find((each) => each.id === id);
      assert.ok(complaint);
      const now = await state();
      const probes = await probeUplinks(practice.connection, now);
      const findings = diagnose(complaint, { earlier: undefined, state: now, probes });
      return findings.map((each) => [each.title, each.state, each.why, ...each.evidence].join('\n')).join('\n');
    }

    it('has what its configuration promises', async () => {
      assert.deepEqual(await failed(), []);
      const { routes, dhcpClients, traffic } = await state();
      assert.equal(dhcpClients?.[0]?.status, 'bound');
      assert.deepEqual(
        routes?.flatMap(({ gateways }) => gateways.map((gateway) => [gateway.text, gateway.interface])).sort(),
        [
          ['172.17.0.1', 'ether2'],
          ['198.51.100.1', 'ether1'],
        ],
      );
      assert.deepEqual(
        traffic?.find((each) => each.interface === 'ether1'),
        { interface: 'ether1', rxBitsPerSecond: 12_000_000, txBitsPerSecond: 800_000 },
      );
    });

    it('shows a gateway that fell silent, and what it means', async () => {
      practice.router.device.surroundings.silent.add('172.17.0.1');
      const dead = (await state()).routes?.find(({ gateways }) => gateways[0]?.text === '172.17.0.1');
      assert.equal(dead?.use, 'dead');
      assert.match((await failed()).join('\n'), /default route via 172\.17\.0\.1: .*172\.17\.0\.1 does not answer/);
      const told = await diagnosis('slow');
      assert.match(told, /172\.17\.0\.1 can’t be used as a gateway/);
    });

    it('shows a port without a link', async () => {
      practice.router.device.surroundings.deadLinks.add('ether1');
      const told = await diagnosis('no-internet');
      assert.match(told, /ether1 has no link/);
      assert.match(told, /gave ether1 no address/);
    });
  });
