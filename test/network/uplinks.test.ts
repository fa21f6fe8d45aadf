import assert from 'node:assert/strict';
import { defaultRoutes } from '../../server/src/network/default-routes';
import { lanSide } from '../../server/src/network/lan-side';
import { networkModel } from '../../server/src/network/network-model';
import { uplinks } from '../../server/src/network/uplinks';
import { configurationOf, type MenuLiterals } from '../support/configuration-fixture';

const LAN: MenuLiterals = {
  '/ip/address': ['address=192.168.88.1/24 interface=bridge'],
  '/interface/bridge': ['name=bridge'],
};

/** `WAN1: wan-list, masqueraded` for each uplink. */
function found(menus: MenuLiterals): string[] {
  return uplinks(networkModel(configurationOf(menus))).map(
    (uplink) => `${uplink.interface}: ${uplink.evidence.map((each) => each.kind).join(', ')}`,
  );
}

describe('uplinks', () => {
  it('are the members of a list called WAN', () => {
    const lists = { '/interface/list': ['name=WAN'], '/interface/list/member': ['list=WAN interface=ether1'] };
    assert.deepEqual(found({ ...LAN, ...lists }), ['ether1: wan-list']);
    const outside = { '/interface/list/member': ['list=outside interface=ether1'] };
    assert.deepEqual(found({ ...LAN, ...outside }), ['ether1: wan-list']);
  });

  it('are the members of a list with another name that sources are masqueraded out of', () => {
    assert.deepEqual(
      found({
        ...LAN,
        '/interface/list/member': ['list=providers interface=ether1', 'list=LAN interface=bridge'],
        '/ip/firewall/nat': ['chain=srcnat action=masquerade out-interface-list=providers'],
      }),
      ['ether1: wan-list'],
    );
  });

  it('are what is masqueraded out of, but for hairpins and disabled rules', () => {
    assert.deepEqual(
      found({
        ...LAN,
        '/ip/firewall/nat': [
          'chain=srcnat action=masquerade out-interface=bridge src-address=192.168.88.0/24 dst-address=192.168.88.0/24',
          'chain=srcnat action=masquerade out-interface=ether2 disabled=yes',
          'chain=srcnat action=masquerade out-interface=ether1',
        ],
      }),
      ['ether1: masqueraded'],
    );
  });

  it('are where a default route leaves: by network, by name, with a zone, through a probe host, in halves', () => {
    const route = (...routes: string[]) =>
      found({
        '/ip/address': ['address=198.51.100.2/29 interface=ether1', 'address=192.168.88.1/24 interface=ether5'],
        '/ip/route': routes,
      });
    const answer = ['ether1: default-route'];
    assert.deepEqual(route('gateway=198.51.100.1'), answer);
    assert.deepEqual(route('dst-address=0.0.0.0/0 gateway=ether1'), answer);
    assert.deepEqual(route('gateway=1.1.1.1%ether1'), answer);
    assert.deepEqual(route('dst-address=1.1.1.1/32 gateway=198.51.100.1', 'gateway=1.1.1.1'), answer);
    assert.deepEqual(route('dst-address=0.0.0.0/1 gateway=ether1', 'dst-address=128.0.0.0/1 gateway=ether1'), [
      'ether1: default-route, default-route',
    ]);
    assert.deepEqual(route('dst-address=0.0.0.0/1 gateway=ether1'), []);
    assert.deepEqual(route('gateway=198.51.100.1 disabled=yes'), []);
    assert.deepEqual(route('dst-address=10.0.0.0/8 gateway=198.51.100.1'), []);
    assert.deepEqual(route('blackhole='), []);
  });

  it('are where a DHCP client takes a default route on a routed port', () => {
    const client = (text: string, more: MenuLiterals = {}) => found({ ...LAN, ...more, '/ip/dhcp-client': [text] });
    assert.deepEqual(client('interface=ether1'), ['ether1: dhcp-default-route']);
    assert.deepEqual(client('interface=ether1 disabled=yes'), []);
    assert.deepEqual(client('interface=ether1 add-default-route=no'), []);
    assert.deepEqual(client('interface=ether1', { '/interface/bridge/port': ['bridge=bridge interface=ether1'] }), []);
  });

  it('are not in a VRF, whose routes and services are its own', () => {
    const both = {
      '/ip/address': ['address=198.51.100.2/30 interface=ether1', 'address=203.0.113.2/30 interface=ether2'],
      '/ip/route': ['gateway=198.51.100.1', 'gateway=203.0.113.1@customer routing-table=customer'],
      '/ip/firewall/nat': [
        'chain=srcnat action=masquerade out-interface=ether1',
        'chain=srcnat action=masquerade out-interface=ether2',
      ],
    };
    assert.deepEqual(
      found(both).map((each) => each.split(':')[0]),
      ['ether1', 'ether2'],
    );
    for (const vrf of [
      { '/ip/vrf': ['name=customer interfaces=ether2,ether4'] },
      { '/ip/route/vrf': ['routing-mark=customer interfaces=ether2'] },
      {
        '/ip/vrf': ['name=customer interfaces=CUSTOMER'],
        '/interface/list/member': ['list=CUSTOMER interface=ether2'],
      },
    ] as const)
      assert.deepEqual(
        found({ ...both, ...vrf }).map((each) => each.split(':')[0]),
        ['ether1'],
      );
  });

  it('are not the bridge, nor the management VLAN, of an access point', () => {
    const ports = ['bridge=bridge interface=ether1', 'bridge=bridge interface=ether2'];
    const bridge = { '/interface/bridge': ['name=bridge'], '/interface/bridge/port': ports };
    assert.deepEqual(found({ ...bridge, '/ip/dhcp-client': ['interface=bridge'] }), []);
    const vlan = { ...bridge, '/interface/vlan': ['name=mgmt interface=bridge vlan-id=99'] };
    assert.deepEqual(found({ ...vlan, '/ip/dhcp-client': ['interface=mgmt'] }), []);
    const fixed = {
      '/ip/address': ['address=192.168.88.2/24 interface=bridge'],
      '/ip/route': ['gateway=192.168.88.1'],
    };
    assert.deepEqual(found({ ...bridge, ...fixed }), []);
  });

  it('are dial-ups; their carriers are not, though the list may hold them', () => {
    const menus = {
      ...LAN,
      '/interface/pppoe-client': ['name=pppoe1 interface=ether1', 'name=pppoe2 interface=ether2 disabled=yes'],
      '/interface/list/member': ['list=WAN interface=pppoe1', 'list=WAN interface=ether1'],
    };
    const all = uplinks(networkModel(configurationOf(menus)));
    assert.deepEqual(
      all.map((each) => [each.interface, each.isCarrierOnly]),
      [
        ['pppoe1', false],
        ['ether1', true],
      ],
    );
  });

  it('are not tunnels to another site', () => {
    assert.deepEqual(found({ ...LAN, '/interface/l2tp-client': ['name=hq connect-to=192.0.2.1'] }), []);
    const dialled = { '/interface/l2tp-client': ['name=isp connect-to=192.0.2.1 add-default-route=yes'] };
    assert.deepEqual(found({ ...LAN, ...dialled }), ['isp: ppp-client']);
  });

  it('leave the inside to interfaces with private addresses, leases and a list called LAN', () => {
    const menus = {
      '/ip/address': ['address=10.0.0.2/24 interface=ether1', 'address=192.168.1.1/24 interface=ether3'],
      '/ip/route': ['gateway=10.0.0.1'],
      '/ip/dhcp-server': ['interface=bridge', 'interface=guests disabled=yes'],
      '/interface/list/member': ['list=LAN interface=vlan10'],
    };
    const inside = lanSide(networkModel(configurationOf(menus)));
    assert.deepEqual(
      inside.map((each) => each.interface),
      ['bridge', 'vlan10', 'ether3'],
    );
  });
});

