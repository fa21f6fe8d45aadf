import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { traceCommand } from '../../cli/src/commands/trace';
import { rscope } from '../support/rscope-program';

const ROUTER = `/interface bridge add name=bridge
/interface bridge port add bridge=bridge interface=ether2
/ip address
add address=192.168.88.1/24 interface=bridge
add address=198.51.100.2/29 interface=ether1
/ip route add gateway=198.51.100.1
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1
/ip firewall filter
add chain=input action=accept connection-state=established
add chain=input action=accept protocol=icmp limit=5,5:packet
add chain=input action=drop in-interface=ether1
`;

describe('rscope trace', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-trace-'));
    file = join(folder, 'router.rsc');
    writeFileSync(file, ROUTER);
  });
  after(() => rmSync(folder, { recursive: true }));

  const WINBOX = ['--in', 'ether1', '--src', '203.0.113.7', '--dst', '198.51.100.2', '--dst-port', '8291'];

  it('prints as JSON the verdict, whether it is certain, and the lines that decided', async () => {
    const { code, stdout } = await rscope('trace', ...WINBOX, '--protocol', 'tcp', '--format', 'json', file);
    assert.equal(code, 0);
    const { verdict, certainty, outInterface, path } = JSON.parse(stdout);
    assert.deepEqual({ verdict, certainty, outInterface }, { verdict: 'drop', certainty: 'must', outInterface: null });
    assert.deepEqual(
      path.map(({ menu, line, action }: Record<string, unknown>) => [menu, line, action]),
      [
        ['/ip/address', 5, 'route'],
        ['/ip/firewall/filter', 11, 'drop'],
      ],
    );
    assert.ok(path.every(({ effect }: { effect: string }) => effect.length > 0));
  });

  it('tells where it leaves, and with which addresses', async () => {
    const sent = ['--in', 'ether2', '--src', '192.168.88.20', '--dst', '203.0.113.9', '--dst-port', '443'];
    const { stdout } = await rscope('trace', ...sent, '--format', 'json', file);
    const answer = JSON.parse(stdout);
    assert.equal(`${answer.verdict} ${answer.certainty} ${answer.outInterface}`, 'forward must ether1');
    assert.deepEqual(answer.packet, { src: '198.51.100.2', dst: '203.0.113.9', srcPort: null, dstPort: 443 });
    assert.deepEqual(answer.marks, { connection: 'no-mark', packet: 'no-mark', routing: 'no-mark' });
  });

  it('reads for people, the other ways and the reply too', async () => {
    const ping = ['--in', 'ether1', '--src', '203.0.113.7', '--dst', '198.51.100.2', '--protocol', 'icmp'];
    const { stdout } = await rscope('trace', ...ping, '--icmp-type', '8:0', file);
    assert.match(
      stdout,
      /^icmp from 203\.0\.113\.7 to 198\.51\.100\.2, in by ether1 \(new\): may be delivered to the router\n/,
    );
    assert.match(stdout, /line 10 +\/ip\/firewall\/filter +accept +accepted, if it fits: limit can't be told/);
    assert.match(stdout, /\nor else it is dropped:\n/);
    const own = await rscope('trace', '--dst', '203.0.113.9', '--dst-port', '53', '--protocol', 'udp', '--reply', file);
    assert.match(
      own.stdout,
      /^udp from the router to 203\.0\.113\.9:53, sent by the router \(new\): sent out by ether1\n/,
    );
    assert.match(
      own.stdout,
      /\nthe answer, udp from 203\.0\.113\.9:53 to 198\.51\.100\.2, in by ether1 \(established\): delivered/,
    );
  });

  it('takes a state, flags, and IPv6 addresses', async () => {
    const reply = [...WINBOX, '--connection-state', 'established', '--tcp-flags', 'syn,ack', '--routeros', '7.20'];
    assert.match((await rscope('trace', ...reply, file)).stdout, /: delivered to the router\n/);
    const six = join(folder, 'six.rsc');
    writeFileSync(six, '/ipv6 address add address=2001:db8::1/64 interface=ether1\n');
    const { stdout } = await rscope('trace', '--in', 'ether1', '--src', '2001:db8::7', '--dst', '2001:db8::1', six);
    assert.match(stdout, /: delivered to the router\n/);
  });

  it('a wrong call is one clear line and exit code 2', async () => {
    const packet = ['--in', 'ether1', '--src', '203.0.113.7', '--dst', '198.51.100.2'];
    const calls: [RegExp, string[]][] = [
      [/needs --dst/, [file]],
      [/needs --src/, ['--in', 'ether1', '--dst', '198.51.100.2', file]],
      [/needs one file/, packet],
      [/needs one file/, [...packet, file, file]],
      [
        /--src takes an IPv4 or IPv6 address, not "1\.2\.3"/,
        ['--in', 'ether1', '--src', '1.2.3', '--dst', '1.2.3.4', file],
      ],
      [/one is IPv4, the other IPv6/, ['--in', 'ether1', '--src', '::1', '--dst', '1.2.3.4', file]],
      [
        /knows no interface "ethr1"; it has bridge/,
        ['--in', 'ethr1', '--src', '203.0.113.7', '--dst', '1.2.3.4', file],
      ],
      [/--protocol takes/, [...packet, '--protocol', 'tpc', file]],
      [/--dst-port takes a port/, [...packet, '--dst-port', '70000', file]],
      [/icmp has no ports/, [...packet, '--protocol', 'icmp', '--dst-port', '1', file]],
      [/--tcp-flags takes/, [...packet, '--tcp-flags', 'sin', file]],
      [/--tcp-flags is for/, [...packet, '--protocol', 'udp', '--tcp-flags', 'syn', file]],
      [/--icmp-type takes/, [...packet, '--protocol', 'icmp', '--icmp-type', '8:300', file]],
      [/--connection-state takes/, [...packet, '--connection-state', 'old', file]],
      [/--routeros takes/, [...packet, '--routeros', '5', file]],
      [/--format takes/, [...packet, '--format', 'xml', file]],
      [/can't be read/, [...packet, join(folder, 'missing.rsc')]],
    ];
    for (const [message, args] of calls) {
      await assert.rejects(traceCommand.run(args), { name: 'UsageError', message }, args.join(' '));
    }
    const { code, stdout, stderr } = await rscope('trace', file);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /^rscope: the packet needs --dst[^\n]*\n$/);
  });
});
