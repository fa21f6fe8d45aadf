import assert from 'node:assert/strict';
import { COMPLAINTS, type Complaint, diagnose } from '../../../router/src/device/diagnosis/diagnose';
import type { Finding } from '../../../router/src/device/diagnosis/finding';
import { probeUplinks } from '../../../router/src/device/probe-uplinks';
import { type Answers, answering, stateOf } from '../../support/router-state';

const uplink = (name: string, gateway: string, more: Record<string, string> = {}) => ({
  gateway,
  'immediate-gw': `${gateway}%${name}`,
  active: 'true',
  ecmp: 'true',
  distance: '1',
  ...more,
});
const masquerade = (packets: number, more: Record<string, string> = {}) => ({
  '.id': '*1',
  chain: 'srcnat',
  action: 'masquerade',
  'out-interface-list': 'WAN',
  packets: String(packets),
  bytes: String(packets * 84),
  ...more,
});

/** Two uplinks that share equally, and nothing wrong with them. */
const healthy = (packets: number): Answers => ({
  '/ip/route/print': [
    uplink('ether1', '198.51.100.1', { dynamic: 'true', dhcp: 'true' }),
    uplink('ether2', '172.17.0.1'),
  ],
  '/interface/print': ['ether1', 'ether2', 'bridge'].map((name) => ({
    ...{ name, running: 'true', 'link-downs': '0', 'rx-byte': String(packets * 1000), 'tx-byte': '0' },
  })),
  '/interface/list/member/print': ['ether1', 'ether2'].map((name) => ({ list: 'WAN', interface: name })),
  '/ip/dhcp-client/print': [
    { interface: 'ether1', status: 'bound', address: '198.51.100.7/24', gateway: '198.51.100.1' },
  ],
  '/tool/netwatch/print': [{ host: '1.1.1.1', status: 'up', since: '2026-11-24 10:00:00' }],
  '/ip/firewall/nat/print': [masquerade(packets)],
  '/system/resource/print': [
    { 'cpu-load': '7', 'free-memory': '104857600', 'total-memory': '268435456', uptime: '3d2h' },
  ],
  '/ip/dns/print': [{ servers: '9.9.9.9', 'allow-remote-requests': 'true' }],
  '/ip/settings/print': [{ 'rp-filter': 'no' }],
  '/interface/monitor-traffic': [{ name: 'ether1', 'rx-bits-per-second': '12000000', 'tx-bits-per-second': '800000' }],
  '/ping': [{ sent: '3', received: '3' }],
  '/resolve': [],
});

async function findings(id: Complaint['id'], told: Answers = {}, major: 6 | 7 = 7): Promise<readonly Finding[]> {
  const complaint = COMPLAINTS.find((each) => each.id === id);
  assert.ok(complaint);
  const answers = { ...healthy(50), ...told };
  const state = await stateOf(answers, major);
  const probes = await probeUplinks(answering(answers), state);
  return diagnose(complaint, { earlier: await stateOf({ ...healthy(10), ...told }, major), state, probes });
}

/** The one finding that is not well. */
async function fault(id: Complaint['id'], told: Answers, title: RegExp, major: 6 | 7 = 7): Promise<Finding> {
  const found = (await findings(id, told, major)).find((each) => title.test(each.title));
  assert.ok(found, `no finding ${title}`);
  assert.ok(found.state === 'failed' || found.whatToDo !== '', `${found.title}: ${found.state}`);
  return found;
}

