import assert from 'node:assert/strict';
import { parseIpv4 } from '../../server/src/base/ip-address';
import { parseIpv6 } from '../../server/src/base/ipv6-address';
import { NO_MARK, type Packet } from '../../server/src/network/cube';
import { networkModel } from '../../server/src/network/network-model';
import { configurationOf, type FixtureOptions, type MenuLiterals } from '../support/configuration-fixture';

const SYN: Packet = {
  ...{ inInterface: 'ether1', outInterface: 'bridge', protocol: 6, srcPort: 40000, dstPort: 443, icmp: 0, tcpFlags: 2 },
  ...{ src: parseIpv4('203.0.113.77') as number, dst: parseIpv4('192.168.88.10') as number },
  ...{ connectionState: 'new', natState: 'none', connectionMark: NO_MARK, routingMark: NO_MARK, packetMark: NO_MARK },
  ...{ srcType: 'unicast', dstType: 'unicast', ipsecIn: 'none', ipsecOut: 'none' },
};

/** `yes`, `no`, or `maybe` where it cannot be told whether a rule with these matchers fits the packet. */
function fits(
  matchers: string,
  packet: Partial<Packet> = {},
  more: MenuLiterals = {},
  options: FixtureOptions = {},
): string {
  const menus = { ...more, '/ip/firewall/filter': [`chain=forward action=accept ${matchers}`] };
  const [rule] = networkModel(configurationOf(menus, options)).rules('filter', 'forward');
  assert.ok(rule);
  const whole = { ...SYN, ...packet };
  if (rule.match.must.has(whole)) return 'yes';
  return rule.match.may.has(whole) ? 'maybe' : 'no';
}

describe('matchers', () => {
  it('fit everything where there are none, whatever the rule logs or says', () => {
    assert.equal(fits('comment=x log=yes log-prefix=y'), 'yes');
  });

  it('tell interfaces apart, and understand !', () => {
    assert.equal(fits('in-interface=ether1'), 'yes');
    assert.equal(fits('in-interface=ether2'), 'no');
    assert.equal(fits('in-interface=!ether2'), 'yes');
    assert.equal(fits('out-interface=!bridge'), 'no');
    assert.equal(fits('in-interface=all-ethernet'), 'maybe');
    assert.equal(fits('in-interface=all-ethernet', {}, { '/interface/ethernet': ['@ name=ether1'] }), 'yes');
    assert.equal(fits('in-interface=all-vlan', {}, { '/interface/ethernet': ['@ name=ether1'] }), 'no');
  });

  it('follow a port through its rename', () => {
    const renamed = { '/interface/ethernet': ['@ default-name=ether1 name=WAN1'] };
    assert.equal(fits('in-interface=ether1', { inInterface: 'WAN1' }, renamed), 'yes');
  });

  it('read addresses, prefixes and ranges', () => {
    assert.equal(fits('src-address=203.0.113.0/24 dst-address=192.168.88.10'), 'yes');
    assert.equal(fits('src-address=203.0.113.1-203.0.113.76'), 'no');
    assert.equal(fits('src-address=!10.0.0.0/8'), 'yes');
    assert.equal(fits('src-address=example.org'), 'maybe');
  });

  it('read ports in lists and ranges, for protocols that have ports', () => {
    assert.equal(fits('protocol=tcp dst-port=80,443,1000-2000'), 'yes');
    assert.equal(fits('protocol=tcp dst-port=!443'), 'no');
    assert.equal(fits('protocol=17 dst-port=443'), 'no');
    assert.equal(fits('dst-port=443', { protocol: 1 }), 'no');
    assert.equal(fits('protocol=tcp port=40000'), 'yes');
    assert.equal(fits('protocol=tcp port=!40000'), 'no');
    assert.equal(fits('protocol=tcp port=!22'), 'yes');
  });

  it('read states and marks', () => {
    assert.equal(fits('connection-state=established,related'), 'no');
    assert.equal(fits('connection-state=!established,related'), 'yes');
    assert.equal(fits('connection-nat-state=!dstnat'), 'yes');
    assert.equal(fits('connection-nat-state=dstnat', { natState: 'both' }), 'yes');
    assert.equal(fits('connection-mark=no-mark'), 'yes');
    assert.equal(fits('connection-mark=!a'), 'yes');
    assert.equal(fits('connection-mark=!no-mark', { connectionMark: 'a' }), 'yes');
  });

  it('read address types, IPsec policies, ICMP options and TCP flags', () => {
    assert.equal(fits('dst-address-type=!local'), 'yes');
    assert.equal(fits('dst-address-type=local,broadcast', { dstType: 'broadcast' }), 'yes');
    assert.equal(fits('ipsec-policy=in,none'), 'yes');
    assert.equal(fits('ipsec-policy=in,ipsec'), 'no');
    assert.equal(fits('protocol=icmp icmp-options=8:0-255', { protocol: 1, icmp: 8 * 256 }), 'yes');
    assert.equal(fits('protocol=icmp icmp-options=3:4', { protocol: 1, icmp: 3 * 256 + 3 }), 'no');
    assert.equal(fits('protocol=tcp tcp-flags=syn,!ack'), 'yes');
    assert.equal(fits('protocol=tcp tcp-flags=syn,!ack', { tcpFlags: 18 }), 'no');
  });

  it('leave open what the text does not decide', () => {
    for (const matcher of [
      ...['limit=10,5:packet', 'dst-limit=1,1,src-address', 'connection-limit=10,32', 'layer7-protocol=x', 'content=x'],
      ...['random=50', 'nth=2,1', 'per-connection-classifier=src-address:2/0', 'time=8h-17h,mon', 'psd=21,3s,3,1'],
      ...['hotspot=auth', 'tls-host=*.example.org', 'never-heard-of=1', '$src-address', 'src-address-list=unheard-of'],
    ])
      assert.equal(fits(matcher), 'maybe', matcher);
    assert.equal(fits('limit=10,5:packet protocol=udp'), 'no');
  });

  it('take nothing for certain of a rule that was made in a branch or may be disabled', () => {
    assert.equal(fits('?'), 'maybe');
    assert.equal(fits('$disabled'), 'maybe');
    assert.equal(fits('? protocol=udp'), 'no');
  });

  it('pass over a disabled rule', () => {
    const model = networkModel(
      configurationOf({ '/ip/firewall/filter': ['chain=input action=drop disabled=yes', 'chain=input'] }),
    );
    assert.deepEqual(
      model.rules('filter', 'input').map((rule) => rule.position),
      [2],
    );
  });
});

