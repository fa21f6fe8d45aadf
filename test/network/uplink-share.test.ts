import assert from 'node:assert/strict';
import type { RouterOsVersion } from '../../server/src/base/routeros-version';
import { networkModel } from '../../server/src/network/network-model';
import { askUplinkShares } from '../../server/src/network/questions/uplink-share';
import { configurationOf, type MenuLiterals } from '../support/configuration-fixture';

const V6: RouterOsVersion = { major: 6, minor: 49, patch: 0 } as RouterOsVersion;
const V7: RouterOsVersion = { major: 7, minor: 20, patch: 0 } as RouterOsVersion;

/** Two uplinks with a table each; in the main table all goes by ether1. */
const NETWORK: MenuLiterals = {
  '/ip/address': [
    ...['address=198.51.100.2/29 interface=ether1', 'address=203.0.113.2/29 interface=ether2'],
    'address=192.168.88.1/24 interface=bridge',
  ],
  '/ip/route': [
    ...['gateway=198.51.100.1 distance=1', 'gateway=203.0.113.1 distance=2'],
    ...['gateway=198.51.100.1 routing-table=one', 'gateway=203.0.113.1 routing-table=two'],
  ],
};

const NEW = 'chain=prerouting in-interface=bridge connection-state=new connection-mark=no-mark';
const mark = (matcher: string, name: string) =>
  `${NEW} ${matcher} action=mark-connection new-connection-mark=${name} passthrough=yes`;
const STEER = ['one', 'two'].map(
  (name) =>
    `chain=prerouting in-interface=bridge connection-mark=${name} action=mark-routing new-routing-mark=${name} passthrough=no`,
);
const pcc = (value: string, name: string) => mark(`per-connection-classifier=${value}`, name);

const sharesOf = (menus: MenuLiterals, version = V7) =>
  askUplinkShares(networkModel(configurationOf({ ...NETWORK, ...menus }, { version })));
const percentOf = (part: number) => `${Math.round(part * 1000) / 10}%`;
/** `ether1 66.7%, ether2 33.3%`, with what is not certain or not marked. */
const told = (menus: MenuLiterals, version = V7) =>
  sharesOf(menus, version).map(({ parts, certainty }) => {
    const texts = parts.map(({ verdict, uplink, part }) => `${uplink ?? verdict} ${percentOf(part)}`);
    return `${texts.join(', ')}${certainty === 'may' ? ' perhaps' : ''}`;
  });
const marking = (...rules: string[]): MenuLiterals => ({ '/ip/firewall/mangle': [...rules, ...STEER] });

