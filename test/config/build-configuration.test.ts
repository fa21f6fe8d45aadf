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