describe('interface lists', () => {
  const lists = (list: string, members: readonly string[], options: FixtureOptions = {}) =>
    fits(
      `in-interface-list=${list}`,
      {},
      {
        '/interface/list': [
          'name=A',
          'name=B include=A',
          'name=C include=all exclude=A',
          'name=D exclude=A',
          'name=E include=E',
        ],
        '/interface/list/member': members,
      },
      options,
    );

  it('have members, and those of the lists they include', () => {
    assert.equal(lists('A', ['list=A interface=ether1']), 'yes');
    assert.equal(lists('!A', ['list=A interface=ether1']), 'no');
    assert.equal(lists('B', ['list=A interface=ether1']), 'yes');
    assert.equal(lists('C', ['list=A interface=ether1']), 'no');
    assert.equal(lists('C', ['list=A interface=ether2']), 'yes');
  });

  it('take their own members last, so that excluding does not touch them', () => {
    assert.equal(lists('D', ['list=A interface=ether1', 'list=D interface=ether1']), 'yes');
  });

  it('end, even if one includes itself', () => {
    assert.equal(lists('E', ['list=E interface=ether9']), 'no');
  });

  it('are built in for all, none, dynamic and static', () => {
    const ethernet = { '/interface/ethernet': ['@ name=ether1'] };
    for (const [list, answer] of [
      ['all', 'yes'],
      ['none', 'no'],
      ['static', 'yes'],
      ['dynamic', 'no'],
    ] as const)
      assert.equal(fits(`in-interface-list=${list}`, {}, ethernet), answer, list);
  });

  it('may hold anything where a fragment does not say', () => {
    assert.equal(lists('A', [], { completeness: 'fragment' }), 'maybe');
    assert.equal(lists('A', [], { completeness: 'complete' }), 'no');
    assert.equal(lists('unheard-of', []), 'maybe');
    assert.equal(lists('A', ['? list=A interface=ether1']), 'maybe');
  });
});

