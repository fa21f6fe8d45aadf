import assert from 'node:assert/strict';
import { networkModel } from '../../server/src/network/network-model';
import { askTopology } from '../../server/src/network/questions/topology';
import { configurationOf, type MenuLiterals } from '../support/configuration-fixture';

const V7 = { major: 7, minor: 20, patch: 0 };
const ADDRESSES = [
  ...['address=198.51.100.2/29 interface=ether1', 'address=203.0.113.2/29 interface=ether2'],
  'address=192.168.88.1/24 interface=bridge',
];
const WAN = ['list=WAN interface=ether1', 'list=WAN interface=ether2'];

function topologyOf(menus: MenuLiterals, down: readonly string[] = []) {
  const common: MenuLiterals = { '/ip/address': ADDRESSES, '/interface/list/member': WAN };
  return askTopology(networkModel(configurationOf({ ...common, ...menus }, { version: V7 })), down);
}

/** `ether1: bridge 50 % [one] (to-one)`: each uplink with what is sent to it, its marks and tables. */
const flowsOf = ({ uplinks }: ReturnType<typeof topologyOf>) =>
  uplinks.map(({ interface: name, isDown, flows }) => {
    const texts = flows.map(
      ({ share, part, marks, tables }) =>
        `${share.inside.interface} ${Math.round(part.part * 100)} % [${marks.join(' ')}] (${tables.join(' ')})`,
    );
    return `${name}${isDown ? ' down' : ''}: ${texts.join(', ')}`;
  });

/** Two uplinks shared 2:1 by PCC; the second has a table of its own. */
const PCC = (check: string): MenuLiterals => ({
  '/ip/firewall/mangle': [
    'chain=prerouting in-interface=bridge connection-state=new dst-address-type=!local per-connection-classifier=src-address:3/2 action=mark-connection new-connection-mark=two',
    'chain=prerouting in-interface=bridge connection-mark=two action=mark-routing new-routing-mark=to-two',
  ],
  '/ip/route': [
    `gateway=198.51.100.1 ${check}`,
    `gateway=203.0.113.1 distance=2 ${check}`,
    `gateway=203.0.113.1 routing-table=to-two ${check}`,
  ],
});

