import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { Analysis } from '../../server/src/ide/analysis';
import { networkModel } from '../../server/src/network/network-model';
import { type IpFamily, parseAddress } from '../../server/src/network/routing/ip-family';
import { type RoutedPacket, routingOf } from '../../server/src/network/routing/routing-decision';

const ADDRESSES = `/ip address
add address=192.168.88.1/24 interface=lan
add address=192.0.2.1/24 interface=wan1
add address=198.51.100.1/24 interface=wan2
`;

interface Question extends Partial<Omit<RoutedPacket, 'dst' | 'src'>> {
  readonly src?: string;
  readonly routeros?: string;
}

/**
 * Every way that routing may take to an address, in order: `wan1`, `router`, `blackhole`, `no-route`, `unknown`; `?`
 * behind one that is not certain.
 */
function ways(script: string, to: string, question: Question = {}): string[] {
  const { routeros = '7.20', src, ...packet } = question;
  const version = parseRouterOsVersion(routeros);
  const model = networkModel(new Analysis('test.rsc', ADDRESSES + script, { forcedVersion: version }).configuration);
  const family: IpFamily = to.includes(':') ? 6 : 4;
  const routing = routingOf(model, family, version?.major === 6 ? 6 : 7);
  const outcomes = routing.decide({
    src: src === undefined ? undefined : parseAddress(src, family),
    dst: parseAddress(to, family) as bigint,
    inInterface: 'lan',
    routingMark: 'no-mark',
    ...packet,
  });
  return outcomes.map((outcome) => {
    if (outcome.to === 'nowhere') return outcome.why;
    if (outcome.to !== 'interface') return outcome.to;
    const { hop, route } = outcome;
    return `${hop.interface ?? 'some interface'}${hop.certain && route.certain ? '' : '?'}`;
  });
}

