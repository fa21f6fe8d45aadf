import assert from 'node:assert/strict';
import type { RouterOsVersion } from '../../server/src/base/routeros-version';
import { networkModel } from '../../server/src/network/network-model';
import { askUplinkFailovers } from '../../server/src/network/questions/uplink-failover';
import { configurationOf, type MenuLiterals } from '../support/configuration-fixture';

const V7 = { major: 7, minor: 20, patch: 0 } as RouterOsVersion;
const ADDRESSES: MenuLiterals = {
  '/ip/address': [
    ...['address=198.51.100.2/29 interface=ether1', 'address=203.0.113.2/29 interface=ether2'],
    'address=192.168.88.1/24 interface=bridge',
  ],
};

/** What becomes of the LAN's connections after ether1 (or another uplink) has died. */
const connectionsAfter = (routes: readonly string[], more: MenuLiterals = {}, uplink = 'ether1') => {
  const model = networkModel(configurationOf({ ...ADDRESSES, ...more, '/ip/route': routes }, { version: V7 }));
  const failover = askUplinkFailovers(model).find((each) => each.uplink.interface === uplink);
  return failover?.shares.map(({ share, dead, lost }) => {
    const alive = share.parts.filter((part) => part.verdict === 'forward' && part.uplink !== uplink);
    return [...alive.map((part) => `${part.uplink} ${part.part}`), `dead ${dead}`, `lost ${lost}`].join(', ');
  });
};

describe('when an uplink dies', () => {
  it('its route goes where check-gateway probes, and stays where nothing does', () => {
    const backup = 'gateway=203.0.113.1 distance=2';
    assert.deepEqual(connectionsAfter(['gateway=198.51.100.1 distance=1 check-gateway=ping', backup]), [
      'ether2 1, dead 0, lost 0',
    ]);
    assert.deepEqual(connectionsAfter(['gateway=198.51.100.1 distance=1', backup]), ['dead 1, lost 0']);
    assert.deepEqual(connectionsAfter(['gateway=198.51.100.1 distance=1 check-gateway=none', backup]), [
      'dead 1, lost 0',
    ]);
  });

  it('an equal route that nothing probes keeps its part', () => {
    assert.deepEqual(connectionsAfter(['gateway=198.51.100.1', 'gateway=203.0.113.1 check-gateway=ping']), [
      'ether2 0.5, dead 0.5, lost 0',
    ]);
  });

  it('an interface as gateway has no address to probe', () => {
    const model = ['gateway=ether1 distance=1 check-gateway=ping', 'gateway=203.0.113.1 distance=2'];
    assert.deepEqual(connectionsAfter(model), ['dead 1, lost 0']);
  });

  it('a dial-up takes its route away', () => {
    const dialled = { '/interface/pppoe-client': ['name=pppoe1 interface=ether1 disabled=no'] };
    assert.deepEqual(
      connectionsAfter(['gateway=pppoe1 distance=1', 'gateway=203.0.113.1 distance=2'], dialled, 'pppoe1'),
      ['ether2 1, dead 0, lost 0'],
    );
  });

  it('a recursive route goes where it, or the host route below it, is probed', () => {
    const through = (probed: 'helper' | 'default' | 'none') => [
      `dst-address=192.0.2.53/32 gateway=198.51.100.1 scope=10${probed === 'helper' ? ' check-gateway=ping' : ''}`,
      `gateway=192.0.2.53 target-scope=11 distance=1${probed === 'default' ? ' check-gateway=ping' : ''}`,
      'gateway=203.0.113.1 distance=2',
    ];
    assert.deepEqual(connectionsAfter(through('default')), ['ether2 1, dead 0, lost 0']);
    assert.deepEqual(connectionsAfter(through('helper')), ['ether2 1, dead 0, lost 0']);
    assert.deepEqual(connectionsAfter(through('none')), ['dead 1, lost 0']);
  });

  it('a table without another route leaves its connections to main, but for lookup-only-in-table', () => {
    const routes = [...['gateway=203.0.113.1', 'gateway=198.51.100.1 routing-table=one check-gateway=ping']];
    const rule = (action: string) => ({
      '/ip/firewall/nat': ['chain=srcnat action=masquerade out-interface=ether1'],
      '/routing/rule': [`src-address=192.168.88.0/24 action=${action} table=one`],
    });
    assert.deepEqual(connectionsAfter(routes, rule('lookup')), ['ether2 1, dead 0, lost 0']);
    assert.deepEqual(connectionsAfter(routes, rule('lookup-only-in-table')), ['dead 0, lost 1']);
  });
});
