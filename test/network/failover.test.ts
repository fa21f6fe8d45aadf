import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { valueOf } from '../../server/src/config/item';
import { Analysis } from '../../server/src/ide/analysis';
import { eventScripts } from '../../server/src/lint/event-scripts';
import type { ConfigurationChange } from '../../server/src/network/questions/failover/configuration-changes';
import { askFailover, type Failover, type FailoverState } from '../../server/src/network/questions/failover/failover';
import { failoverEvents } from '../../server/src/network/questions/failover/failover-event';
import { formatAddress } from '../../server/src/network/routing/ip-family';

/** Two uplinks and a LAN; the text of each test says what is special. */
const OFFICE = `/ip address
add address=198.51.100.2/29 interface=ether1
add address=203.0.113.2/29 interface=ether2
add address=192.168.88.1/24 interface=bridge
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether2
`;
const MAIN = 'add gateway=198.51.100.1 distance=1 comment=main';
const SPARE = 'add gateway=203.0.113.1 distance=2 comment=spare';
const PINNED = 'add dst-address=9.9.9.9/32 gateway=198.51.100.1';
const routes = (...lines: readonly string[]) => `/ip route\n${lines.join('\n')}\n`;
const DOWN = '/ip route disable [find comment=main]';
const UP = '/ip route enable [find comment=main]';
const netwatch = (host: string, down = DOWN, up = UP) =>
  `/tool netwatch add host=${host} down-script="${down}" up-script="${up}"\n`;

function failover(text: string, kind: string, name: string): Failover {
  const analysis = new Analysis('test.rsc', text, { complete: true, forcedVersion: parseRouterOsVersion('7.20') });
  const event = failoverEvents(analysis.network).find((each) => each.kind === kind && each.name === name);
  assert.ok(event, `${kind} ${name} is one of the events`);
  return askFailover(analysis.network, event, eventScripts(analysis));
}

/** `ether1 50 dead ether2 50`; behind a question mark where it is not certain. */
function connections({ lans, services, certainty }: FailoverState): string {
  const percent = (part: number) => Math.round(part * 1000) / 10;
  const ofLans = lans.map(({ share, dead }) => {
    const parts = share.parts.map(({ uplink, verdict, part }) => `${uplink ?? verdict} ${percent(part)}`);
    return `${parts.join(' ')}${dead > 0 ? `, ${percent(dead)} dead` : ''}`;
  });
  const ofServices = services.map(({ service, dead }) => {
    const parts = service.parts.map(
      ({ server, part }) => `${server === undefined ? 'none' : formatAddress(BigInt(server), 4)} ${percent(part)}`,
    );
    return `${parts.join(' ')}${dead > 0 ? `, ${percent(dead)} dead` : ''}`;
  });
  return `${certainty === 'may' ? '? ' : ''}${[...ofLans, ...ofServices].join('; ')}`;
}
const changed = (changes: readonly ConfigurationChange[]) =>
  changes.map(
    ({ item, what, property, isCertain }) =>
      `${valueOf(item, 'comment')} ${isCertain ? '' : 'perhaps '}${property ?? what}`,
  );
const during = (text: string, kind: string, name: string) => connections(failover(text, kind, name).during);
const left = (text: string, kind: string, name: string) => changed(failover(text, kind, name).after.left);
const doubts = ({ doubts: all }: FailoverState) => all.map(({ why }) => why);

