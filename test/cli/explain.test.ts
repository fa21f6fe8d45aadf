import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rscope } from '../support/rscope-program';

/** Two uplinks shared 2:1 by PCC. The second has no backup, and nothing marks what comes in by it. */
const ROUTER = `/interface list member add list=WAN interface=ether1
/interface list member add list=WAN interface=ether2
/ip address
add address=192.168.88.1/24 interface=bridge
add address=198.51.100.2/29 interface=ether1
add address=203.0.113.2/29 interface=ether2
/routing table add name=two fib
/ip firewall mangle
add chain=prerouting in-interface=bridge connection-state=new dst-address-type=!local per-connection-classifier=src-address:3/2 action=mark-connection new-connection-mark=two
add chain=prerouting in-interface=bridge connection-mark=two action=mark-routing new-routing-mark=two
/ip firewall nat
add chain=srcnat action=masquerade out-interface-list=WAN
add chain=dstnat in-interface=ether2 protocol=tcp dst-port=80,443 action=dst-nat to-addresses=192.168.88.10
/ip firewall filter
add chain=input connection-state=established,related action=accept
add chain=input in-interface=bridge action=accept
add chain=input protocol=tcp dst-port=22 action=accept
add chain=input action=drop
add chain=forward connection-state=new connection-nat-state=!dstnat in-interface-list=WAN action=drop
/ip route
add gateway=198.51.100.1 distance=1 check-gateway=ping
add gateway=203.0.113.1 distance=2
add gateway=203.0.113.1 routing-table=two
`;