describe('the shares of the uplinks', () => {
  it('are of the networks that hosts are in: behind a VRRP router those on its wire, behind a loopback none', () => {
    const menus = {
      '/interface/vrrp': ['name=shared interface=bridge'],
      '/ip/address': [
        ...(NETWORK['/ip/address'] ?? []),
        ...['address=192.168.88.254/32 interface=shared', 'address=10.255.0.1/32 interface=lo0'],
      ],
    };
    assert.deepEqual(
      sharesOf(menus).map(({ inside }) => `${inside.interface} ${inside.networks.size}`),
      ['bridge 256', 'shared 256'],
    );
  });

  it('weigh as many remainders as PCC gives to each mark', () => {
    assert.deepEqual(
      told(
        marking(pcc('both-addresses:3/0', 'one'), pcc('both-addresses:3/1', 'one'), pcc('both-addresses:3/2', 'two')),
      ),
      ['ether1 66.7%, ether2 33.3%'],
    );
  });

  it('leave to the main table what no remainder takes, and say that it has no mark', () => {
    const [share] = sharesOf(marking(pcc('both-addresses:4/1', 'two')));
    assert.deepEqual(
      share?.parts.map(({ uplink, part }) => [uplink, part]),
      [
        ['ether1', 0.75],
        ['ether2', 0.25],
      ],
    );
    assert.equal(share?.unmarked, 0.75);
  });

  it('know that divisors of one hash go together, and different hashes do not', () => {
    // What leaves 1 when divided by 4 leaves 1 when divided by 2: the first rule has taken it.
    assert.deepEqual(told(marking(pcc('src-address:2/1', 'two'), pcc('src-address:4/1', 'two'))), [
      'ether1 50%, ether2 50%',
    ]);
    assert.deepEqual(told(marking(pcc('src-address:2/1', 'two'), pcc('dst-address:4/1', 'two'))), [
      'ether2 62.5%, ether1 37.5%',
    ]);
    assert.deepEqual(told(marking(pcc('!src-address:4/1', 'two'))), ['ether2 75%, ether1 25%']);
  });

  it('take a counter to see only what reaches its rule', () => {
    assert.deepEqual(told(marking(mark('nth=3,1', 'one'), mark('nth=2,1', 'two'), mark('', 'two'))), [
      'ether2 66.7%, ether1 33.3%',
    ]);
    // The classic fault: behind the first rule, `3,2` takes a third of the other two thirds.
    assert.deepEqual(told(marking(mark('nth=3,1', 'two'), mark('nth=3,2', 'two'))), ['ether2 55.6%, ether1 44.4%']);
  });

  it('count together where no rule keeps connections from the next counter', () => {
    const both = (value: string, name: string) => mark(`nth=${value}`, name).replace(' connection-mark=no-mark', '');
    assert.deepEqual(told(marking(both('2,1', 'one'), both('2,2', 'two'))), ['ether1 50%, ether2 50%']);
  });

  it('are what random says, of what reaches its rule', () => {
    const chance = marking(mark('random=30', 'two'), mark('random=50', 'one'), mark('', 'two'));
    assert.deepEqual(told(chance), ['ether2 65%, ether1 35%']);
    assert.deepEqual(sharesOf(chance)[0]?.stickiness, [{ by: 'random', fields: undefined }]);
  });

  it('are equal among equal routes, of a gateway named twice on RouterOS 6 two parts', () => {
    const routes = (...written: string[]) => ({ '/ip/route': written });
    assert.deepEqual(told(routes('gateway=198.51.100.1', 'gateway=203.0.113.1')), ['ether1 50%, ether2 50%']);
    assert.deepEqual(told(routes('gateway=198.51.100.1,198.51.100.1,203.0.113.1'), V6), ['ether1 66.7%, ether2 33.3%']);
  });

  it('are not shared on RouterOS 6 by two routes: one of them takes all', () => {
    const [share] = sharesOf({ '/ip/route': ['gateway=198.51.100.1', 'gateway=203.0.113.1'] }, V6);
    assert.equal(share?.certainty, 'may');
    assert.deepEqual(
      share?.parts.map(({ isEither }) => isEither),
      [true, true],
    );
  });

  it('are told apart for sources that rules treat apart', () => {
    const upper = `${NEW} src-address=192.168.88.128/25 action=mark-connection new-connection-mark=two`;
    const shares = sharesOf(marking(upper));
    assert.deepEqual(
      shares.map(({ parts, sources, isSomeOnly }) => [parts[0]?.uplink, sources.has(0xc0a8_58f0), isSomeOnly]),
      [
        ['ether2', true, true],
        ['ether1', false, true],
      ],
    );
  });

  it('are a guess where a rule is open, and not told where routes are not', () => {
    assert.deepEqual(told(marking(mark('limit=5,5:packet', 'two'))), ['ether1 100% perhaps']);
    const leased = { '/ip/dhcp-client': ['interface=ether1 add-default-route=no'], '/ip/route': [] };
    assert.deepEqual(told(leased), ['forward 100% perhaps']);
  });

  it('name the rules and the route that decide, and what keeps a client', () => {
    const [share] = sharesOf(marking(pcc('both-addresses:2/0', 'one'), pcc('both-addresses:2/1', 'two')));
    const second = share?.parts.find(({ uplink }) => uplink === 'ether2');
    assert.deepEqual(
      second?.decidedBy.map(({ menu, properties }) => [
        menu,
        properties.get('new-connection-mark')?.value ??
          properties.get('new-routing-mark')?.value ??
          properties.get('gateway')?.value,
      ]),
      [
        ['/ip/firewall/mangle', 'two'],
        ['/ip/firewall/mangle', 'two'],
        ['/ip/route', '203.0.113.1'],
      ],
    );
    assert.deepEqual(share?.stickiness, [{ by: 'pcc', fields: 'both-addresses' }]);
  });
});

describe('the shares of the uplinks by IPv6', () => {
  const HOSTS: MenuLiterals = {
    '/ipv6/address': [
      'address=2001:db8:1::1/64 interface=bridge advertise=yes',
      'address=2001:db8:a::2/64 interface=ether1 advertise=no',
      'address=2001:db8:b::2/64 interface=ether2 advertise=no',
    ],
    '/ipv6/route': [
      'dst-address=::/0 gateway=2001:db8:a::1',
      'dst-address=::/0 gateway=fe80::1%ether2 distance=2',
      'dst-address=::/0 gateway=fe80::1%ether2 routing-table=two',
    ],
  };
  const ipv6Shares = (menus: MenuLiterals) =>
    askUplinkShares(networkModel(configurationOf({ ...NETWORK, ...HOSTS, ...menus }, { version: V7 })), 6).map(
      ({ inside, parts, certainty, unmarked }) => {
        const texts = parts.map(({ verdict, uplink, part }) => `${uplink ?? verdict} ${percentOf(part)}`);
        return `${inside.interface}: ${texts.join(', ')}; ${percentOf(unmarked)} unmarked${certainty === 'may' ? ' perhaps' : ''}`;
      },
    );
  const ipv6Marking = (...rules: string[]): MenuLiterals => ({ '/ipv6/firewall/mangle': [...rules, ...STEER] });

  it('go by the same classifiers, and by routes of their own', () => {
    assert.deepEqual(ipv6Shares({}), ['bridge: ether1 100%; 100% unmarked']);
    assert.deepEqual(ipv6Shares(ipv6Marking(pcc('both-addresses:4/1', 'two'))), [
      'bridge: ether1 75%, ether2 25%; 75% unmarked',
    ]);
    const equal = ['gateway=2001:db8:a::1', 'gateway=fe80::1%ether2'].map((each) => `dst-address=::/0 ${each}`);
    assert.deepEqual(ipv6Shares({ '/ipv6/route': equal }), ['bridge: ether1 50%, ether2 50%; 100% unmarked']);
  });

  it('tell networks of a LAN apart that rules treat apart', () => {
    const servers = `${NEW} src-address=2001:db8:1::8000:0/97 action=mark-connection new-connection-mark=two`;
    assert.deepEqual(ipv6Shares(ipv6Marking(servers)), [
      'bridge: ether2 100%; 0% unmarked',
      'bridge: ether1 100%; 100% unmarked',
    ]);
  });

  it('are told where a provider delegates the network', () => {
    const delegated = { '/ipv6/address': ['address=::1/64 from-pool=isp1 interface=bridge'] };
    const learned = {
      '/ipv6/dhcp-client': ['interface=ether1 pool-name=isp1 request=prefix add-default-route=yes'],
      '/ipv6/route': [],
    };
    assert.deepEqual(ipv6Shares({ ...delegated, ...learned }), ['bridge: ether1 100%; 100% unmarked']);
  });

  it('are none where no IPv6 route leads out', () => {
    assert.deepEqual(ipv6Shares({ '/ipv6/route': [] }), []);
  });
});