describe('when something dies', () => {
  it('events are the uplinks, their gateways, servers and probe hosts, each once', () => {
    const text = `${OFFICE}${routes(MAIN, SPARE, PINNED)}${netwatch('9.9.9.9')}${netwatch('192.168.88.10')}${netwatch('203.0.113.1')}/ip firewall nat add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 to-addresses=192.168.88.10\n`;
    const { network } = new Analysis('test.rsc', text);
    assert.deepEqual(
      failoverEvents(network).map(({ kind, name }) => `${kind} ${name}`),
      [
        ...['uplink-silent ether1', 'uplink-silent ether2', 'link-down ether1', 'link-down ether2'],
        ...['gateway-silent 198.51.100.1', 'gateway-silent 203.0.113.1'],
        ...['server-silent 192.168.88.10', 'probe-silent 9.9.9.9'],
      ],
    );
  });

  it('the only uplink takes its lease along, and nothing is left that could bring another route', () => {
    const leased = '/ip address add address=192.168.88.1/24 interface=bridge\n/ip dhcp-client add interface=ether1\n';
    assert.equal(during(leased, 'link-down', 'ether1'), 'drop 100');
    assert.equal(during(leased, 'lease-lost', 'ether1'), 'drop 100');
    const dialled = `/ip address add address=192.168.88.1/24 interface=bridge
/interface pppoe-client add name=pppoe1 interface=ether1 add-default-route=yes disabled=no\n`;
    assert.equal(during(dialled, 'uplink-silent', 'pppoe1'), 'drop 100');
    // The other uplink may still bring one.
    assert.match(
      during(`${leased}/ip dhcp-client add interface=ether2 add-default-route=no`, 'link-down', 'ether1'),
      /^\?/,
    );
  });

  it('a pinned host whose route a lease script switches off is not looked for in another lease', () => {
    const text = `/ip address add address=192.168.88.1/24 interface=bridge
/interface lte set [find default-name=lte1] apn-profiles=default
/interface lte apn set [find default=yes] default-route-distance=10
/ip dhcp-client add interface=ether1 add-default-route=no script={
  :if ($bound=1) do={ /ip route set [find comment=pin] gateway=$"gateway-address" disabled=no } else={ /ip route disable [find comment=pin] }
}
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1
/ip route
add dst-address=8.8.4.4/32 gateway=192.0.2.1 scope=10 disabled=yes comment=pin
add gateway=8.8.4.4 target-scope=11 check-gateway=ping comment=main
`;
    assert.equal(during(text, 'link-down', 'ether1'), 'lte1 100');
    assert.equal(during(text, 'uplink-silent', 'ether1'), 'lte1 100');
  });

  it('a DHCP client on a dial-up, for an IPv6 prefix, is no event of its own', () => {
    const text = `/interface pppoe-client add name=pppoe1 interface=ether1 add-default-route=yes disabled=no
/ipv6 dhcp-client add interface=pppoe1 request=prefix pool-name=isp add-default-route=yes\n`;
    const { network } = new Analysis('test.rsc', text);
    assert.deepEqual(
      failoverEvents(network).map(({ kind, name }) => `${kind} ${name}`),
      ['uplink-silent pppoe1'],
    );
  });

  it('a route goes with its link, and behind a silent one only where check-gateway asks', () => {
    const text = OFFICE + routes(MAIN, SPARE);
    assert.equal(during(text, 'uplink-silent', 'ether1'), 'ether1 100, 100 dead');
    assert.equal(during(text, 'link-down', 'ether1'), 'ether2 100');
    const asked = OFFICE + routes(`${MAIN} check-gateway=ping`, SPARE);
    assert.equal(during(asked, 'uplink-silent', 'ether1'), 'ether2 100');
    const { during: state } = failover(asked, 'uplink-silent', 'ether1');
    assert.deepEqual(
      [state.routesGone, state.routesUsed].map((all) => all.map((item) => valueOf(item, 'comment'))),
      [['main'], ['spare']],
    );
  });

  it('one of two gateways of an uplink takes its own routes along, and no others', () => {
    const second = 'add gateway=198.51.100.3 distance=1 comment=second';
    const text = OFFICE + routes(`${MAIN} check-gateway=ping`, second);
    assert.equal(during(text, 'gateway-silent', '198.51.100.1'), 'ether1 100');
    assert.equal(during(text, 'gateway-silent', '198.51.100.3'), 'ether1 100, 50 dead');
  });

  it('a probe host that is silent switches although the uplink is fine', () => {
    const recursive = routes(
      'add dst-address=9.9.9.9/32 gateway=198.51.100.1 scope=10',
      'add gateway=9.9.9.9 target-scope=11 distance=1 check-gateway=ping',
      SPARE,
    );
    assert.equal(during(OFFICE + recursive, 'probe-silent', '9.9.9.9'), 'ether2 100');
  });

  it('a pinned probe host is in no network that a lease may bring', () => {
    const text = `/ip address add address=198.51.100.2/29 interface=ether1\n/ip address add address=192.168.88.1/24 interface=bridge\n/ip dhcp-client add interface=ether2 default-route-distance=2\n${routes(PINNED, 'add gateway=9.9.9.9 target-scope=11 check-gateway=ping')}`;
    assert.equal(during(text, 'link-down', 'ether1'), 'ether2 100');
  });

  it('a lease takes the learned route and the gateways in its network along', () => {
    const leased = `/ip address\nadd address=203.0.113.2/29 interface=ether2\nadd address=192.168.88.1/24 interface=bridge\n/ip dhcp-client add interface=ether1\n${routes(SPARE)}`;
    assert.equal(during(leased, 'lease-lost', 'ether1'), 'ether2 100');
    // A silent provider's lease is still there.
    assert.equal(during(leased, 'uplink-silent', 'ether1'), 'ether1 100, 100 dead');
  });
});