describe('rscope explain', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-explain-'));
    file = join(folder, 'router.rsc');
    writeFileSync(file, ROUTER);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('reads for people: a section a question, with the lines that decide', async () => {
    const { code, stdout, stderr } = await rscope('explain', file);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(
      stdout,
      `Uplinks
  ether1: in a list for the Internet side (line 1)
  ether2: in a list for the Internet side (line 2)

What the Internet reaches
  ether1: the router's ssh (tcp 22): open, let in by line 17
  ether1: nothing behind the router
  ether2: the router's ssh (tcp 22): open, let in by line 17
  ether2: tcp 80, tcp 443: to 192.168.88.10 (line 13)

Where new connections to the Internet go
  bridge (192.168.88.0/24):
     67 % by ether1 (line 21)
     33 % by ether2 (lines 9, 10, 23)
    all connections of a client take the same uplink (PCC by src-address)
    67 % of the connections have no mark: table main alone decides about them

Answers to connections from the Internet
  in by ether1 (tcp 22): answers leave by it as well
  in by ether2 (tcp 22, tcp 80 of a server, tcp 443 of a server): wrong way: answers leave 100 % by ether1 (line 21); mark connections that come in by ether2, and route their answers by the mark

When something dies, and when it is back
  nothing behind ether1 answers; or ether1 loses its link; or gateway 198.51.100.1 does not answer:
    bridge (192.168.88.0/24): 100 % by ether2
    route of line 21 no longer active, route of line 22 active instead
    when it is back: all as before
  nothing behind ether2 answers; or gateway 203.0.113.1 does not answer:
    bridge (192.168.88.0/24): 67 % by ether1, 33 % still sent there and lost: nothing takes the route away (lines 9, 10, 23)
    when it is back: all as before
  ether2 loses its link:
    bridge (192.168.88.0/24): 100 % by ether1
    route of line 23 no longer active
    when it is back: all as before
  server 192.168.88.10 does not answer:
    tcp 80, tcp 443 in by ether2: 100 % still sent to 192.168.88.10, which is dead (line 13)
    when it is back: all as before
`,
    );
  });

  it('prints everything as JSON, with a way as proof of each answer', async () => {
    const { stdout } = await rscope('explain', '--format', 'json', '--routeros', '7.20.8', file);
    const answer = JSON.parse(stdout);
    assert.equal(answer.routeros, '7');
    const [share] = answer.share;
    assert.deepEqual(
      [share.lan, share.certainty, share.stickiness],
      ['bridge', 'must', [{ by: 'pcc', fields: 'src-address' }]],
    );
    assert.ok(Math.abs(share.unmarked - 2 / 3) < 1e-9);
    const second = share.parts.find(({ uplink }: { uplink: string }) => uplink === 'ether2');
    assert.deepEqual(second.lines, [9, 10, 23]);
    assert.deepEqual(second.path.map(({ line, action }: Record<string, unknown>) => [line, action]).slice(0, 2), [
      [9, 'mark-connection'],
      [10, 'mark-routing'],
    ]);
    const [dead1, dead2] = answer.failover.map(({ shares }: { shares: [{ dead: number }] }) => shares[0].dead);
    assert.deepEqual([dead1, Math.round(dead2 * 100)], [0, 33]);
    assert.deepEqual(
      answer.exposure.router.map(({ uplink, service, certainty }: Record<string, string>) => [
        uplink,
        service,
        certainty,
      ]),
      [
        ['ether1', 'ssh', 'must'],
        ['ether2', 'ssh', 'must'],
      ],
    );
  });

  it('draws the network for Mermaid', async () => {
    const { stdout } = await rscope('explain', '--format', 'mermaid', file);
    assert.equal(
      stdout,
      `flowchart TB
  internet(("Internet"))
  uplink1[/"ether1<br>198.51.100.2"/]
  uplink2[/"ether2<br>203.0.113.2"/]
  router["Router<br>RouterOS 7"]
  lan4["bridge<br>192.168.88.0/24"]
  server5[("192.168.88.10")]
  internet --- uplink1
  uplink1 ---|"67 %"| router
  internet --- uplink2
  uplink2 ---|"33 %"| router
  router --- lan4
  lan4 ---|"tcp 80, 443: 100 %"| server5
`,
    );
  });

  it('draws the network as an SVG file', async () => {
    const { stdout } = await rscope('explain', '--format', 'svg', file);
    assert.match(stdout, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*>[\s\S]*>67 %<[\s\S]*<\/svg>\n$/);
  });

  it('promises no shares of two routes on RouterOS 6, which uses one of them', async () => {
    const equal = join(folder, 'equal.rsc');
    writeFileSync(
      equal,
      ROUTER.slice(0, ROUTER.indexOf('/routing table')) +
        '/ip route add gateway=198.51.100.1\n/ip route add gateway=203.0.113.1\n',
    );
    const { stdout } = await rscope('explain', '--routeros', '6.49', equal);
    assert.match(
      stdout,
      /\n {4}up to 100 % by ether1 \(line 7\)\n {4}up to 100 % by ether2 \(line 8\)\n {4}one of them takes all: /,
    );
    assert.match(stdout, /in by ether1 \(.*\): perhaps the wrong way: answers may leave by ether2 \(line 8\); mark/);
    assert.match(
      stdout,
      /nothing behind ether1 answers.*:\n.*: perhaps up to 100 % by ether2, up to 100 % still sent there and lost/,
    );
  });

  const afterTitle = (stdout: string) => stdout.slice(stdout.indexOf('When something dies'));

  it('tells what scripts make of a dead server, and what does not come back', async () => {
    const { stdout } = await rscope('explain', 'examples/server-lb-faulty.rsc');
    assert.equal(
      afterTitle(stdout),
      `When something dies, and when it is back
  nothing behind ether1 answers; or ether1 loses its link; or gateway 198.51.100.1 does not answer:
    office (192.168.77.0/24): 100 % dropped: no route is left
    servers (192.168.10.0/24): 100 % dropped: no route is left
    route of line 29 no longer active
    when it is back: all as before
  server 192.168.10.11 does not answer:
    tcp 80, tcp 443 in by ether1: 100 % still sent to 192.168.10.11, which is dead (line 37)
    netwatch runs its down-script (line 78): NAT rule “to web1” disabled (line 38), removes connections
    when it is back: all as before
  server 192.168.10.12 does not answer:
    connections go where they went before
    netwatch runs its down-script (line 79): 2 NAT rules disabled (lines 39, 40), removes connections
    when it is back: not as before: NAT rule “to web2” disabled (line 39)
`,
    );
  });

  it('tells shares of IPv6, and what a probe by either uplink leaves open', async () => {
    const double = join(folder, 'double.rsc');
    writeFileSync(
      double,
      `${ROUTER}add gateway=203.0.113.1 distance=1
/ipv6 address add address=2001:db8:1::1/64 interface=bridge
/ipv6 route add dst-address=::/0 gateway=fe80::1%ether2
/tool netwatch add host=192.0.2.9 down-script="/ip route disable [find distance=2]"
`,
    );
    const { stdout } = await rscope('explain', '--routeros', '7.20', double);
    assert.match(stdout, /\n {2}bridge by IPv6 \(2001:db8:1::\/64\):\n {4}100 % by ether2 \(line 26\)\n/);
    assert.match(
      afterTitle(stdout),
      /nothing behind ether2 answers.*:\n(.*\n)* {4}bridge by IPv6 .*: 100 % still sent there and lost: .*\n {4}perhaps otherwise: whether netwatch notices hangs on the uplink that it asks by \(line 27\)/,
    );
  });

  it('says so where the text does not tell', async () => {
    const leased = join(folder, 'leased.rsc');
    writeFileSync(
      leased,
      '/interface list member add list=WAN interface=ether1\n/ip dhcp-client add interface=ether1 add-default-route=no\n/ip dhcp-server add interface=bridge\n',
    );
    const { stdout } = await rscope('explain', leased);
    assert.match(afterTitle(stdout), /ether1 loses its link.*:\n {4}bridge: the text does not tell\n/);
  });

  it('names what else the firewall lets through to the router', async () => {
    const vpn = join(folder, 'vpn.rsc');
    writeFileSync(
      vpn,
      `/interface list member add list=WAN interface=ether1
/ip dhcp-client add interface=ether1
/ip dhcp-server add interface=bridge
/ip firewall filter
add chain=input protocol=udp dst-port=13231 action=accept
add chain=input protocol=ipsec-esp limit=9,9 action=accept
add chain=input in-interface-list=WAN action=drop
`,
    );
    const { stdout } = await rscope('explain', vpn);
    assert.match(stdout, /ether1: udp 13231 to the router: let through, whatever listens there\n/);
    assert.match(stdout, /ether1: ipsec-esp to the router: perhaps let through, whatever listens there\n/);
  });

  it('says so where there is no uplink', async () => {
    const empty = join(folder, 'empty.rsc');
    writeFileSync(empty, ':put hello\n');
    assert.equal(
      (await rscope('explain', empty)).stdout,
      'Uplinks\n  none found: no default route, WAN list, dial-up or masquerading names one\n',
    );
  });

  it('takes one file and a known format', async () => {
    for (const args of [
      ['--format', 'png', file],
      [],
      [file, file],
      ['--routeros', '5', file],
      ['--format', 'constructor', file],
    ]) {
      const { code, stderr } = await rscope('explain', ...args);
      assert.equal(code, 2);
      assert.match(stderr, /^rscope: /);
    }
  });
});