describe('the topology around a router', () => {
  it('has for each uplink the part of the connections that is sent to it, with its marks and tables', () => {
    assert.deepEqual(flowsOf(topologyOf(PCC('check-gateway=ping'))), [
      'ether1: bridge 67 % [] (main)',
      'ether2: bridge 33 % [two to-two] (to-two)',
    ]);
    assert.deepEqual(flowsOf(topologyOf({ '/ip/route': ['gateway=198.51.100.1', 'gateway=203.0.113.1'] })), [
      'ether1: bridge 50 % [] (main)',
      'ether2: bridge 50 % [] (main)',
    ]);
  });

  it('shows where connections go when uplinks are down, and what is still sent to a dead one', () => {
    const checked = PCC('check-gateway=ping');
    assert.deepEqual(flowsOf(topologyOf(checked, ['ether2'])), [
      'ether1: bridge 100 % [two to-two] (main)',
      'ether2 down: ',
    ]);
    assert.deepEqual(flowsOf(topologyOf(PCC(''), ['ether2'])), [
      'ether1: bridge 67 % [] (main)',
      'ether2 down: bridge 33 % [two to-two] (to-two)',
    ]);
    const both = topologyOf(checked, ['ether1', 'ether2']);
    assert.deepEqual(flowsOf(both), ['ether1 down: ', 'ether2 down: ']);
    assert.deepEqual(
      both.shares.flatMap(({ parts }) => parts.map(({ verdict, part }) => [verdict, part])),
      [['drop', 1]],
    );
  });

  it('sends nothing to an uplink that only waits for the other one to fail', () => {
    const failover = { '/ip/route': ['gateway=198.51.100.1 check-gateway=ping', 'gateway=203.0.113.1 distance=2'] };
    assert.deepEqual(flowsOf(topologyOf(failover)), ['ether1: bridge 100 % [] (main)', 'ether2: ']);
    assert.deepEqual(flowsOf(topologyOf(failover, ['ether1'])), ['ether1 down: ', 'ether2: bridge 100 % [] (main)']);
  });

  it('passes over names of no uplink', () => {
    assert.deepEqual(flowsOf(topologyOf(PCC(''), ['bridge', 'ether9', ''])), flowsOf(topologyOf(PCC(''))));
  });

  it('has servers behind their LAN with their shares, and tells which uplink they are cut off with', () => {
    const servers = {
      '/ip/address': [...ADDRESSES, 'address=10.0.0.1/24 interface=dmz'],
      '/ip/dhcp-server': ['name=office interface=bridge'],
      '/ip/route': ['gateway=198.51.100.1', 'gateway=203.0.113.1 distance=2'],
      '/ip/firewall/nat': [
        'chain=dstnat in-interface=ether1 protocol=tcp dst-port=80 per-connection-classifier=src-address:2/0 action=dst-nat to-addresses=10.0.0.10',
        'chain=dstnat in-interface=ether1 protocol=tcp dst-port=80 action=dst-nat to-addresses=10.0.0.11',
        'chain=dstnat in-interface=ether2 protocol=tcp dst-port=25 action=dst-nat to-addresses=172.16.0.1',
      ],
    };
    const serversOf = (down: string[]) => {
      const { lans, elsewhere } = topologyOf(servers, down);
      const places = [
        ...lans.map((lan) => ({ name: lan.inside.interface, servers: lan.servers })),
        { name: '?', servers: elsewhere },
      ];
      return places.flatMap(({ name, servers: all }) =>
        all.map(({ address, services }) => {
          const texts = services.map(
            ({ service, part, isDown }) =>
              `${service.port} by ${service.uplink} ${part.part * 100} %${isDown ? ' down' : ''}`,
          );
          return `${name} ${address}: ${texts.join(', ')}`;
        }),
      );
    };
    assert.deepEqual(serversOf([]), [
      'dmz 10.0.0.10: 80 by ether1 50 %',
      'dmz 10.0.0.11: 80 by ether1 50 %',
      '? 172.16.0.1: 25 by ether2 100 %',
    ]);
    assert.deepEqual(serversOf(['ether1']).slice(0, 1), ['dmz 10.0.0.10: 80 by ether1 50 % down']);
    const users = topologyOf(servers).lans.map((lan) => `${lan.inside.interface} ${lan.hasUsers}`);
    assert.deepEqual(users.sort(), ['bridge true', 'dmz false'], 'a network of servers without leases has no users');
  });

  it('has a tunnel that rules send connections out by, though it is no uplink', () => {
    const vpn = {
      '/interface/wireguard': ['name=wg1'],
      '/ip/address': [...ADDRESSES, 'address=10.9.9.2/30 interface=wg1'],
      '/routing/rule': ['src-address=192.168.88.0/28 action=lookup table=vpn'],
      '/ip/route': ['gateway=198.51.100.1', 'gateway=wg1 routing-table=vpn'],
    };
    const { uplinks, lans } = topologyOf(vpn);
    assert.deepEqual(
      uplinks.map((each) => [each.interface, each.uplink !== undefined]),
      [
        ['ether1', true],
        ['ether2', true],
        ['wg1', false],
      ],
    );
    const shares = lans.find(({ inside }) => inside.interface === 'bridge')?.shares ?? [];
    assert.equal(shares.length, 2, 'users that rules treat apart');
  });

  it('has an uplink that a list names, though it has IPv6 alone', () => {
    const six = {
      '/ip/address': ['address=192.168.88.1/24 interface=bridge'],
      '/interface/list/member': ['list=WAN interface=ether1'],
      '/ipv6/dhcp-client': ['interface=ether1 request=prefix add-default-route=yes'],
    };
    assert.deepEqual(flowsOf(topologyOf(six)), ['ether1: ']);
  });
});