describe('address lists', () => {
  const listed = (entries: readonly string[], more: MenuLiterals = {}) =>
    fits('src-address-list=L', {}, { ...more, '/ip/firewall/address-list': entries });

  it('hold addresses, prefixes and ranges', () => {
    assert.equal(listed(['list=L address=10.0.0.1', 'list=L address=203.0.113.0/24']), 'yes');
    assert.equal(listed(['list=L address=203.0.113.1-203.0.113.9']), 'no');
    assert.equal(listed(['list=L address=10.0.0.1', 'list=L address=203.0.113.0/24 disabled=yes']), 'no');
  });

  it('may hold more where names, timeouts, rules or leases fill them', () => {
    assert.equal(listed(['list=L address=example.org']), 'maybe');
    assert.equal(listed(['list=L address=203.0.113.77 timeout=1d']), 'maybe');
    const feeding = { '/ip/firewall/mangle': ['chain=prerouting action=add-src-to-address-list address-list=L'] };
    assert.equal(listed(['list=L address=10.0.0.1'], feeding), 'maybe');
    assert.equal(listed(['list=L address=203.0.113.77'], feeding), 'yes');
    assert.equal(listed(['list=L address=10.0.0.1'], { '/ppp/profile': ['name=p address-list=L'] }), 'maybe');
  });
});

describe('IPv6 matchers', () => {
  const word = (text: string) => {
    const address = parseIpv6(text) as bigint;
    return [96n, 64n, 32n, 0n].map((shift) => Number((address >> shift) & 0xffffffffn)) as [
      number,
      number,
      number,
      number,
    ];
  };
  /** Whether a rule fits a packet from this address. */
  function fitsSource(matcher: string, source: string, entries: readonly string[] = []): string {
    const menus = { '/ipv6/firewall/address-list': entries, '/ipv6/firewall/filter': [`chain=forward ${matcher}`] };
    const [rule] = networkModel(configurationOf(menus)).rules('ipv6-filter', 'forward');
    assert.ok(rule);
    const [src, src2, src3, src4] = word(source);
    const packet = { ...SYN, src, src2, src3, src4, dst2: 0, dst3: 0, dst4: 0 };
    if (rule.match.must.has(packet)) return 'yes';
    return rule.match.may.has(packet) ? 'maybe' : 'no';
  }

  it('tell prefixes of any length, ranges and addresses apart', () => {
    assert.equal(fitsSource('src-address=2001:db8::/32', '2001:db8:ffff::1'), 'yes');
    assert.equal(fitsSource('src-address=2001:db8::/32', '2001:db9::1'), 'no');
    assert.equal(fitsSource('src-address=2001:db8:1:8000::/49', '2001:db8:1:7fff::1'), 'no');
    assert.equal(fitsSource('src-address=2001:db8:1:8000::/50', '2001:db8:1:bfff::1'), 'yes');
    assert.equal(fitsSource('src-address=2001:db8::7', '2001:db8::8'), 'no');
    assert.equal(fitsSource('src-address=!2001:db8::7/128', '2001:db8::8'), 'yes');
    assert.equal(fitsSource('src-address=::/0', '2001:db8::8'), 'yes');
    for (const [address, inside] of [
      ['2001:db8::ffff', 'no'],
      ['2001:db8::1:0', 'yes'],
      ['2001:db8::3:1234', 'yes'],
      ['2001:db8::3:1235', 'no'],
    ] as const)
      assert.equal(fitsSource('src-address=2001:db8::1:0-2001:db8::3:1234', address), inside, address);
    assert.equal(fitsSource('src-address=fe80::%x', 'fe80::1'), 'maybe');
  });

  it('look into the lists of IPv6', () => {
    const entries = [
      'list=L address=2001:db8::/48',
      'list=L address=2001:db8:1::/48',
      'list=L address=fe80::/10',
      'list=O address=name.example',
    ];
    assert.equal(fitsSource('src-address-list=L', '2001:db8:1::5', entries), 'yes');
    assert.equal(fitsSource('src-address-list=L', '2001:db8:2::5', entries), 'no');
    assert.equal(fitsSource('src-address-list=!L', '2001:db8:2::5', entries), 'yes');
    assert.equal(fitsSource('src-address-list=O', '2001:db8:2::5', entries), 'maybe');
    assert.equal(fitsSource('src-address-list=!unheard-of', '2001:db8:2::5', entries), 'maybe');
  });
});
