import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { Analysis } from '../../server/src/ide/analysis';
import { networkModel } from '../../server/src/network/network-model';
import { parseProtocol } from '../../server/src/network/protocol-numbers';
import { formatAddress, parseAddress } from '../../server/src/network/routing/ip-family';
import { replyTo } from '../../server/src/network/trace/reply';
import { describeAssumption } from '../../server/src/network/trace/step-effects';
import { knownEnds, knownMarks, type Trace, trace } from '../../server/src/network/trace/trace';
import type { ConnectionState, TracedPacket } from '../../server/src/network/trace/traced-packet';
import { uplinks } from '../../server/src/network/uplinks';
import { hasShared, sharedScripts } from '../support/shared-files';

/** A packet as `wan1 203.0.113.7 > 192.0.2.1:22`, with words behind it: `udp`, `established`, a connection mark. */
function packetOf(text: string): TracedPacket {
  const match = /^(\S+) (\S+) > ([\da-f.:]+?|\[.*?\])(?:::?(\d+))?((?: \S+)*)$/.exec(text);
  assert.ok(match, text);
  const [, from, src = '', dst = '', port, words = ''] = match;
  const family = /^[\d.]+$/.test(dst) ? 4 : 6;
  const address = (each: string) => parseAddress(each.replace(/[[\]]/g, ''), family);
  const more = words.split(' ').filter((word) => word !== '');
  const state = more.find((word): word is ConnectionState =>
    /^(new|established|related|invalid|untracked)$/.test(word),
  );
  const protocol = more.find((word) => parseProtocol(word) !== undefined) ?? 'tcp';
  return {
    family,
    inInterface: from === 'router' ? undefined : from,
    src: address(src),
    dst: address(dst),
    protocol: parseProtocol(protocol) as number,
    dstPort: port === undefined ? undefined : Number(port),
    connectionState: state,
    connectionMark: more.find((word) => word !== state && word !== protocol),
  };
}

/** The router of most examples: two uplinks, one inside network. */
const ROUTER = `/ip address
add address=192.168.88.1/24 interface=lan
add address=192.0.2.1/24 interface=wan1
add address=198.51.100.1/24 interface=wan2
/ip route
add gateway=192.0.2.254
`;

function tracePacket(script: string, packet: string, routeros = '7.20'): Trace {
  const analysis = new Analysis('test.rsc', script, { forcedVersion: parseRouterOsVersion(routeros) });
  return trace(networkModel(analysis.configuration), packetOf(packet));
}

/** `forward wan1`, `drop`, `may accept`. */
function outcome(script: string, packet: string, routeros?: string): string {
  const { certainty, verdict, outInterface } = tracePacket(ROUTER + script, packet, routeros);
  return [...(certainty === 'may' ? ['may'] : []), verdict, ...(outInterface ? [outInterface] : [])].join(' ');
}

/** The lines of the script, from 1, that decided something, each with its action. */
function path(script: string, packet: string, routeros?: string): string[] {
  const whole = ROUTER + script;
  const first = ROUTER.split('\n').length - 1;
  return tracePacket(whole, packet, routeros).path.map(({ item, action }) => {
    const line = item && whole.slice(0, item.origin.range.start).split('\n').length - first;
    return `${line === undefined ? '-' : line <= 0 ? 'router' : line} ${action}`;
  });
}

/** Both ends after NAT: `192.0.2.1 > 8.8.8.8:443`. */
function endsAfter(script: string, packet: string): string {
  const { family } = packetOf(packet);
  const { src, dst, dstPort } = knownEnds(tracePacket(ROUTER + script, packet), family);
  const text = (address: bigint | undefined) => (address === undefined ? '?' : formatAddress(address, family));
  return `${text(src)} > ${text(dst)}${dstPort === undefined ? '' : `:${dstPort}`}`;
}