describe('scripts that run when something dies', () => {
  it('of netwatch: what they switch decides, and what they leave is named', () => {
    const text = `${OFFICE}${routes(MAIN, SPARE, PINNED)}${netwatch('9.9.9.9')}`;
    assert.equal(during(text, 'uplink-silent', 'ether1'), 'ether2 100');
    assert.deepEqual(left(text, 'uplink-silent', 'ether1'), []);
    // The up-script names another route.
    const faulty = `${OFFICE}${routes(MAIN, SPARE, PINNED)}${netwatch('9.9.9.9', DOWN, '/ip route enable [find comment=spare]')}`;
    assert.deepEqual(left(faulty, 'uplink-silent', 'ether1'), ['main disabled']);
    assert.equal(connections(failover(faulty, 'uplink-silent', 'ether1').after), 'ether2 100');
  });

  it('of netwatch: a host that the other uplink reaches too lets it switch back and forth', () => {
    const text = `${OFFICE}${routes(MAIN, SPARE)}${netwatch('9.9.9.9')}`;
    const { during: state } = failover(text, 'uplink-silent', 'ether1');
    assert.deepEqual(doubts(state), ['back-and-forth']);
    assert.equal(state.certainty, 'may');
  });

  it('of netwatch: a host that is asked by one of two equal routes may be noticed or not', () => {
    const text = `${OFFICE}${routes(MAIN, 'add gateway=203.0.113.1 distance=1')}${netwatch('9.9.9.9')}`;
    assert.deepEqual(doubts(failover(text, 'uplink-silent', 'ether1').during), ['asked-either-way']);
    assert.deepEqual(doubts(failover(text, 'probe-silent', '9.9.9.9').during), []);
  });

  it('of netwatch: an order that is not restored is named', () => {
    const text = `${OFFICE}${routes(MAIN, SPARE, PINNED)}/ip firewall nat
add chain=dstnat action=dst-nat in-interface=ether2 protocol=tcp dst-port=80 to-addresses=192.168.88.10 comment=one
add chain=dstnat action=dst-nat in-interface=ether2 protocol=tcp dst-port=80 to-addresses=192.168.88.11 comment=two
${netwatch('192.168.88.10', '/ip firewall nat move [find comment=one]', ':log info up')}`;
    assert.equal(during(text, 'server-silent', '192.168.88.10'), 'ether1 100; 192.168.88.11 100');
    assert.deepEqual(left(text, 'server-silent', '192.168.88.10'), ['one moved']);
    const back = text.replace(':log info up', '/ip firewall nat move [find comment=one] [find comment=two]');
    assert.deepEqual(left(back, 'server-silent', '192.168.88.10'), []);
  });

  it('of a lease: the gateway that it brings is the one of its interface', () => {
    const script = `:if (\\$bound=1) do={ /ip route add gateway=\\$\\"gateway-address\\" comment=leased } else={ /ip route remove [find comment=leased] }`;
    const text = `/ip address\nadd address=203.0.113.2/29 interface=ether2\nadd address=192.168.88.1/24 interface=bridge\n/ip dhcp-client add interface=ether1 add-default-route=no script="${script}"\n${routes(SPARE)}/interface list member add list=WAN interface=ether1\n`;
    const { before, during: state, after } = failover(text, 'lease-lost', 'ether1');
    assert.deepEqual([before, state, after].map(connections), ['ether1 100', 'ether2 100', 'ether1 100']);
    assert.deepEqual(after.left, []);
  });

  it('of a lease: a script that counts routes first, as the manual’s does', () => {
    const find = '[/ip route find where comment=leased]';
    const gateway = '\\$\\"gateway-address\\"';
    const script =
      ':local count [/ip route print count-only where comment=leased]; :if (\\$bound=1) do={' +
      ` :if (\\$count = 0) do={ /ip route add gateway=${gateway} comment=leased } else={ /ip route set ${find} gateway=${gateway} }` +
      ` } else={ /ip route remove ${find} }`;
    const text = `/ip address\nadd address=203.0.113.2/29 interface=ether2\nadd address=192.168.88.1/24 interface=bridge\n/ip dhcp-client add interface=ether1 add-default-route=no script="${script}"\n${routes(SPARE)}/interface list member add list=WAN interface=ether1\n`;
    const { before, during: state, after } = failover(text, 'lease-lost', 'ether1');
    assert.deepEqual([before, state, after].map(connections), ['ether1 100', 'ether2 100', 'ether1 100']);
  });

  it('of two leases: routes that come back behind others are as before', () => {
    const client = (name: string) => `add interface=${name} add-default-route=no disabled=no script={
  :if ($bound=1) do={ /ip route add gateway=$"gateway-address" comment=${name} } else={ /ip route remove [find comment=${name}] }
}\n`;
    const text = `/ip address add address=192.168.88.1/24 interface=bridge
/ip firewall nat
add chain=srcnat action=masquerade out-interface=ether3
add chain=srcnat action=masquerade out-interface=ether4
/ip dhcp-client\n${client('ether3')}${client('ether4')}`;
    for (const name of ['ether3', 'ether4']) {
      const { during: state, after } = failover(text, 'lease-lost', name);
      assert.deepEqual(changed(state.scripts.flatMap(({ changes }) => changes)), [`${name} removed`]);
      assert.deepEqual(changed(after.left), []);
    }
  });

  it('of a dial-up: its profile’s on-down and on-up', () => {
    const text = `/ip address\nadd address=203.0.113.2/29 interface=ether2\nadd address=192.168.88.1/24 interface=bridge
/ppp profile add name=dsl on-down="/ip route enable [find comment=spare]" on-up="/ip route disable [find comment=spare]"
/interface pppoe-client add name=pppoe1 interface=ether1 profile=dsl add-default-route=yes disabled=no
${routes(`${SPARE} disabled=yes`)}`;
    assert.equal(during(text, 'uplink-silent', 'pppoe1'), 'ether2 100');
    assert.deepEqual(left(text, 'uplink-silent', 'pppoe1'), []);
  });

  it('of the scheduler: a ping whose way is told is decided, any other may be', () => {
    const scheduled = (ping: string) =>
      `${OFFICE}${routes(MAIN, SPARE, PINNED)}/system scheduler add name=check interval=10s on-event=":if ([/ping ${ping}] = 0) do={ ${DOWN} } else={ ${UP} }"\n`;
    assert.equal(during(scheduled('9.9.9.9 count=3'), 'uplink-silent', 'ether1'), 'ether2 100');
    assert.deepEqual(left(scheduled('9.9.9.9 count=3'), 'uplink-silent', 'ether1'), []);
    // Named is the interface that routing would choose anyway.
    const named = scheduled('9.9.9.9 count=3 interface=ether1');
    assert.deepEqual(left(named, 'uplink-silent', 'ether1'), []);
    assert.equal(during(named, 'uplink-silent', 'ether2'), 'ether1 100');
    const open = failover(scheduled('9.9.9.9 count=3 interface=ether2'), 'uplink-silent', 'ether1');
    assert.deepEqual(doubts(open.during), ['scheduled']);
    assert.equal(open.during.certainty, 'may');
    assert.deepEqual([changed(open.after.left), doubts(open.after)], [[], ['scheduled']]);
  });

  it('that nobody can tell leave the answer open', () => {
    const text = `${OFFICE}${routes(MAIN, SPARE, PINNED)}${netwatch('9.9.9.9', '/import x.rsc')}`;
    const { during: state } = failover(text, 'uplink-silent', 'ether1');
    assert.deepEqual(doubts(state), ['script-not-told']);
    assert.equal(connections(state), '? ether1 100, 100 dead');
  });
});

