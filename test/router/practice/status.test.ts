import assert from 'node:assert/strict';
import type { Row } from '../../../router/src/transport/router-connection';
import { type Practice, startPractice } from '../../support/practice';

const UPLINKS = `/ip address add address=192.0.2.2/24 interface=ether1
/ip address add address=198.51.100.2/24 interface=ether2
/ip route add gateway=192.0.2.1 check-gateway=ping
/ip route add gateway=198.51.100.1 distance=2
`;

describe('what the practice router tells of its state', () => {
  let practice: Practice;
  const start = async (routeros: string, configuration: string) => {
    practice = await startPractice(routeros, { configuration });
    return practice.router.device.surroundings;
  };
  afterEach(() => practice.stop());
  const routes = (...query: string[]) => practice.rows('/ip/route/print', '?dst-address=0.0.0.0/0', ...query);
  const brief = (rows: readonly Row[], ...names: string[]) =>
    rows.map((row) => names.map((name) => row[name] ?? '-').join(' '));

  it('7: which routes are active, and by where', async () => {
    const { silent, deadLinks } = await start('7.20.8', UPLINKS);
    const state = async () => brief(await routes(), 'active', 'inactive', 'immediate-gw');
    assert.deepEqual(await state(), ['true - 192.0.2.1%ether1', '- - 198.51.100.1%ether2']);
    silent.add('192.0.2.1');
    assert.deepEqual(await state(), ['- true 192.0.2.1%ether1', 'true - 198.51.100.1%ether2']);
    deadLinks.add('ether1');
    assert.deepEqual(await state(), ['- true ', 'true - 198.51.100.1%ether2']);
  });
  it('6: the same by gateway-status, with two blanks', async () => {
    const { deadLinks } = await start('6.49', UPLINKS);
    const state = async () => brief(await routes(), 'active', 'gateway-status');
    assert.deepEqual(await state(), ['true 192.0.2.1 reachable via  ether1', '- 198.51.100.1 reachable via  ether2']);
    deadLinks.add('ether1');
    assert.deepEqual(await state(), ['- 192.0.2.1 unreachable', 'true 198.51.100.1 reachable via  ether2']);
  });
  it('equal routes share in 7, and recursive ones are resolved', async () => {
    await start(
      '7.20.8',
      `${UPLINKS}/ip route set [find distance=2] distance=1
/ip route add dst-address=9.9.9.9/32 gateway=192.0.2.1 scope=10
/ip route add dst-address=10.0.0.0/8 gateway=9.9.9.9 target-scope=11`,
    );
    assert.deepEqual(brief(await routes(), 'active', 'ecmp'), ['true true', 'true true']);
    assert.deepEqual(brief(await practice.rows('/ip/route/print', '?dst-address=10.0.0.0/8'), 'immediate-gw'), [
      '192.0.2.1%ether1',
    ]);
  });
  it('what the router itself made can be seen, and not changed', async () => {
    await start('7.20.8', UPLINKS);
    const script = (text: string) => () => practice.router.device.runScript(text);
    assert.throws(script('/ip route remove [find dynamic]'), /can not change dynamic/);
    script('/ip route remove [find !dynamic]')();
    assert.deepEqual(await routes(), []);
  });
  it('DHCP clients: what the provider gives, the address and the route with it', async () => {
    const { dhcp } = await start('7.20.8', '/ip dhcp-client add interface=ether1');
    assert.deepEqual(brief(await practice.rows('/ip/dhcp-client/print'), 'status'), ['searching...']);
    dhcp.set('ether1', { address: '203.0.113.7/24', gateway: '203.0.113.1' });
    assert.deepEqual(brief(await practice.rows('/ip/dhcp-client/print'), 'status', 'gateway'), ['bound 203.0.113.1']);
    assert.deepEqual(brief(await routes('?dhcp=true'), 'active', 'immediate-gw'), ['true 203.0.113.1%ether1']);
  });
  it('netwatch, counters, traffic', async () => {
    const { silent, traffic } = await start(
      '7.20.8',
      '/tool netwatch add host=9.9.9.9; /ip firewall mangle add chain=prerouting action=accept',
    );
    silent.add('9.9.9.9');
    practice.clock.advance(5000);
    assert.deepEqual(brief(await practice.rows('/tool/netwatch/print'), 'status'), ['down']);
    const [rule] = await practice.rows('/ip/firewall/mangle/print');
    practice.router.device.count('/ip/firewall/mangle', rule?.['.id'] ?? '', 1500, 1);
    assert.deepEqual(brief(await practice.rows('/ip/firewall/mangle/print'), 'bytes', 'packets'), ['1500 1']);
    traffic.set('ether1', { rx: 1000, tx: 20 });
    assert.deepEqual(
      brief(await practice.rows('/interface/monitor-traffic', '=interface=ether1', '=once='), 'rx-bits-per-second'),
      ['1000'],
    );
  });
});