describe('tracing a packet', () => {
  it('delivers to the router what is for one of its addresses, and sends on what a route leads to', () => {
    assert.equal(outcome('', 'wan1 203.0.113.7 > 192.0.2.1:22'), 'accept');
    assert.equal(outcome('', 'lan 192.168.88.10 > 8.8.8.8:443'), 'forward wan1');
    assert.equal(outcome('', 'wan1 203.0.113.7 > 192.168.88.10:443'), 'forward lan');
    assert.equal(outcome('', 'router 192.0.2.1 > 8.8.8.8:53 udp'), 'forward wan1');
    assert.equal(outcome('', 'wan1 203.0.113.7 > 192.168.88.255:53 udp'), 'accept');
  });

  it('drops what claims to come from the router itself', () => {
    assert.equal(outcome('', 'wan1 192.168.88.1 > 192.0.2.1:22'), 'drop');
  });

  it('passes the tables in the router’s order, and names what decided', () => {
    const script = `/ip firewall raw add chain=prerouting action=accept protocol=tcp
/ip firewall mangle add chain=prerouting action=mark-packet new-packet-mark=p
/ip firewall nat add chain=dstnat action=dst-nat to-addresses=192.168.88.10 dst-port=80 protocol=tcp
/ip firewall filter add chain=forward action=accept connection-nat-state=dstnat packet-mark=p dst-address=192.168.88.10
/ip firewall filter add chain=forward action=drop
/ip firewall nat add chain=srcnat action=masquerade out-interface=lan
`;
    assert.deepEqual(path(script, 'wan1 203.0.113.7 > 192.0.2.1:80'), [
      ...['1 accept', '2 mark-packet', '- end-of-chain', '3 dst-nat'],
      ...['router route', '4 accept', '6 masquerade'],
    ]);
    assert.equal(endsAfter(script, 'wan1 203.0.113.7 > 192.0.2.1:80'), '192.168.88.1 > 192.168.88.10:80');
  });

  it('a rule of raw stops a packet before anything else sees it', () => {
    const script = '/ip firewall raw add chain=prerouting action=drop src-address=203.0.113.0/24\n';
    assert.deepEqual(path(script, 'wan1 203.0.113.7 > 192.0.2.1:80'), ['1 drop']);
    assert.equal(outcome(script, 'wan1 203.0.114.7 > 192.0.2.1:80'), 'accept');
  });

  it('comes back from a jump by return, or at the end of the chain', () => {
    const script = `/ip firewall filter
add chain=input action=jump jump-target=mgmt protocol=tcp
add chain=input action=drop
add chain=mgmt action=return src-address=203.0.113.0/24
add chain=mgmt action=accept dst-port=22
`;
    assert.deepEqual(path(script, 'wan1 203.0.114.7 > 192.0.2.1:22').slice(1), ['2 jump', '5 accept']);
    assert.deepEqual(path(script, 'wan1 203.0.113.7 > 192.0.2.1:22').slice(1), ['2 jump', '4 return', '3 drop']);
    assert.deepEqual(path(script, 'wan1 203.0.114.7 > 192.0.2.1:80').slice(1), ['2 jump', '3 drop']);
  });

  it('a rejected packet is not a dropped one', () => {
    assert.equal(
      outcome('/ip firewall filter add chain=input action=reject\n', 'wan1 203.0.113.7 > 192.0.2.1:22'),
      'reject',
    );
  });

  it('the router’s own packets pass output, and the filter still sees the first way out', () => {
    const script = `/routing table add name=to_wan2 fib
/ip route add gateway=198.51.100.254 routing-table=to_wan2
/ip firewall mangle add chain=output action=mark-routing new-routing-mark=to_wan2 protocol=udp
/ip firewall filter add chain=output action=drop out-interface=wan2
`;
    assert.equal(outcome(script, 'router 192.0.2.1 > 8.8.8.8:53 udp'), 'forward wan2');
    assert.equal(outcome(script, 'router 192.0.2.1 > 8.8.8.8:53'), 'forward wan1');
    assert.equal(
      outcome(
        '/ip firewall filter add chain=output action=drop dst-port=53 protocol=udp\n',
        'router 192.0.2.1 > 8.8.8.8:53 udp',
      ),
      'drop',
    );
  });

  it('a mark that leads the router’s own packet into a blackhole ends it before the filter', () => {
    const script = `/routing table add name=dead_end fib
/ip route add dst-address=8.8.8.0/24 blackhole routing-table=dead_end
/ip firewall mangle add chain=output action=mark-routing new-routing-mark=dead_end
/ip firewall filter add chain=output action=reject
`;
    assert.equal(outcome(script, 'router 192.0.2.1 > 8.8.8.8:53 udp'), 'drop');
    assert.equal(outcome(script, 'router 192.0.2.1 > 9.9.9.9:53 udp'), 'reject');
  });

  it('names every equal route, and what a route hangs on', () => {
    const script = '/ip route add gateway=198.51.100.254 check-gateway=ping\n';
    const { outInterface, certainty, otherwise, path } = tracePacket(
      ROUTER + script,
      'lan 192.168.88.10 > 8.8.8.8:443',
    );
    assert.deepEqual([outInterface, certainty, otherwise.map((each) => each.outInterface)], ['wan1', 'may', ['wan2']]);
    assert.match(path[0]?.effect ?? '', /out by wan1 to 192\.0\.2\.254, one of 2 equal ways \(wan1, wan2\)$/);
    assert.match(otherwise[0]?.path[0]?.effect ?? '', /while the gateway answers \(check-gateway=ping\)/);
  });

  it('drops what it shall not forward at all', () => {
    assert.equal(outcome('/ip settings set ip-forward=no\n', 'lan 192.168.88.10 > 8.8.8.8:443'), 'drop');
    assert.equal(outcome('/ip settings set ip-forward=no\n', 'lan 192.168.88.10 > 192.168.88.1:443'), 'accept');
  });

  it('rp-filter drops what no route leads back to', () => {
    const strict = '/ip settings set rp-filter=strict\n';
    assert.equal(outcome(strict, 'wan2 203.0.113.7 > 192.0.2.1:22'), 'drop');
    assert.equal(outcome(strict, 'wan1 203.0.113.7 > 192.0.2.1:22'), 'accept');
    assert.equal(outcome('/ip settings set rp-filter=loose\n', 'wan2 203.0.113.7 > 192.0.2.1:22'), 'accept');
  });

  describe('NAT', () => {
    it('takes the first rule that fits, and only for the first packet of a connection', () => {
      const script = `/ip firewall nat
add chain=dstnat action=accept src-address=203.0.113.9
add chain=dstnat action=dst-nat to-addresses=192.168.88.10 to-ports=8080 protocol=tcp dst-port=80
add chain=dstnat action=dst-nat to-addresses=192.168.88.11 protocol=tcp
`;
      assert.equal(endsAfter(script, 'wan1 203.0.113.7 > 192.0.2.1:80'), '203.0.113.7 > 192.168.88.10:8080');
      assert.equal(endsAfter(script, 'wan1 203.0.113.7 > 192.0.2.1:81'), '203.0.113.7 > 192.168.88.11:81');
      assert.equal(endsAfter(script, 'wan1 203.0.113.9 > 192.0.2.1:80'), '203.0.113.9 > 192.0.2.1:80');
      assert.equal(endsAfter(script, 'wan1 203.0.113.7 > 192.0.2.1:80 established'), '203.0.113.7 > 192.0.2.1:80');
      assert.equal(endsAfter(script, 'wan1 203.0.113.7 > 192.0.2.1:80 invalid'), '203.0.113.7 > 192.0.2.1:80');
    });

    it('redirect delivers to the router, masquerade takes the address towards the gateway', () => {
      const script = `/ip address add address=192.0.2.130/25 interface=wan1
/ip firewall nat add chain=dstnat action=redirect to-ports=53 protocol=udp dst-port=53 in-interface=lan
/ip firewall nat add chain=srcnat action=masquerade out-interface=wan1
`;
      assert.equal(outcome(script, 'lan 192.168.88.10 > 8.8.8.8:53 udp'), 'accept');
      assert.equal(endsAfter(script, 'lan 192.168.88.10 > 8.8.8.8:53 udp'), '192.168.88.10 > 192.168.88.1:53');
      assert.equal(endsAfter(script, 'lan 192.168.88.10 > 8.8.8.8:80'), '192.0.2.1 > 8.8.8.8:80');
    });

    it('a rule that may not fit says why, and what it would do', () => {
      const script = '/ip firewall nat add chain=dstnat action=dst-nat to-addresses=192.168.88.10 random=50\n';
      const { path, verdict, otherwise } = tracePacket(ROUTER + script, 'wan1 203.0.113.7 > 192.0.2.1:80');
      assert.equal(path[0]?.effect, "destination is now 192.168.88.10, if it fits: random can't be told from the text");
      assert.deepEqual([verdict, ...otherwise.map((each) => each.verdict)], ['forward', 'accept']);
    });

    it('netmap keeps the host part', () => {
      const script =
        '/ip firewall nat add chain=srcnat action=netmap to-addresses=10.9.8.0/24 src-address=192.168.88.0/24\n';
      assert.equal(endsAfter(script, 'lan 192.168.88.10 > 8.8.8.8:80'), '10.9.8.10 > 8.8.8.8:80');
    });

    it('says of a connection what it has, not which rule it met', () => {
      // A source that stays the same is not translated.
      const script = `/ip firewall nat add chain=srcnat action=src-nat to-addresses=192.168.88.10
/ip firewall mangle add chain=postrouting action=mark-packet new-packet-mark=was connection-nat-state=srcnat
`;
      const packet = packetOf('lan 192.168.88.10 > 8.8.8.8:80');
      const model = networkModel(new Analysis('t', ROUTER + script).configuration);
      const again = { ...packet, connection: trace(model, packet).connection, connectionState: 'established' } as const;
      assert.equal(knownMarks(trace(model, again)).packet, 'no-mark');
    });

    it('brings the reply back to where the connection came from', () => {
      const script = `/ip firewall nat
add chain=dstnat action=dst-nat to-addresses=192.168.88.10 to-ports=8080 protocol=tcp dst-port=80
add chain=srcnat action=masquerade out-interface=lan
/ip firewall mangle
add chain=prerouting action=mark-connection new-connection-mark=c connection-state=new in-interface=wan2
add chain=prerouting action=mark-packet new-packet-mark=p connection-mark=c in-interface=lan
`;
      const packet = packetOf('wan2 203.0.113.7 > 198.51.100.1:80');
      const model = networkModel(new Analysis('t', ROUTER + script).configuration);
      const reply = replyTo(packet, trace(model, packet));
      assert.ok(reply);
      assert.equal(reply.inInterface, 'lan');
      const back = trace(model, reply);
      const { src, dst, srcPort } = knownEnds(back, 4);
      assert.equal(
        `${formatAddress(src ?? 0n, 4)}:${srcPort} > ${formatAddress(dst ?? 0n, 4)}`,
        '198.51.100.1:80 > 203.0.113.7',
      );
      assert.deepEqual(knownMarks(back), { connection: 'c', packet: 'p', routing: 'no-mark' });
      // Without marks for routing it goes back by the default route, which may be another uplink.
      assert.equal(back.outInterface, 'wan1');
    });
  });

  describe('what the text does not tell', () => {
    it('both ways are followed; alike they are certain', () => {
      const limited = '/ip firewall filter add chain=input action=accept limit=5,5:packet\n';
      const packet = 'wan1 203.0.113.7 > 192.0.2.1:22';
      assert.equal(outcome(limited, packet), 'accept');
      assert.equal(outcome(`${limited}/ip firewall filter add chain=input action=drop\n`, packet), 'may accept');
      const { otherwise, assumptions } = tracePacket(
        `${ROUTER}${limited}/ip firewall filter add chain=input action=drop\n`,
        packet,
      );
      assert.deepEqual(
        otherwise.map(({ verdict }) => verdict),
        ['drop'],
      );
      assert.match(assumptions.map(describeAssumption).join(), /rule 1 fits \(limit can't be told/);
    });

    for (const matcher of [
      'random=50',
      'layer7-protocol=x',
      'time=8h-9h,mon',
      'content=x',
      'src-address-list=fed',
      'nth=2,1',
    ]) {
      it(`${matcher} leaves it open`, () => {
        const script = `/ip firewall filter
add chain=forward action=add-src-to-address-list address-list=fed
add chain=input action=drop ${matcher}
`;
        assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.0.2.1:22'), 'may accept');
      });
    }

    it('a partition takes each connection once, in every table that asks', () => {
      const script = `/ip firewall mangle
add chain=prerouting action=mark-connection new-connection-mark=a per-connection-classifier=src-address:2/0
add chain=prerouting action=mark-connection new-connection-mark=b per-connection-classifier=src-address:2/1
/ip firewall filter
add chain=forward action=drop connection-mark=no-mark
add chain=forward action=drop connection-mark=a per-connection-classifier=src-address:2/1
`;
      assert.equal(outcome(script, 'lan 192.168.88.10 > 8.8.8.8:80'), 'forward wan1');
    });

    it('FastTrack lets some packets by and others on to the rules behind it', () => {
      const fasttrack =
        '/ip firewall filter add chain=forward action=fasttrack-connection connection-state=established\n';
      const packet = 'lan 192.168.88.10 > 8.8.8.8:80 established';
      const accept = '/ip firewall filter add chain=forward action=accept connection-state=established\n';
      const drop = '/ip firewall filter add chain=forward action=drop\n';
      assert.equal(outcome(fasttrack + accept + drop, packet), 'forward wan1');
      assert.ok(tracePacket(ROUTER + fasttrack + accept + drop, packet).isFastTracked);
      assert.equal(outcome(fasttrack + drop, packet), 'may forward wan1');
    });

    it('a rule made in a branch may not be there', () => {
      const script = ':if ($x) do={ /ip firewall filter add chain=input action=drop }\n';
      assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.0.2.1:22'), 'may accept');
    });

    it('an established connection may have any mark that the script sets', () => {
      const script = `/ip firewall mangle add chain=prerouting action=mark-connection new-connection-mark=a in-interface=wan2
/ip firewall filter add chain=input action=drop connection-mark=a
`;
      assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.0.2.1:22 established'), 'may accept');
      assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.0.2.1:22 established a'), 'drop');
      assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.0.2.1:22 established no-mark'), 'accept');
    });

    it('what has no connection has no mark, not even none', () => {
      const script = '/ip firewall filter add chain=input action=drop connection-mark=no-mark\n';
      assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.0.2.1:22 invalid'), 'accept');
      assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.0.2.1:22'), 'drop');
    });

    it('any port, where none is asked for', () => {
      const script = '/ip firewall filter add chain=input action=drop protocol=tcp dst-port=22\n';
      assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.0.2.1'), 'may accept');
      assert.equal(outcome(script, 'wan1 203.0.113.7 > 192.168.88.10'), 'forward lan');
    });

    it('a file without addresses and routes does not tell what is the router’s', () => {
      const script = '/ip firewall filter add chain=input action=drop\n';
      const { verdict, certainty, otherwise } = tracePacket(script, 'ether1 203.0.113.7 > 192.0.2.1:22');
      assert.equal(`${verdict} ${certainty}`, 'forward may');
      assert.deepEqual(
        otherwise.map((each) => each.verdict),
        ['drop'],
      );
    });

    it('a gateway that mangle names in RouterOS 6 is not among the routes', () => {
      const script =
        '/ip firewall mangle add chain=prerouting action=route route-dst=198.51.100.254 in-interface=lan\n';
      assert.equal(outcome(script, 'lan 192.168.88.10 > 8.8.8.8:80', '6.49'), 'may forward');
      assert.equal(outcome(script, 'wan2 203.0.113.7 > 8.8.8.8:80', '6.49'), 'forward wan1');
    });

    it('a leased address is the one that the provider sends to', () => {
      const script = `/ip dhcp-client add interface=ether1 disabled=no
/ip address add address=192.168.88.1/24 interface=ether2
/ip firewall filter add chain=input action=drop in-interface=ether1
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1
`;
      const incoming = tracePacket(script, 'ether1 203.0.113.7 > 100.64.3.4:22');
      assert.equal(`${incoming.verdict} ${incoming.certainty}`, 'drop must');
      const outgoing = tracePacket(script, 'ether2 192.168.88.10 > 8.8.8.8:443');
      assert.equal(`${outgoing.verdict} ${outgoing.certainty} ${outgoing.outInterface}`, 'forward must ether1');
      assert.equal(knownEnds(outgoing, 4).src, undefined);
    });

    it('so is what arrives at an uplink of which a fragment names no address', () => {
      const script = `/interface list member add list=WAN interface=ether1
/ip firewall filter add chain=input action=drop in-interface-list=WAN
`;
      const { verdict, certainty } = tracePacket(script, 'ether1 203.0.113.7 > 100.64.3.4:22');
      assert.equal(`${verdict} ${certainty}`, 'drop must');
    });

    it('jumps in a circle end, and many open rules do too', () => {
      const circle = `/ip firewall filter
add chain=input action=jump jump-target=a
add chain=a action=jump jump-target=a
`;
      assert.equal(outcome(circle, 'wan1 203.0.113.7 > 192.0.2.1:22'), 'may accept');
      const marks = Array.from(
        { length: 40 },
        (_, n) => `add chain=prerouting action=mark-packet new-packet-mark=m${n} random=50\n`,
      );
      const many = `/ip firewall mangle\n${marks.join('')}/ip firewall filter add chain=input action=drop packet-mark=m39\n`;
      assert.equal(outcome(many, 'wan1 203.0.113.7 > 192.0.2.1:22'), 'may accept');
    });
  });

  describe('IPv6', () => {
    const SIX = `/ipv6 address
add address=2001:db8:1::1/64 interface=wan1
add address=2001:db8:2::1/64 interface=lan
/ipv6 route add dst-address=::/0 gateway=fe80::1%wan1
/ipv6 firewall address-list add list=friends address=2001:db8:9::/48
/ipv6 firewall filter
add chain=input action=accept src-address-list=friends
add chain=input action=accept src-address=fe80::/10
add chain=input action=drop in-interface=wan1
add chain=forward action=drop in-interface=wan1 dst-address=!2001:db8:2::80/128
`;
    it('a link-local address is the router’s own for the firewall, too', () => {
      const answer = 'wan1 fe80::1 > [fe80::2]:546 udp';
      assert.equal(outcome('', answer), 'accept');
      const rule = '/ipv6 firewall filter add chain=input dst-address-type=local action=drop\n';
      assert.equal(outcome(rule, answer), 'drop');
    });

    it('has its own firewall and routes', () => {
      assert.equal(outcome(SIX, 'wan1 2001:db8:7::7 > [2001:db8:1::1]:22'), 'drop');
      assert.equal(outcome(SIX, 'wan1 2001:db8:9:1::7 > [2001:db8:1::1]:22'), 'accept');
      assert.equal(outcome(SIX, 'wan1 fe80::5 > [2001:db8:1::1]:22'), 'accept');
      assert.equal(outcome(SIX, 'wan1 2001:db8:7::7 > [2001:db8:2::80]:80'), 'forward lan');
      assert.equal(outcome(SIX, 'wan1 2001:db8:7::7 > [2001:db8:2::81]:80'), 'drop');
      assert.equal(outcome(SIX, 'lan 2001:db8:2::80 > [2606:4700::1111]:443'), 'forward wan1');
    });

    it('masquerades, too', () => {
      const nat = '/ipv6 firewall nat add chain=srcnat action=masquerade out-interface=wan1\n';
      assert.equal(
        endsAfter(SIX + nat, 'lan 2001:db8:2::80 > [2606:4700::1111]:443'),
        '2001:db8:1::1 > 2606:4700::1111:443',
      );
    });
  });

  it('the right set-ups keep strangers away from Winbox, at every uplink', function () {
    if (!hasShared('facts/configs')) return this.skip();
    let asked = 0;
    for (const file of sharedScripts('facts/configs')) {
      const model = networkModel(new Analysis(file, readFileSync(file, 'utf8')).configuration);
      for (const { interface: name, isCarrierOnly } of uplinks(model)) {
        if (isCarrierOnly) continue;
        const own = model.addresses.find((each) => each.interface === name)?.address;
        const dst = own === undefined ? '100.64.7.7' : formatAddress(BigInt(own), 4);
        const { verdict, certainty } = trace(model, packetOf(`${name} 203.0.114.7 > ${dst}:8291`));
        assert.equal(`${verdict} ${certainty}`, 'drop must', `${file} ${name}`);
        asked++;
      }
    }
    assert.ok(asked > 20);
  });
});