describe('default routes', () => {
  const routes = (menus: MenuLiterals) =>
    defaultRoutes(networkModel(configurationOf(menus))).map((route) =>
      [route.source, route.table, route.distance, route.gateways.map((gateway) => gateway.text).join('+')].join(' '),
    );

  it('have distance 1 and table main where nothing else is written', () => {
    assert.deepEqual(
      routes({
        '/ip/route': [
          'gateway=198.51.100.1',
          'gateway=a,b distance=2 routing-mark=m',
          'gateway=c routing-table=t $distance',
        ],
        '/ip/dhcp-client': [
          'interface=ether1',
          'interface=ether2 default-route-distance=3',
          'interface=ether3 default-route-tables=main:2,t',
        ],
        '/interface/pppoe-client': ['name=p1 add-default-route=yes', 'name=p2'],
        '/interface/lte': ['@ name=lte1'],
      }),
      [
        ...['static main 1 198.51.100.1', 'static m 2 a+b', 'static t  c'],
        ...[
          'dhcp-client main 1 ether1',
          'dhcp-client main 3 ether2',
          'dhcp-client main 2 ether3',
          'dhcp-client t 1 ether3',
        ],
        ...['ppp-client main 1 p1', 'lte main 2 lte1'],
      ],
    );
  });
});