describe('Diagnosing a complaint', () => {
  it('knows the four complaints, each with an answer to several questions', () => {
    assert.deepEqual(
      COMPLAINTS.map(({ id }) => id),
      ['no-internet', 'slow', 'not-balanced', 'one-application'],
    );
  });

  for (const { id } of COMPLAINTS)
    it(`finds nothing failed on a healthy router (${id}), and says something of what it saw`, async () => {
      const all = await findings(id);
      assert.deepEqual(
        all.filter(({ state }) => state === 'failed' || state === 'unknown'),
        [],
      );
      assert.ok(all.length >= 4);
      for (const { state, whatToDo } of all) assert.equal(state === 'ok', whatToDo === '');
    });

  describe('no Internet at all', () => {
    it('is a port that is off or without a link', async () => {
      const off = {
        '/interface/print': [
          { name: 'ether1', disabled: 'true' },
          { name: 'ether2', running: 'true' },
        ],
      };
      assert.match((await fault('no-internet', off, /interfaces on/)).whatToDo, /\/interface enable ether1/);
      const down = {
        '/interface/print': [
          { name: 'ether1', running: 'false' },
          { name: 'ether2', running: 'true' },
        ],
      };
      const { why, evidence } = await fault('no-internet', down, /interfaces on/);
      assert.match(why, /ether1 has no link/);
      assert.deepEqual(evidence, ['ether1: no link', 'ether2: running']);
    });

    it('is a DHCP client without an address', async () => {
      const { why, evidence } = await fault(
        'no-internet',
        { '/ip/dhcp-client/print': [{ interface: 'ether1', status: 'searching...' }] },
        /got an address/,
      );
      assert.match(why, /gave ether1 no address/);
      assert.deepEqual(evidence, ['DHCP client on ether1: searching...']);
    });

    it('is a dial-up that is not connected', async () => {
      const { why } = await fault(
        'no-internet',
        { '/interface/pppoe-client/print': [{ name: 'pppoe-out1', interface: 'ether1', running: 'false' }] },
        /got an address/,
      );
      assert.match(why, /pppoe-out1 could not dial in/);
    });

    it('is a missing default route', async () => {
      const { why } = await fault('no-internet', { '/ip/route/print': [] }, /default routes active/);
      assert.match(why, /no default route/);
    });

    it('is a gateway that can’t be used: RouterOS 7', async () => {
      const dead = uplink('ether2', '172.17.0.1', { active: 'false', inactive: 'true', 'check-gateway': 'ping' });
      const { why, evidence } = await fault('no-internet', { '/ip/route/print': [dead] }, /default routes active/);
      assert.match(why, /No default route of table main is active: dead/);
      assert.deepEqual(evidence, ['distance 1 via 172.17.0.1 on ether2, table main, check-gateway=ping: dead']);
    });

    it('is a gateway that can’t be used: RouterOS 6', async () => {
      const route = { gateway: '10.0.0.1', 'gateway-status': '10.0.0.1 unreachable', distance: '1' };
      const { why } = await fault('no-internet', { '/ip/route/print': [route] }, /default routes active/, 6);
      assert.match(why, /dead/);
    });

    it('is a gateway that does not answer the router', async () => {
      const { why } = await fault('no-internet', { '/ping': [{ sent: '3', received: '0' }] }, /gateways answer/);
      assert.match(why, /198\.51\.100\.1 and 172\.17\.0\.1 do not answer/);
    });

    it('is NAT that is missing, or leaves one uplink out', async () => {
      const none = await fault('no-internet', { '/ip/firewall/nat/print': [] }, /NAT/);
      assert.match(none.why, /No rule of srcnat translates anything/);
      const members = { '/interface/list/member/print': [{ list: 'WAN', interface: 'ether1' }] };
      const { why, whatToDo } = await fault('no-internet', members, /NAT/);
      assert.match(why, /what leaves by ether2/);
      assert.match(whatToDo, /out-interface=ether2/);
    });

    it('may be NAT whose counters stand still', async () => {
      const { state, why } = await fault('no-internet', { '/ip/firewall/nat/print': [masquerade(10)] }, /NAT/);
      assert.equal(state, 'doubtful');
      assert.match(why, /No new connection left by these rules/);
    });

    it('is a name server that does not answer, or none at all', async () => {
      const silent = await fault('no-internet', { '/resolve': 'failure: dns server failure' }, /names resolve/);
      assert.match(silent.why, /failure: dns server failure/);
      assert.match((await fault('no-internet', { '/ip/dns/print': [{}] }, /names resolve/)).why, /no DNS server/);
    });

    it('quotes the log', async () => {
      const line = { time: '10:01:02', topics: 'interface,info', message: 'ether1 link down' };
      const { evidence } = await fault('no-internet', { '/log/print': [line] }, /log/);
      assert.deepEqual(evidence, ['10:01:02 interface,info: ether1 link down']);
    });
  });

  describe('slow or unstable', () => {
    it('is a processor that is busy, or a full table of connections', async () => {
      const busy = { '/system/resource/print': [{ 'cpu-load': '97', uptime: '3d' }] };
      assert.match((await fault('slow', busy, /overloaded/)).why, /97 %/);
      const full = { '/ip/firewall/connection/tracking/print': [{ 'total-entries': '9900', 'max-entries': '10000' }] };
      assert.match((await fault('slow', full, /overloaded/)).why, /nearly full/);
    });
    it('is a link that goes down again and again', async () => {
      const flapping = { '/interface/print': [{ name: 'ether1', running: 'true', 'link-downs': '41' }] };
      assert.match((await fault('slow', flapping, /interfaces on/)).evidence[0] ?? '', /41 times/);
    });
    it('is one of the gateways that is out', async () => {
      const dead = uplink('ether2', '172.17.0.1', { active: 'false', inactive: 'true' });
      const told = { '/ip/route/print': [uplink('ether1', '198.51.100.1'), dead] };
      assert.match((await fault('slow', told, /default routes active/)).why, /172\.17\.0\.1 can’t be used/);
    });
  });

  describe('not balanced', () => {
    const equal = /share the traffic/;
    const marks: Answers = {
      '/ip/firewall/mangle/print': [
        { '.id': '*1', chain: 'prerouting', action: 'mark-connection', 'new-connection-mark': 'c1', packets: '50' },
        { '.id': '*2', chain: 'prerouting', action: 'mark-connection', 'new-connection-mark': 'c2', packets: '50' },
        { '.id': '*3', chain: 'prerouting', action: 'mark-routing', 'new-routing-mark': 'to2', packets: '50' },
      ],
      '/ip/firewall/connection/print': [{ ret: '90' }],
      '/ip/firewall/connection/print?connection-mark=c1': [{ ret: '80' }],
      '/ip/firewall/connection/print?connection-mark=c2': [{ ret: '0' }],
    };

    it('is distances that differ', async () => {
      const told = {
        '/ip/route/print': [
          uplink('ether1', '198.51.100.1'),
          uplink('ether2', '172.17.0.1', { active: 'false', distance: '2' }),
        ],
      };
      assert.match((await fault('not-balanced', told, equal)).why, /different distances \(1, 2\)/);
    });
    it('is RouterOS 6 with two routes instead of one with two gateways', async () => {
      const route = (gateway: string, name: string, active: string) => ({
        ...{ gateway, 'gateway-status': `${gateway} reachable via  ${name}`, active, distance: '1' },
      });
      const told = { '/ip/route/print': [route('10.0.0.1', 'ether1', 'true'), route('10.0.1.1', 'ether2', 'false')] };
      assert.match((await fault('not-balanced', told, equal, 6)).whatToDo, /gateway=10\.0\.0\.1,10\.0\.1\.1/);
    });
    it('is a table that has no active default route', async () => {
      assert.match((await fault('not-balanced', marks, equal)).why, /to2, where no default route is active/);
    });
    it('is a mark that no connection has', async () => {
      const { why, evidence } = await fault('not-balanced', marks, /among the marks/);
      assert.match(why, /c2 has none of 80 connections/);
      assert.deepEqual(evidence, [
        'c1: 89 % (80 connections)',
        'c2: 0 % (0 connections)',
        'no-mark: 11 % (10 connections)',
      ]);
    });
    it('is FastTrack that takes marked connections past mangle', async () => {
      const fasttrack = { chain: 'forward', action: 'fasttrack-connection', packets: '900' };
      const told = { ...marks, '/ip/firewall/filter/print': [fasttrack] };
      assert.match((await fault('not-balanced', told, /FastTrack/)).whatToDo, /connection-mark=no-mark/);
    });
  });

  describe('one application fails', () => {
    it('is a counter or ports that scatter a host’s connections', async () => {
      const nth = { chain: 'prerouting', action: 'mark-connection', 'new-connection-mark': 'c1', nth: '2,1' };
      const told = { '/ip/firewall/mangle/print': [nth] };
      assert.match((await fault('one-application', told, /keep to one uplink/)).why, /different uplinks/);
    });
    it('may be a filter rule that drops', async () => {
      const drop = { '.id': '*7', chain: 'forward', action: 'drop', comment: 'rest', packets: '12' };
      const earlier = { ...healthy(10), '/ip/firewall/filter/print': [{ ...drop, packets: '2' }] };
      const state = await stateOf({ ...healthy(50), '/ip/firewall/filter/print': [drop] });
      const complaint = COMPLAINTS[3];
      assert.ok(complaint);
      const all = diagnose(complaint, { earlier: await stateOf(earlier), state, probes: undefined });
      const found = all.find(({ title }) => /filter throw/.test(title));
      assert.deepEqual(found?.evidence, ['rule 1 (forward drop, “rest”): 10 packets between two readings, 12 in all']);
    });
    it('is a strict reverse-path filter', async () => {
      const told = { '/ip/settings/print': [{ 'rp-filter': 'strict' }] };
      assert.match((await fault('one-application', told, /reverse-path/)).whatToDo, /rp-filter=loose/);
    });
  });

  it('says with the router’s words what it does not tell', async () => {
    const all = await findings('no-internet', {
      '/ip/route/print': 'not enough permissions (9)',
      '/ping': 'not enough permissions (9)',
    });
    assert.deepEqual(
      all.filter(({ state }) => state === 'unknown').map(({ why }) => /not enough permissions/.test(why)),
      [true, true, true],
    );
  });
});