describe('servers that share connections', () => {
  const SERVER = 'add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80';
  const shop = (...rules: readonly string[]) =>
    `${OFFICE}${routes(MAIN)}/ip firewall nat\n${rules.map((rule) => `${SERVER} ${rule}`).join('\n')}\n`;

  it('by nth, PCC or random keep their parts when one is dead, unless a script moves them', () => {
    for (const share of ['nth=2,1', 'per-connection-classifier=src-address:2/0', 'random=50']) {
      const text = shop(`${share} to-addresses=192.168.88.10 comment=first`, 'to-addresses=192.168.88.11');
      assert.match(during(text, 'server-silent', '192.168.88.10'), / 50, 50 dead$/);
      const watched = text + netwatch('192.168.88.10', '/ip firewall nat disable [find comment=first]', '');
      assert.equal(during(watched, 'server-silent', '192.168.88.10'), 'ether1 100; 192.168.88.11 100');
      assert.deepEqual(left(watched, 'server-silent', '192.168.88.10'), ['first disabled']);
    }
  });
});

describe('a server that is the only one', () => {
  it('leaves nobody to its visitors when a script switches its rule off', () => {
    const rule =
      'add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 to-addresses=192.168.88.10';
    const down = '/ip firewall nat disable [find action=dst-nat]';
    const text = `${OFFICE}${routes(MAIN)}/ip firewall nat ${rule}\n${netwatch('192.168.88.10', down, '')}`;
    const { during: state } = failover(text, 'server-silent', '192.168.88.10');
    assert.equal(connections(state), 'ether1 100; none 100');
    assert.equal(state.services[0]?.lost, 1);
  });
});