/** A hash that has nothing to do with RouterOS's, which nobody outside knows: shares hold for any even one. */
function hashOf(...words: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const word of words) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((word >>> shift) & 0xff), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return (hash ^ (hash >>> 12)) >>> 0;
}

/** Numbers that look random and are the same each time. */
function randomWords(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  };
}

/** Sends connections one by one through rules as the manual reads, and counts the mark that each has in the end. */
function counted(rules: readonly string[], connections: number): ReadonlyMap<string, number> {
  const random = randomWords(20_261);
  const parsed = rules.map((rule) => new Map(rule.split(' ').map((word) => word.split('=', 2) as [string, string])));
  const counters = parsed.map(() => 0);
  const marks = new Map<string, number>();
  for (let connection = 0; connection < connections; connection++) {
    const src = (0xc0a8_5800 | (random() & 0xff)) >>> 0;
    const dst = random();
    const hashed: Record<string, number> = {
      'src-address': hashOf(src),
      'dst-address': hashOf(dst),
      'both-addresses': hashOf(src, dst),
    };
    let found = 'none';
    parsed.forEach((rule, at) => {
      if (rule.get('connection-mark') === 'no-mark' && found !== 'none') return;
      const [fields = '', divisor, remainder] = rule.get('per-connection-classifier')?.split(/[:/]/) ?? [];
      if (fields !== '' && (hashed[fields] as number) % Number(divisor) !== Number(remainder)) return;
      const [every, packet] = rule.get('nth')?.split(',').map(Number) ?? [];
      if (every !== undefined) {
        counters[at] = ((counters[at] as number) % every) + 1;
        if (counters[at] !== packet) return;
      }
      found = rule.get('new-connection-mark') as string;
    });
    marks.set(found, (marks.get(found) ?? 0) + 1);
  }
  return marks;
}

describe('the shares, counted', function () {
  this.timeout(60_000);
  const CONNECTIONS = 1_000_000;
  const SETS: Readonly<Record<string, readonly string[]>> = {
    'a whole partition': [0, 1, 2, 3, 4, 5].map((at) => pcc(`both-addresses:6/${at}`, at < 4 ? 'one' : 'two')),
    'a partition with gaps': [pcc('both-addresses:7/2', 'one'), pcc('both-addresses:7/5', 'two')],
    'two divisors of one hash': [
      pcc('both-addresses:2/0', 'one'),
      pcc('both-addresses:3/1', 'two'),
      pcc('both-addresses:6/5', 'one'),
    ],
    'two hashes': [pcc('dst-address:3/0', 'two'), pcc('both-addresses:2/1', 'one')],
    'counters in a row': [mark('nth=5,1', 'one'), mark('nth=4,2', 'two'), mark('nth=3,3', 'one')],
    'counters behind a hash': [pcc('both-addresses:4/3', 'one'), mark('nth=3,1', 'two')],
  };
  for (const [name, rules] of Object.entries(SETS)) {
    it(`agree within half a point: ${name}`, () => {
      const marks = counted(rules, CONNECTIONS);
      const [share] = sharesOf(marking(...rules));
      const partBy = (uplink: string) => share?.parts.find((each) => each.uplink === uplink)?.part ?? 0;
      // What has no mark leaves by the main table: ether1.
      const expected = { ether1: (marks.get('one') ?? 0) + (marks.get('none') ?? 0), ether2: marks.get('two') ?? 0 };
      for (const [uplink, count] of Object.entries(expected)) {
        const difference = Math.abs(partBy(uplink) - count / CONNECTIONS);
        assert.ok(difference < 0.005, `${uplink}: ${partBy(uplink)}, counted ${count / CONNECTIONS}`);
      }
      assert.ok(Math.abs((share?.unmarked ?? 0) - (marks.get('none') ?? 0) / CONNECTIONS) < 0.005);
    });
  }
});
