import assert from 'node:assert/strict';
import type { Verification } from '../../../router/src/deploy/verification';
import { verifyDeploy } from '../../../router/src/deploy/verify-deploy';
import { Analysis } from '../../../server/src/ide/analysis';
import { type Answers, stateOf } from '../../support/router-state';

/** Two uplinks: one over DHCP, one static and watched; connections shared by PCC. */
const PLANNED = `# 2026-11-24 10:00:00 by RouterOS 7.20
/interface bridge
add name=bridge
/interface list
add name=WAN
/ip address
add address=192.168.88.1/24 interface=bridge
add address=172.17.0.2/24 interface=ether2
/interface list member
add interface=ether1 list=WAN
add interface=ether2 list=WAN
/ip dhcp-client
add default-route-distance=1 interface=ether1
/routing table
add fib name=to1
add fib name=to2
/ip route
add check-gateway=ping distance=1 dst-address=0.0.0.0/0 gateway=172.17.0.1
add dst-address=0.0.0.0/0 gateway=ether1 routing-table=to1
add dst-address=0.0.0.0/0 gateway=172.17.0.1 routing-table=to2
/ip firewall mangle
add action=mark-connection chain=prerouting connection-mark=no-mark in-interface=bridge new-connection-mark=c1 per-connection-classifier=both-addresses:2/0
add action=mark-connection chain=prerouting connection-mark=no-mark in-interface=bridge new-connection-mark=c2 per-connection-classifier=both-addresses:2/1
add action=mark-routing chain=prerouting connection-mark=c1 in-interface=bridge new-routing-mark=to1
add action=mark-routing chain=prerouting connection-mark=c2 in-interface=bridge new-routing-mark=to2
/ip firewall nat
add action=masquerade chain=srcnat out-interface=ether1
add action=masquerade chain=srcnat out-interface=ether2
/tool netwatch
add host=1.1.1.1
`;

const DHCP_ROUTE = {
  gateway: '198.51.100.1',
  'immediate-gw': '198.51.100.1%ether1',
  active: 'true',
  dynamic: 'true',
  dhcp: 'true',
  distance: '1',
};
const STATIC_ROUTE = { gateway: '172.17.0.1', 'immediate-gw': '172.17.0.1%ether2', active: 'true', distance: '1' };
const ROUTES = [
  DHCP_ROUTE,
  STATIC_ROUTE,
  { gateway: 'ether1', 'immediate-gw': 'ether1', active: 'true', 'routing-table': 'to1', distance: '1' },
  { ...STATIC_ROUTE, 'routing-table': 'to2' },
];

const mark = (id: string, name: string, part: string, packets: number) => ({
  ...{ '.id': id, chain: 'prerouting', action: 'mark-connection', 'connection-mark': 'no-mark' },
  ...{ 'in-interface': 'bridge', 'new-connection-mark': name, 'per-connection-classifier': `both-addresses:2/${part}` },
  packets: String(packets),
});
const route = (id: string, name: string, table: string, packets: number) => ({
  ...{ '.id': id, chain: 'prerouting', action: 'mark-routing', 'connection-mark': name, 'in-interface': 'bridge' },
  ...{ 'new-routing-mark': table, packets: String(packets) },
});
const masquerade = (id: string, name: string, packets: number) => ({
  ...{ '.id': id, chain: 'srcnat', action: 'masquerade', 'out-interface': name, packets: String(packets) },
});

/** The router as it should be, after that many packets. */
const healthy = (packets: number): Answers => ({
  '/ip/route/print': ROUTES,
  '/ip/dhcp-client/print': [
    { interface: 'ether1', status: 'bound', address: '198.51.100.7/24', gateway: '198.51.100.1' },
  ],
  '/tool/netwatch/print': [{ host: '1.1.1.1', status: 'up', since: '2026-11-24 10:00:00' }],
  '/ip/firewall/nat/print': [masquerade('*1', 'ether1', packets), masquerade('*2', 'ether2', packets)],
  '/ip/firewall/mangle/print': [
    ...[mark('*1', 'c1', '0', packets), mark('*2', 'c2', '1', packets)],
    ...[route('*3', 'c1', 'to1', packets), route('*4', 'c2', 'to2', packets)],
  ],
  '/ip/firewall/connection/print': [{ ret: '210' }],
  '/ip/firewall/connection/print?connection-mark=c1': [{ ret: '110' }],
  '/ip/firewall/connection/print?connection-mark=c2': [{ ret: '100' }],
});

interface Told {
  readonly before?: Answers;
  readonly after?: Answers;
  readonly later?: Answers;
}

async function verify(told: Told = {}, planned = PLANNED): Promise<readonly Verification[]> {
  const after = { ...healthy(10), ...told.after };
  return verifyDeploy({
    before: told.before && (await stateOf({ ...healthy(5), ...told.before })),
    after: await stateOf(after),
    later: await stateOf({ ...healthy(20), ...told.after, ...told.later }),
    planned: new Analysis('planned.rsc', planned).network,
  });
}

function find(all: readonly Verification[], check: string): Verification {
  const found = all.find((each) => each.check === check);
  assert.ok(found, `no check “${check}” among ${all.map((each) => each.check).join(' | ')}`);
  return found;
}

