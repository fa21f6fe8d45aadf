import assert from 'node:assert/strict';
import type { RouterOsVersion } from '../../server/src/base/routeros-version';
import { networkModel } from '../../server/src/network/network-model';
import { askForwardExposure } from '../../server/src/network/questions/forward-exposure';
import { askPublishedServices } from '../../server/src/network/questions/published-services';
import { askReturnPaths } from '../../server/src/network/questions/return-path';
import { formatAddress } from '../../server/src/network/routing/ip-family';
import { configurationOf, type MenuLiterals } from '../support/configuration-fixture';

const V7 = { major: 7, minor: 20, patch: 0 } as RouterOsVersion;

/** Two uplinks, all of the router's own goes by ether1, and a web server that both publish. */
const NETWORK: MenuLiterals = {
  '/ip/address': [
    ...['address=198.51.100.2/29 interface=ether1', 'address=203.0.113.2/29 interface=ether2'],
    'address=192.168.88.1/24 interface=bridge',
  ],
  '/ip/route': [
    ...['gateway=198.51.100.1 distance=1', 'gateway=203.0.113.1 distance=2'],
    'gateway=203.0.113.1 routing-table=two',
  ],
  '/ip/firewall/nat': [
    ...['ether1', 'ether2'].map(
      (name) =>
        `chain=dstnat in-interface=${name} protocol=tcp dst-port=443 action=dst-nat to-addresses=192.168.88.10 to-ports=8443`,
    ),
  ],
  '/ip/firewall/filter': [
    ...['chain=input connection-state=established action=accept', 'chain=input protocol=icmp action=accept'],
    ...['chain=input action=drop', 'chain=forward in-interface=bridge action=accept'],
    ...['chain=forward connection-nat-state=dstnat action=accept', 'chain=forward action=drop'],
  ],
};
const modelOf = (menus: MenuLiterals = {}) => networkModel(configurationOf({ ...NETWORK, ...menus }, { version: V7 }));

describe('the answer to a connection from outside', () => {
  const told = (menus: MenuLiterals = {}) =>
    askReturnPaths(modelOf(menus)).map(({ uplink, service, part, elsewhere, certainty }) => {
      const others = elsewhere.map((each) => ` ${each.interface} ${each.part}`).join('');
      return `${uplink} ${service}: ${part}${others} ${certainty}`;
    });
  const MARK =
    'chain=prerouting in-interface=ether2 connection-state=new action=mark-connection new-connection-mark=two';
  const steer = (chain: string, side = '') =>
    `chain=${chain}${side} connection-mark=two action=mark-routing new-routing-mark=two`;

  it('leaves by the main table where nothing remembers the uplink', () => {
    assert.deepEqual(told(), [
      ...['ether1 ping: 1 must', 'ether1 tcp 443: 1 must'],
      ...['ether2 ping: 0 ether1 1 must', 'ether2 tcp 443: 0 ether1 1 must'],
    ]);
  });

  it('leaves by the port below a VRRP router, which is the same wire', () => {
    const menus = {
      '/interface/vrrp': ['name=shared interface=ether1'],
      '/ip/address': [...(NETWORK['/ip/address'] ?? []), 'address=198.51.100.6/32 interface=shared'],
      '/interface/list/member': ['list=WAN interface=ether1', 'list=WAN interface=ether2', 'list=WAN interface=shared'],
    };
    assert.ok(told(menus).includes('shared ping: 1 must'));
  });

  it('is certain though RouterOS 6 tells not which equal route it asks before the mark decides', () => {
    const menus = {
      ...NETWORK,
      '/ip/route': ['gateway=198.51.100.1', 'gateway=203.0.113.1', 'gateway=203.0.113.1 routing-mark=two'],
      '/ip/firewall/mangle': [MARK, steer('output')],
    };
    const model = networkModel(configurationOf(menus, { version: { ...V7, major: 6, minor: 49 } }));
    const [first, , marked] = askReturnPaths(model);
    assert.deepEqual([first?.certainty, marked?.part, marked?.certainty], ['may', 1, 'must']);
  });

  it('leaves the right way by a mark: of the router in output, of a server in prerouting', () => {
    const [, , ping, server] = told({ '/ip/firewall/mangle': [MARK, steer('output')] });
    assert.deepEqual([ping, server], ['ether2 ping: 1 must', 'ether2 tcp 443: 0 ether1 1 must']);
    const both = [MARK, steer('output'), steer('prerouting', ' in-interface=bridge')];
    assert.deepEqual(told({ '/ip/firewall/mangle': both }).slice(2), ['ether2 ping: 1 must', 'ether2 tcp 443: 1 must']);
  });

  it('is parted where equal routes send it, and is none to what the firewall stops', () => {
    const equal = { '/ip/route': ['gateway=198.51.100.1', 'gateway=203.0.113.1'] };
    assert.deepEqual(told({ ...equal, '/ip/firewall/nat': [] }), [
      'ether1 ping: 0.5 ether2 0.5 must',
      'ether2 ping: 0.5 ether1 0.5 must',
    ]);
    assert.deepEqual(told({ '/ip/firewall/nat': [], '/ip/firewall/filter': ['chain=input action=drop'] }), []);
  });
});

describe('what strangers reach behind the router', () => {
  it('is the servers that a port is forwarded to, shared by PCC', () => {
    const to = (server: number, remainder: number) =>
      `chain=dstnat in-interface=ether1 protocol=tcp dst-port=443 per-connection-classifier=src-address:3/${remainder} action=dst-nat to-addresses=192.168.88.${server}`;
    const nat = { '/ip/firewall/nat': [to(10, 0), to(10, 1), to(11, 2)] };
    const [service, ...more] = askPublishedServices(modelOf(nat));
    assert.equal(more.length, 0);
    assert.deepEqual(
      service?.parts.map(({ server, part, verdict }) => [
        formatAddress(BigInt(server ?? 0), 4),
        Math.round(part * 100),
        verdict,
      ]),
      [
        ['192.168.88.10', 67, 'forward'],
        ['192.168.88.11', 33, 'forward'],
      ],
    );
  });

  it('is a published server only as far as chain forward lets through', () => {
    const [service] = askPublishedServices(modelOf({ '/ip/firewall/filter': ['chain=forward action=drop'] }));
    assert.deepEqual(service?.parts.map(({ verdict }) => verdict) ?? [], []);
  });

  it('is a whole network where chain forward stops nothing, with IPv6 for everybody', () => {
    const reached = (menus: MenuLiterals) =>
      askForwardExposure(modelOf(menus)).map(({ uplink, family, host, certainty }) =>
        [uplink, formatAddress(host, family), certainty].join(' '),
      );
    assert.deepEqual(reached({}), []);
    assert.deepEqual(reached({ '/ip/firewall/filter': [] }), [
      'ether1 192.168.88.12 must',
      'ether2 192.168.88.12 must',
    ]);
    const ipv6 = {
      '/ipv6/address': ['address=2001:db8:1::1/64 interface=bridge'],
      '/ipv6/route': ['dst-address=::/0 gateway=fe80::1%ether1'],
    };
    assert.deepEqual(reached(ipv6), ['ether1 2001:db8:1::a must', 'ether2 2001:db8:1::a must']);
    const closed = { '/ipv6/firewall/filter': ['chain=forward in-interface=!bridge action=drop'] };
    assert.deepEqual(reached({ ...ipv6, ...closed }), []);
  });
});