describe('a range of servers', () => {
  it('is shared evenly, the dead one’s part too', () => {
    const text = `${OFFICE}${routes(MAIN)}/ip firewall nat add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80 to-addresses=192.168.88.10-192.168.88.12\n`;
    const { before, during: state } = failover(text, 'server-silent', '192.168.88.11');
    assert.equal(connections(before), 'ether1 100; 192.168.88.10 33.3 192.168.88.11 33.3 192.168.88.12 33.3');
    assert.match(connections(state), /, 33.3 dead$/);
  });
});

describe('when something dies, by IPv6', () => {
  const V6 = `/ipv6 address
add address=2001:db8:a::2/64 interface=ether1 advertise=no
add address=2001:db8:b::2/64 interface=ether2 advertise=no
add address=2001:db8:1::1/64 interface=bridge
/ipv6 route
add dst-address=::/0 gateway=2001:db8:a::1 distance=1 comment=main6`;
  const SPARE6 = 'add dst-address=::/0 gateway=fe80::1%ether2 distance=2 comment=spare6\n';

  it('routes and gateways are followed as for IPv4', () => {
    const text = `${OFFICE}${routes(MAIN, SPARE)}${V6}\n${SPARE6}`;
    assert.equal(during(text, 'uplink-silent', 'ether1'), 'ether1 100, 100 dead; ether1 100, 100 dead');
    assert.equal(during(text, 'link-down', 'ether1'), 'ether2 100; ether2 100');
    const asked = `${OFFICE}${routes(MAIN, SPARE)}${V6} check-gateway=ping\n${SPARE6}`;
    assert.equal(during(asked, 'gateway-silent', '2001:db8:a::1'), 'ether1 100; ether2 100');
  });

  it('netwatch asks IPv6 hosts too', () => {
    const pinned = 'add dst-address=2001:db8:ffff::9/128 gateway=2001:db8:a::1\n';
    const watch = netwatch(
      '2001:db8:ffff::9',
      '/ipv6 route disable [find comment=main6]',
      '/ipv6 route enable [find comment=main6]',
    );
    const text = `${OFFICE}${routes(MAIN, SPARE)}${V6}\n${SPARE6}${pinned}${watch}`;
    assert.equal(during(text, 'probe-silent', '2001:db8:ffff::9'), 'ether1 100; ether2 100');
    assert.deepEqual(left(text, 'probe-silent', '2001:db8:ffff::9'), []);
  });
});
