import assert from 'node:assert/strict';
import { markShares, newConnectionShares, uplinkTraffic } from '../../../router/src/device/live-shares';
import { stateOf } from '../../support/router-state';

const ROUTES = ['ether1', 'ether2'].map((name) => ({ gateway: name, 'immediate-gw': name, active: 'true' }));

describe('Live shares', () => {
  const reading = (one: number, two: number) =>
    stateOf({
      '/ip/route/print': ROUTES,
      '/interface/print': [
        { name: 'ether1', 'rx-byte': String(one), 'tx-byte': '0' },
        { name: 'ether2', 'rx-byte': String(two), 'tx-byte': '0' },
        { name: 'bridge', 'rx-byte': '999', 'tx-byte': '999' },
      ],
      '/ip/firewall/nat/print': [
        { '.id': '*1', chain: 'srcnat', action: 'masquerade', 'out-interface': 'ether1', packets: String(one) },
        { '.id': '*2', chain: 'srcnat', action: 'masquerade', 'out-interface': 'ether2', packets: String(two) },
        { '.id': '*3', chain: 'dstnat', action: 'dst-nat', 'in-interface': 'ether1', packets: '7' },
      ],
    });

  it('are of the bytes between two readings, uplinks only', async () => {
    const shares = uplinkTraffic(await reading(1000, 1000), await reading(4000, 2000));
    assert.deepEqual(shares, {
      total: 4000,
      shares: [
        { name: 'ether1', amount: 3000, part: 0.75 },
        { name: 'ether2', amount: 1000, part: 0.25 },
      ],
    });
  });

  it('count new connections by the NAT rules of the interfaces', async () => {
    const shares = newConnectionShares(await reading(10, 10), await reading(40, 20));
    assert.deepEqual(
      shares?.shares.map(({ name, amount }) => [name, amount]),
      [
        ['ether1', 30],
        ['ether2', 10],
      ],
    );
  });

  it('go on from 0 where the counters were reset in between', async () => {
    assert.equal(uplinkTraffic(await reading(9000, 9000), await reading(30, 10))?.total, 40);
  });

  it('say nothing of parts where nothing went through', async () => {
    const shares = uplinkTraffic(await reading(1, 1), await reading(1, 1));
    assert.deepEqual([shares?.total, shares?.shares.map(({ part }) => part)], [0, [0, 0]]);
  });

  it('are unknown where the router does not count', async () => {
    const state = await stateOf({ '/ip/route/print': ROUTES });
    assert.equal(uplinkTraffic(state, state), undefined);
    assert.equal(newConnectionShares(state, state), undefined);
    assert.equal(markShares(state), undefined);
  });

  it('count the connections of each mark, and those of none', async () => {
    const mark = (name: string) => ({ chain: 'prerouting', action: 'mark-connection', 'new-connection-mark': name });
    const state = await stateOf({
      '/ip/firewall/mangle/print': [mark('W1'), mark('W2')],
      '/ip/firewall/connection/print': [{ ret: '100' }],
      '/ip/firewall/connection/print?connection-mark=W1': [{ ret: '60' }],
      '/ip/firewall/connection/print?connection-mark=W2': [{ ret: '30' }],
    });
    assert.deepEqual(
      markShares(state)?.shares.map(({ name, part }) => [name, part]),
      [
        ['W1', 0.6],
        ['W2', 0.3],
        ['no-mark', 0.1],
      ],
    );
  });
});