describe('the routing decision', () => {
  it('takes the most specific route, then the nearest', () => {
    const script = `/ip route
add dst-address=0.0.0.0/0 gateway=192.0.2.254
add dst-address=203.0.113.0/24 gateway=198.51.100.254 distance=5
add dst-address=203.0.113.0/24 gateway=192.0.2.254 distance=10
`;
    assert.deepEqual(ways(script, '203.0.113.7'), ['wan2']);
    assert.deepEqual(ways(script, '8.8.8.8'), ['wan1']);
    assert.deepEqual(ways(script, '192.168.88.10'), ['lan']);
    assert.deepEqual(ways('', '8.8.8.8'), ['no-route']);
  });

  it('leaves out what is switched off, and what leads nowhere', () => {
    assert.deepEqual(ways('/ip route add gateway=192.0.2.254 disabled=yes\n', '8.8.8.8'), ['no-route']);
    // No network of the router holds the gateway, and nothing can bring one.
    assert.deepEqual(ways('/ip route add gateway=10.0.0.1\n', '8.8.8.8'), ['no-route']);
    assert.deepEqual(
      ways('/ip address disable [find interface=wan1]\n/ip route add gateway=192.0.2.254\n', '8.8.8.8'),
      ['no-route'],
    );
  });

  it('leaves open what only a neighbour may know, where the router speaks OSPF or BGP', () => {
    const ospf = '/routing ospf interface-template add area=backbone interfaces=wan2\n';
    assert.deepEqual(ways(ospf, '8.8.8.8'), ['unknown', 'no-route']);
    const fallback = '/ip route add gateway=192.0.2.254\n';
    assert.deepEqual(ways(ospf + fallback, '8.8.8.8'), ['wan1']);
    assert.deepEqual(ways(ospf + fallback, '10.9.0.1'), ['unknown', 'wan1']);
    assert.deepEqual(ways(`${ospf}/ip route add dst-address=10.0.0.0/8 gateway=192.0.2.254\n`, '10.9.0.1'), ['wan1']);
    // A network is announced by a blackhole of the last distance.
    const bgp = `/routing bgp connection add name=transit remote.address=192.0.2.254 remote.as=64500 as=64501
/ip route add dst-address=203.0.113.0/24 blackhole distance=254\n`;
    assert.deepEqual(ways(bgp, '203.0.113.7'), ['unknown', 'blackhole']);
    assert.deepEqual(ways('/routing bgp connection add name=off disabled=yes\n', '8.8.8.8'), ['no-route']);
  });

  it('keeps what comes in for a link-local address: it is never forwarded, and the router has one on each interface', () => {
    assert.deepEqual(ways('', 'fe80::2'), ['router']);
    assert.deepEqual(ways('', 'fe80::2', { inInterface: '' }), ['unknown']);
  });

  it('throws away what a blackhole leads to', () => {
    const backup = '/ip route add gateway=192.0.2.254 distance=2\n';
    assert.deepEqual(ways(`${backup}/ip route add dst-address=10.0.0.0/8 blackhole\n`, '10.1.1.1'), ['blackhole']);
    assert.deepEqual(
      ways(`${backup}/ip route add dst-address=10.0.0.0/8 type=unreachable\n`, '10.1.1.1', { routeros: '6.49' }),
      ['unreachable'],
    );
    assert.deepEqual(
      ways(`${backup}/ip route add dst-address=10.0.0.0/8 type=prohibit\n`, '10.1.1.1', { routeros: '6.49' }),
      ['prohibit'],
    );
  });

  it('equal routes share the packets: one route with several gateways in v6, several routes in v7', () => {
    assert.deepEqual(ways('/ip route add gateway=192.0.2.254,198.51.100.254\n', '8.8.8.8', { routeros: '6.49' }), [
      'wan1',
      'wan2',
    ]);
    assert.deepEqual(ways('/ip route add gateway=192.0.2.254\n/ip route add gateway=198.51.100.254\n', '8.8.8.8'), [
      'wan1',
      'wan2',
    ]);
  });

  describe('a recursive next hop', () => {
    const probe = (scope: string, target: string) => `/ip route
add dst-address=1.1.1.1/32 gateway=192.0.2.254 ${scope}
add dst-address=0.0.0.0/0 gateway=1.1.1.1 ${target}
`;
    it('is found over a route whose scope it reaches: at least one more in v7', () => {
      assert.deepEqual(ways(probe('scope=10', 'target-scope=11'), '8.8.8.8'), ['wan1']);
      assert.deepEqual(ways(probe('scope=10', ''), '8.8.8.8'), ['no-route']);
      assert.deepEqual(ways(probe('scope=10', ''), '8.8.8.8', { routeros: '6.49' }), ['wan1']);
      // A static route has scope 30 unless it says another.
      assert.deepEqual(ways(probe('', ''), '8.8.8.8', { routeros: '6.49' }), ['no-route']);
      assert.deepEqual(ways(probe('', 'target-scope=30'), '8.8.8.8'), ['wan1']);
    });

    it('names the routes that it leads over', () => {
      const model = networkModel(new Analysis('t', ADDRESSES + probe('scope=10', 'target-scope=11')).configuration);
      const dst = parseAddress('8.8.8.8', 4) as bigint;
      const [way] = routingOf(model, 4, 7).decide({ src: undefined, dst, inInterface: 'lan', routingMark: 'no-mark' });
      assert.ok(way?.to === 'interface');
      assert.deepEqual(
        way.hop.through.map((item) => item.properties.get('dst-address')?.value),
        ['1.1.1.1/32'],
      );
    });

    it('that leads in a circle, or into a blackhole, makes no route', () => {
      const circle = `/ip route
add dst-address=1.1.1.1/32 gateway=2.2.2.2 scope=10 target-scope=30
add dst-address=2.2.2.2/32 gateway=1.1.1.1 scope=10 target-scope=30
`;
      assert.deepEqual(ways(circle, '1.1.1.1'), ['no-route']);
      const blackhole = `/ip route
add dst-address=1.1.1.1/32 blackhole scope=10
add dst-address=0.0.0.0/0 gateway=1.1.1.1 target-scope=11
`;
      assert.deepEqual(ways(blackhole, '8.8.8.8'), ['no-route']);
    });

    it('may be looked up in another table', () => {
      const script = `/routing table add name=t fib
/ip route add dst-address=1.1.1.1/32 gateway=192.0.2.254 scope=10
/ip route add dst-address=0.0.0.0/0 gateway=1.1.1.1@main target-scope=11 routing-table=t
`;
      assert.deepEqual(ways(script, '8.8.8.8', { routingMark: 't' }), ['wan1']);
    });
  });

  describe('tables, marks and rules', () => {
    const TABLES = `/routing table add name=to_wan2 fib
/ip route add gateway=192.0.2.254
/ip route add gateway=198.51.100.254 routing-table=to_wan2
`;
    it('a mark names the table; where that has no route, the next one is asked', () => {
      assert.deepEqual(ways(TABLES, '8.8.8.8', { routingMark: 'to_wan2' }), ['wan2']);
      assert.deepEqual(ways(TABLES, '8.8.8.8', { routingMark: 'empty' }), ['wan1']);
      const v6 = '/ip route add gateway=192.0.2.254\n/ip route add gateway=198.51.100.254 routing-mark=to_wan2\n';
      assert.deepEqual(ways(v6, '8.8.8.8', { routingMark: 'to_wan2', routeros: '6.49' }), ['wan2']);
    });

    it('a mark takes the router’s own addresses away in v7, unless policy-rules says otherwise', () => {
      assert.deepEqual(ways(TABLES, '192.168.88.1', { routingMark: 'to_wan2' }), ['wan2']);
      const localFirst = `${TABLES}/routing settings set policy-rules=local,mangle,user,main\n`;
      assert.deepEqual(ways(localFirst, '192.168.88.1', { routingMark: 'to_wan2', routeros: '7.24' }), ['router']);
      assert.deepEqual(ways(TABLES, '192.168.88.1', { routingMark: 'to_wan2', routeros: '6.49' }), ['router']);
      assert.deepEqual(ways(TABLES, '224.0.0.1', { routingMark: 'to_wan2' }), ['router']);
    });

    it('rules come behind marks and before main, the first that has a route', () => {
      const rule = (properties: string) => `${TABLES}/routing rule add ${properties}\n`;
      const bySource = rule('src-address=192.168.88.0/24 action=lookup table=to_wan2');
      assert.deepEqual(ways(bySource, '8.8.8.8', { src: '192.168.88.10' }), ['wan2']);
      assert.deepEqual(ways(bySource, '8.8.8.8', { src: '10.0.0.1' }), ['wan1']);
      assert.deepEqual(ways(bySource, '192.168.88.1', { src: '192.168.88.10' }), ['router']);
      const only = rule('interface=lan action=lookup-only-in-table table=empty');
      assert.deepEqual(ways(only, '8.8.8.8'), ['no-route']);
      assert.deepEqual(ways(only, '8.8.8.8', { inInterface: 'wan2' }), ['wan1']);
      assert.deepEqual(ways(rule('interface=lan table=empty'), '8.8.8.8'), ['wan1']);
      assert.deepEqual(ways(rule('dst-address=8.8.8.0/24 action=drop'), '8.8.8.8'), ['blackhole']);
      assert.deepEqual(ways(rule('dst-address=8.8.8.0/24 action=unreachable'), '8.8.8.8'), ['unreachable']);
      const v6 =
        '/ip route add gateway=192.0.2.254\n/ip route add gateway=198.51.100.254 routing-mark=t\n/ip route rule add src-address=192.168.88.0/24 table=t\n';
      assert.deepEqual(ways(v6, '8.8.8.8', { src: '192.168.88.10', routeros: '6.49' }), ['wan2']);
    });

    it('min-prefix passes over routes that are too general', () => {
      const script = `${TABLES}/routing rule add min-prefix=0 action=lookup table=main
/routing rule add action=lookup table=to_wan2
`;
      assert.deepEqual(ways(script, '8.8.8.8'), ['wan2']);
      assert.deepEqual(ways(script, '192.0.2.77'), ['wan1']);
    });

    it('a VRF has tables of its own: where its packets go stays open, others see nothing of it', () => {
      const vrf = `/ip vrf add name=customer interfaces=wan2\n/ip route add gateway=192.0.2.254\n`;
      assert.deepEqual(ways(vrf, '8.8.8.8', { inInterface: 'wan2' }), ['unknown']);
      assert.deepEqual(ways(vrf, '198.51.100.1', { inInterface: 'wan2' }), ['router']);
      assert.deepEqual(ways(vrf, '8.8.8.8', { inInterface: 'lan' }), ['wan1']);
      const onSix = vrf.replace('/ip vrf add name=', '/ip route vrf add routing-mark=');
      assert.deepEqual(ways(onSix, '8.8.8.8', { inInterface: 'wan2', routeros: '6.49' }), ['unknown']);
    });

    it('a computed mark or rule leaves it open', () => {
      assert.deepEqual(ways(TABLES, '8.8.8.8', { routingMark: undefined }), ['unknown', 'wan1']);
      const rule = '/routing rule add src-address=$net action=lookup table=to_wan2\n';
      assert.deepEqual(ways(TABLES + rule, '8.8.8.8', { src: '192.168.88.10' }), ['wan2', 'wan1']);
    });
  });

  describe('what a provider brings', () => {
    it('a DHCP client’s default route stands beside the static ones', () => {
      const script = '/ip dhcp-client add interface=ether5 default-route-distance=2\n';
      assert.deepEqual(ways(script, '8.8.8.8'), ['ether5']);
      assert.deepEqual(ways(`${script}/ip route add gateway=192.0.2.254\n`, '8.8.8.8'), ['wan1']);
    });

    it('a gateway in a leased network is found if the lease brings it', () => {
      const script = `/ip dhcp-client add interface=ether5 add-default-route=no
/ip route add gateway=100.64.0.1
/ip route add gateway=192.0.2.254 distance=2
`;
      assert.deepEqual(ways(script, '8.8.8.8'), ['ether5?', 'wan1']);
    });

    it('a lease script may make routes that the text does not show', () => {
      assert.deepEqual(ways('/ip dhcp-client add interface=ether5 add-default-route=no\n', '8.8.8.8'), [
        'unknown',
        'no-route',
      ]);
    });

    it('what arrives where an address is leased is for that address', () => {
      const script = '/ip dhcp-client add interface=ether5\n';
      assert.deepEqual(ways(script, '100.64.7.7', { inInterface: 'ether5' }), ['router']);
      assert.deepEqual(ways(script, '192.168.88.10', { inInterface: 'ether5' }), ['lan']);
    });
  });

  it('knows IPv6 networks, link-local gateways and host parts that the MAC address gives', () => {
    const script = `/ipv6 address
add address=2001:db8:1::1/64 interface=wan1
add address=2001:db8:2::/64 eui-64=yes interface=lan
/ipv6 route
add dst-address=::/0 gateway=fe80::1%wan1
add dst-address=2001:db8:f::/48 gateway=2001:db8:1::9 blackhole
add dst-address=2001:db8:e::/48 gateway=2001:db8:2::9
`;
    assert.deepEqual(ways(script, '2606:4700::1111'), ['wan1']);
    assert.deepEqual(ways(script, '2001:db8:2::5'), ['lan']);
    assert.deepEqual(ways(script, '2001:db8:1::1'), ['router']);
    assert.deepEqual(ways(script, '2001:db8:f::1'), ['blackhole']);
    assert.deepEqual(ways(script, '2001:db8:e::1'), ['lan']);
    assert.deepEqual(ways(script, 'ff02::1'), ['router']);
  });
});
