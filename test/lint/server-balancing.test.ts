import assert from 'node:assert/strict';
import { findingsIn, summary } from '../support/findings';

const VISITORS = 'in-interface=ether1 protocol=tcp dst-port=80 dst-address-type=local';
const MARKS = [0, 1]
  .map(
    (n) =>
      `add chain=prerouting action=mark-connection ${VISITORS} connection-mark=no-mark per-connection-classifier=src-address:2/${n} new-connection-mark=s${n} comment="mark s${n}"\n`,
  )
  .join('');
const MARKED = [0, 1].map(
  (n) =>
    `add chain=dstnat action=dst-nat ${VISITORS} connection-mark=s${n} to-addresses=192.168.10.1${n} comment="s${n}"\n`,
);
const REST = [0, 1].map(
  (n) => `add chain=dstnat action=dst-nat ${VISITORS} to-addresses=192.168.10.1${n} comment="rest s${n}"\n`,
);
const SERVERS = `/ip firewall mangle\n${MARKS}/ip firewall nat\n${MARKED.join('')}${REST.join('')}`;
const DRAIN = '/ip firewall connection remove [find where reply-src-address~"^192"]';

/** Two servers and one netwatch entry on the first; what the rules about servers and netwatch say, without lines. */
function found(down: string, up: string, { servers = SERVERS, more = '' } = {}): string[] {
  const text = `${servers}/system script\nadd name=down policy=read,write,test source={\n${down}\n${DRAIN}\n}\nadd name=up policy=read,write,test source={\n${up}\n}\n${more}/tool netwatch add host=192.168.10.10 interval=10s down-script=down up-script="/system script run up"\n`;
  return summary(text, findingsIn(text, '7.20'))
    .map((line) => line.replace(/:\d+$/, ''))
    .filter((line) => /serverlb|netwatch|comment/.test(line));
}
const says = (expected: string[], ...args: Parameters<typeof found>) => assert.deepEqual(found(...args), expected);
const OFF = '/ip firewall nat disable [find comment~"s0"]';
const ON = '/ip firewall nat enable [find comment~"s0"]';

describe('what a dead server leaves', () => {
  it('is nothing where its rules are switched off, in whatever way', () => {
    says([], OFF, ON);
    says([], '/ip/firewall/nat/set [find to-addresses="192.168.10.10"] disabled=yes', ON);
    const each = (verb: string) =>
      `:foreach c in={"s0";"rest s0"} do={ /ip firewall nat ${verb} [/ip firewall nat find comment=$c] }`;
    says([], each('disable'), each('enable'));
    const byHost = (verb: string) =>
      `:foreach i in=[/ip firewall nat find action=dst-nat] do={ :if ([/ip firewall nat get $i to-addresses] = $host) do={ /ip firewall nat ${verb} $i } }`;
    says([], byHost('disable'), byHost('enable'));
  });
  it('is nothing where its visitors are marked for the other server instead', () => {
    const mark = (to: string) => `/ip firewall mangle set [find comment="mark s0"] new-connection-mark=${to}`;
    says([], `${mark('s1')}\n/ip firewall nat disable [find comment="rest s0"]`, `${mark('s0')}\n${ON}`);
  });
  it('is its visitors, where a rule is left that they meet', () => {
    says(['error serverlb-failover-incomplete'], '/ip firewall nat disable [find comment="s0"]', ON);
    says(
      ['error serverlb-failover-incomplete'],
      '/ip firewall nat set [find comment="s0"] to-addresses=192.168.10.11',
      '/ip firewall nat set [find comment="s0"] to-addresses=192.168.10.10',
      { servers: SERVERS.replace(REST.join(''), REST[0] ?? '') },
    );
    says(['error serverlb-failover-incomplete'], ON, OFF);
  });
  it('is a remark, where other rules take them as long as the other server lives', () => {
    const servers = SERVERS.replace(REST.join(''), [...REST].reverse().join(''));
    says(['info serverlb-failover-incomplete'], '/ip firewall nat disable [find comment="s0"]', ON, { servers });
  });
  it('is not told where the script asks what only the router knows', () => {
    const doubtful = (verb: string) =>
      `:if ([/ping 192.168.10.10 count=2] = 0) do={ /ip firewall nat ${verb} [find comment~"s0"] }`;
    says([], doubtful('disable'), doubtful('enable'));
    says([], `$switch s0 off`, ON);
  });
  it('is not asked of a host that serves other things as well', () => {
    const dns =
      'add chain=dstnat action=dst-nat in-interface=bridge protocol=udp dst-port=53 to-addresses=192.168.10.10 comment=dns\nadd chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=443 to-addresses=192.168.10.10 comment=web\n';
    const servers = `/ip firewall nat\n${dns}`;
    says([], '/ip firewall nat disable [find comment=dns]', '/ip firewall nat enable [find comment=dns]', { servers });
  });
});

describe('what the return of a server leaves', () => {
  it('is nothing where all is switched on again, also seen from an export made while it was down', () => {
    says([], OFF, ON);
    const servers = SERVERS.replaceAll(/(to-addresses=192.168.10.10 .*)/g, '$1 disabled=yes');
    says([], OFF, ON, { servers });
  });
  it('is what the up-script forgets', () => {
    says(['warning netwatch-asymmetric-scripts'], OFF, '/ip firewall nat enable [find comment="s0"]');
    says(['warning netwatch-asymmetric-scripts'], OFF, ':log info "back"');
    says(['warning netwatch-asymmetric-scripts'], OFF, OFF);
    says(['warning netwatch-asymmetric-scripts'], `${OFF}\n/ip route set [find comment=main] distance=5`, ON, {
      servers: `/ip route add gateway=192.0.2.1 distance=1 comment=main\n${SERVERS}`,
    });
  });
  it('is not told of what may be either way', () => says([], `${OFF}\n/ip firewall nat disable [find bytes>1000]`, ON));
});

describe('comments as keys', () => {
  const route = (comment: string, gateway: string) => `add gateway=${gateway} comment=${comment}\n`;
  const check = (items: string, code: string) =>
    summary(items, findingsIn(`/ip route\n${items}/system script add name=a source={ ${code} }`, '7.20')).filter(
      (line) => line.includes('comment-key-duplicate'),
    );
  it('one key for two gateways switches both', () =>
    assert.equal(
      check(route('wan1', '192.0.2.1') + route('wan1', '192.0.3.1'), '/ip route disable [find comment=wan1]').length,
      1,
    ));
  it('one key for several routes of one gateway is meant that way, and so is a pattern', () => {
    assert.deepEqual(check(route('wan1', '192.0.2.1').repeat(2), '/ip route disable [find comment=wan1]'), []);
    assert.deepEqual(
      check(route('wan1', '192.0.2.1') + route('wan1', '192.0.3.1'), '/ip route disable [find comment~wan1]'),
      [],
    );
    assert.deepEqual(
      check(
        route('wan1', '192.0.2.1') + route('wan1', '192.0.3.1'),
        '/ip route disable [find comment=wan1 gateway=192.0.2.1]',
      ),
      [],
    );
  });
});