describe('Verifying a deploy', () => {
  it('finds all well where the router does what the configuration promises', async () => {
    const all = await verify();
    assert.deepEqual(
      all.filter(({ result }) => result !== 'ok'),
      [],
    );
    assert.deepEqual(
      all.map(({ check }) => check),
      [
        'default route via 172.17.0.1',
        'default route via ether1 in table to1',
        'default route via 172.17.0.1 in table to2',
        'default route via ether1',
        'DHCP client on ether1',
        'netwatch of 1.1.1.1',
        'NAT rules',
        'NAT counters',
        'mangle rules',
        'mangle counters',
        'shares of the uplinks',
      ],
    );
  });

  it('fails a route whose gateway does not answer, and says what to do', async () => {
    const dead = { ...STATIC_ROUTE, active: 'false', inactive: 'true', 'check-gateway': 'ping' };
    const { result, text, whatToDo } = find(
      await verify({ after: { '/ip/route/print': [DHCP_ROUTE, dead] } }),
      'default route via 172.17.0.1',
    );
    assert.equal(result, 'failed');
    assert.match(text, /172\.17\.0\.1 does not answer check-gateway=ping on ether2/);
    assert.match(whatToDo, /cable/);
  });

  it('doubts what was no better before the deploy', async () => {
    const dead = { '/ip/route/print': [{ ...STATIC_ROUTE, active: 'false', inactive: 'true' }] };
    const all = await verify({ before: dead, after: dead });
    assert.equal(find(all, 'default route via 172.17.0.1').result, 'doubtful');
    assert.match(find(all, 'default route via 172.17.0.1').text, /no better before/);
  });

  it('fails a route that is missing, or has no way to its gateway', async () => {
    const unresolved = { gateway: '172.17.0.1', 'immediate-gw': '', inactive: 'true' };
    const all = await verify({ after: { '/ip/route/print': [unresolved] } });
    assert.match(find(all, 'default route via 172.17.0.1').text, /no way to its gateway/);
    assert.equal(find(all, 'default route via ether1').result, 'failed');
    assert.match(find(all, 'default route via ether1').text, /DHCP client of ether1 has made no route/);
    assert.equal(find(all, 'default route via 172.17.0.1 in table to2').result, 'failed');
  });

  it('takes a route that waits behind a nearer one as well', async () => {
    const waiting = { ...STATIC_ROUTE, active: 'false', distance: '2' };
    const planned = PLANNED.replace('check-gateway=ping distance=1', 'distance=2');
    const { result, text } = find(
      await verify({ after: { '/ip/route/print': [DHCP_ROUTE, waiting] } }, planned),
      'default route via 172.17.0.1',
    );
    assert.equal(result, 'ok');
    assert.match(text, /waits at distance 2 behind 198\.51\.100\.1 at 1/);
  });

  it('reads the routes of RouterOS 6', async () => {
    const planned = new Analysis(
      'six.rsc',
      '# nov/24/2026 10:00:00 by RouterOS 6.49\n/ip route\nadd distance=1 gateway=10.0.0.1,10.0.1.1\n',
    ).network;
    const after = await stateOf(
      {
        '/ip/route/print': [
          {
            gateway: '10.0.0.1,10.0.1.1',
            'gateway-status': '10.0.0.1 reachable via  ether1,10.0.1.1 unreachable',
            active: 'true',
            distance: '1',
          },
        ],
      },
      6,
    );
    const [first] = verifyDeploy({ before: undefined, after, later: undefined, planned });
    assert.equal(first?.result, 'failed');
    assert.match(first?.text ?? '', /not over 10\.0\.1\.1/);
  });

  it('fails a DHCP client that lost its address, and a host that went down', async () => {
    const all = await verify({
      before: {},
      after: {
        '/ip/dhcp-client/print': [{ interface: 'ether1', status: 'searching...' }],
        '/tool/netwatch/print': [{ host: '1.1.1.1', status: 'down', since: '2026-11-24 10:01:00' }],
      },
    });
    assert.equal(find(all, 'DHCP client on ether1').result, 'failed');
    assert.match(find(all, 'DHCP client on ether1').text, /searching/);
    assert.equal(find(all, 'netwatch of 1.1.1.1').result, 'failed');
  });

  it('fails rules that are not there or invalid', async () => {
    const all = await verify({
      after: { '/ip/firewall/nat/print': [{ ...masquerade('*1', 'ether1', 10), invalid: 'true' }] },
      later: { '/ip/firewall/nat/print': [{ ...masquerade('*1', 'ether1', 10), invalid: 'true' }] },
    });
    assert.match(find(all, 'NAT rules').text, /1 of 2 are not on the router/);
    assert.ok(all.some(({ text, result }) => result === 'failed' && /marks it as invalid/.test(text)));
  });

  it('only doubts counters that stand still: perhaps nobody uses the uplink', async () => {
    const still = healthy(10)['/ip/firewall/nat/print'] ?? [];
    const { result, text } = find(await verify({ later: { '/ip/firewall/nat/print': still } }), 'NAT counters');
    assert.equal(result, 'doubtful');
    assert.match(text, /0 of 2 moved/);
  });

  describe('shares', () => {
    const shares = async (one: number, two: number) =>
      find(
        await verify({
          after: {
            '/ip/firewall/connection/print?connection-mark=c1': [{ ret: String(one) }],
            '/ip/firewall/connection/print?connection-mark=c2': [{ ret: String(two) }],
          },
        }),
        'shares of the uplinks',
      );

    it('are as planned within what busy hosts change', async () => {
      assert.equal((await shares(120, 80)).result, 'ok');
    });
    it('are doubtful far from the plan, and with few connections', async () => {
      assert.equal((await shares(190, 10)).result, 'doubtful');
      assert.match((await shares(3, 2)).text, /Only 5 connections/);
    });
    it('fail where an uplink takes none', async () => {
      const { result, text } = await shares(200, 0);
      assert.equal(result, 'failed');
      assert.match(text, /none takes c2/);
    });
  });

  it('says with the router’s words what it does not tell', async () => {
    const all = await verify({ after: { '/ip/route/print': 'not enough permissions (9)' } });
    assert.deepEqual(find(all, 'default routes').result, 'doubtful');
    assert.match(find(all, 'default routes').text, /not enough permissions/);
  });
});
