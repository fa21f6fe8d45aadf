import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { valueOf } from '../../server/src/config/item';
import { Analysis } from '../../server/src/ide/analysis';

/** What a script leaves in a menu: one property of each item, in the router's order. */
function items(menu: string, property: string, script: string): (string | undefined)[] {
  return menuAfter(menu, script).items.map((item) => valueOf(item, property));
}

function menuAfter(menu: string, script: string) {
  const analysis = new Analysis('test.rsc', script, { forcedVersion: parseRouterOsVersion('7.20') });
  return analysis.configuration.menu(menu);
}

const RULES = `/ip firewall filter
add chain=input comment=a
add chain=input comment=b
add chain=input comment=c
`;

describe('what a script configures', () => {
  it('a flag is a property that is on, though it stands without a value', () => {
    assert.deepEqual(items('/ip/route', 'blackhole', '/ip route add dst-address=192.0.2.0/24 blackhole'), ['yes']);
    assert.deepEqual(items('/routing/table', 'fib', '/routing table add name=to_wan1 fib'), ['yes']);
    // A selector is none.
    assert.deepEqual(items('/ip/service', 'numbers', '/ip service set winbox disabled=yes'), [undefined]);
  });

  it('a port that is renamed by its name is still known by its default name', () => {
    const script = `/interface ethernet
set [find name=ether1] name=WAN1
set [find default-name=ether1] comment=uplink
`;
    assert.deepEqual(items('/interface/ethernet', 'name', script), ['WAN1']);
    assert.deepEqual(items('/interface/ethernet', 'comment', script), ['uplink']);
  });

  it('items are put before others', () => {
    const order = (script: string) => items('/ip/firewall/filter', 'comment', RULES + script).join('');
    assert.equal(order('add chain=input comment=x place-before=0'), 'xabc');
    assert.equal(order('add chain=input comment=x place-before=[find comment=c]'), 'abxc');
  });

  it('items are moved before another one, or behind all', () => {
    const order = (script: string) => items('/ip/firewall/filter', 'comment', RULES + script).join('');
    assert.equal(order('move [find comment=c] [find comment=a]'), 'cab');
    assert.equal(order('move [find comment=c] destination=0'), 'cab');
    assert.equal(order('move [find comment=a]'), 'bca');
    assert.equal(order('move [find comment~"^(b|c)$"] [find comment=a]'), 'bca');
  });

  it('a place that the text does not tell leaves the order open', () => {
    const isUncertain = (script: string) => menuAfter('/ip/firewall/filter', RULES + script).uncertain;
    assert.equal(isUncertain('move [find comment=c] [find comment=a]'), false);
    assert.equal(isUncertain('move 2 0'), true);
    assert.equal(isUncertain('move [find comment=c] [find comment~"a|b"]'), true);
    assert.equal(isUncertain(':if ($x) do={ move [find comment=c] [find comment=a] }'), true);
  });
});

describe('what a script with variables configures', () => {
  const ports = (script: string) => items('/interface/bridge/port', 'interface', script);
  const add = (value: string) => `/interface bridge port add bridge=b interface=${value}\n`;

  it('a variable, a text with one in it and a sum are what they come to', () => {
    assert.deepEqual(ports(`:local wan "ether1"\n${add('$wan')}`), ['ether1']);
    assert.deepEqual(ports(`:global n 3\n${add('"ether$n"')}${add('("ether" . ($n + 1))')}`), ['ether3', 'ether4']);
    assert.deepEqual(
      items('/ip/address', 'address', ':local net 10.7.0\n/ip address add address="$net.1/24" interface=ether1'),
      ['10.7.0.1/24'],
    );
    assert.deepEqual(items('/ip/firewall/filter', 'comment', `:local mark b\n${RULES}remove [find comment=$mark]`), [
      'a',
      'c',
    ]);
  });

  it('the value is the last one given; :global alone gives none', () => {
    assert.deepEqual(ports(`:global p ether1\n${add('$p')}:set p ether2\n:global p\n${add('$p')}`), [
      'ether1',
      'ether2',
    ]);
  });

  it('nobody knows what a command answers, or what a branch or a function may have set', () => {
    assert.deepEqual(ports(`:local p [/interface get 0 name]\n${add('$p')}`), [undefined]);
    assert.deepEqual(ports(`:local p ether1\n:if ([/ping 1.1.1.1] = 0) do={ :set p ether2 }\n${add('$p')}`), [
      undefined,
    ]);
    assert.deepEqual(ports(`:global p ether1\n:local f do={ :global p; :set p ether2 }\n$f\n${add('$p')}`), [
      undefined,
    ]);
    // Two variables of one name in different blocks.
    assert.deepEqual(ports(`:local p ether1\n{ :local p ether2 }\n${add('$p')}`), [undefined]);
  });

  it('a loop over a known list runs turn by turn', () => {
    const each = (list: string) => ports(`:foreach p in=${list} do={ ${add('$p')} }`);
    assert.deepEqual(each('{"ether2";"ether3"}'), ['ether2', 'ether3']);
    assert.deepEqual(ports(`:local list {"ether2";"ether3"}\n:foreach p in=$list do={ ${add('$p')} }`), [
      'ether2',
      'ether3',
    ]);
    assert.deepEqual(ports(`:for i from=2 to=4 do={ ${add('("ether" . $i)')} }`), ['ether2', 'ether3', 'ether4']);
    assert.deepEqual(ports(`:for i from=3 to=2 do={ ${add('"ether$i"')} }`), ['ether3', 'ether2']);
    assert.deepEqual(
      items(
        '/ip/route',
        'gateway',
        ':foreach t,gw in={a=10.0.0.1;b=10.0.1.1} do={ /ip route add gateway=$gw routing-table=$t }',
      ),
      ['10.0.0.1', '10.0.1.1'],
    );
    assert.ok(
      menuAfter('/interface/bridge/port', `:for i from=2 to=3 do={ ${add('"ether$i"')} }`).items.every(
        ({ certain }) => certain,
      ),
    );
  });

  it('a loop over what only the router knows runs once, perhaps', () => {
    const { items: found } = menuAfter('/interface/bridge/port', `:foreach p in=[/interface find] do={ ${add('$p')} }`);
    assert.deepEqual(
      found.map(({ certain }) => certain),
      [false],
    );
    // What it writes is not known in any of its turns.
    assert.deepEqual(ports(`:local n 1\n:while ([/ping 1.1.1.1] = 0) do={ ${add('"ether$n"')}; :set n ($n + 1) }`), [
      undefined,
    ]);
    // Nor is one gone through that takes ages.
    assert.deepEqual(ports(`:for i from=1 to=1000000 do={ ${add('"ether$i"')} }`), [undefined]);
  });

  it('of a condition that the text tells one side runs', () => {
    const script = (mode: string) =>
      `:local mode ${mode}\n:if ($mode = "pppoe") do={ ${add('ether1')} } else={ ${add('ether2')} }`;
    assert.deepEqual(ports(script('pppoe')), ['ether1']);
    assert.deepEqual(ports(script('dhcp')), ['ether2']);
  });

  it('what is added where there is none is there behind it', () => {
    const { items: lists, uncertain } = menuAfter(
      '/interface/list',
      ':if ([:len [/interface list find where name=WAN]] = 0) do={ /interface list add name=WAN }',
    );
    assert.deepEqual([uncertain, lists.map(({ certain }) => certain)], [false, [true]]);
  });
});
