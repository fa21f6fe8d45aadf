import assert from 'node:assert/strict';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { buildConfiguration } from '../../server/src/config/build-configuration';
import { valueOf } from '../../server/src/config/item';
import { runOnConfiguration } from '../../server/src/config/run-on-configuration';
import { resolveScript } from '../../server/src/resolve/resolve-script';
import { parse } from '../../server/src/syntax/syntax-tree';

const VERSION = { major: 7, minor: 20 };
const CATALOGUE = catalogueFor(VERSION);
const ROUTES = `/ip route
add gateway=192.0.2.1 comment=wan1
add gateway=203.0.113.1 comment=wan2 distance=2 disabled=yes
add dst-address=198.51.100.9/32 gateway=192.0.2.1
`;

/** Runs code on the routes above, and tells of each what `disabled` and `distance` are then; `?` can't be known. */
function after(code: string, more = ''): string | undefined {
  const text = ROUTES + more;
  const options = { uri: 'test', version: VERSION, complete: false };
  const configuration = buildConfiguration(resolveScript(parse(text), CATALOGUE), options);
  const before = JSON.stringify(configuration.menu('/ip/route').items);
  const run = runOnConfiguration(configuration, code, {
    catalogue: CATALOGUE,
    origin: { uri: 'test', range: { start: 0, end: 1 } },
    variables: new Map([['host', '198.51.100.9']]),
  });
  assert.equal(JSON.stringify(configuration.menu('/ip/route').items), before, 'the configuration itself stays');
  const menu = run?.configuration.menu('/ip/route');
  const describe = (name: string, item: Parameters<typeof valueOf>[0]) =>
    item.properties.has(name) ? `${valueOf(item, name) ?? '?'}` : '-';
  return menu?.items
    .map((item) => `${describe('disabled', item)}/${describe('distance', item)}${item.certain ? '' : ' maybe'}`)
    .concat(menu.uncertain ? ['uncertain'] : [])
    .join(', ');
}
const leaves = (code: string, expected: string | undefined, more?: string) => assert.equal(after(code, more), expected);

/** The comments of three NAT rules in their order, after a command of their menu has run. */
function orders(command: string, expected: string): void {
  const rule = (comment: string) => `/ip firewall nat add chain=dstnat action=accept comment=${comment}\n`;
  const options = { uri: 'test', version: VERSION, complete: false };
  const script = resolveScript(parse(['a', 'b', 'c'].map(rule).join('')), CATALOGUE);
  const run = runOnConfiguration(buildConfiguration(script, options), `/ip firewall nat ${command}`, {
    ...{ catalogue: CATALOGUE, origin: { uri: 'test', range: { start: 0, end: 1 } } },
  });
  const menu = run?.configuration.menu('/ip/firewall/nat');
  const names = menu?.items.map((item) => valueOf(item, 'comment')) ?? [];
  assert.equal([...names, ...(menu?.uncertain ? ['uncertain'] : [])].join(' '), expected);
}

describe('running stored code on a configuration', () => {
  it('switches, sets and removes what a selector names', () => {
    leaves('/ip route disable [find comment=wan1]', 'yes/-, yes/2, -/-');
    leaves('/ip route\nset [find comment=wan2] disabled=no distance=1', '-/-, no/1, -/-');
    leaves('/ip/route/remove [find dst-address="198.51.100.9/32"]', '-/-, yes/2');
    leaves('/ip route disable [find comment~"^wan" !disabled]', 'yes/-, yes/2, -/-');
    leaves('/ip route add gateway=192.0.2.7', '-/-, yes/2, -/-, -/-');
  });
  it('follows conditions and loops that the configuration decides', () => {
    const toggle = ':if ([/ip route get [find comment=wan2] disabled]) do={ /ip route enable [find comment=wan2] }';
    leaves(toggle, '-/-, no/2, -/-');
    leaves(':foreach i in=[/ip route find comment~"wan"] do={ /ip route set $i distance=9 }', '-/9, yes/9, -/-');
    leaves(':foreach n in={"wan1";"wan3"} do={ /ip route disable [find comment=$n] }', 'yes/-, yes/2, -/-');
    leaves(':local off do={ /ip route disable [find comment=$1] }; $off wan1', 'yes/-, yes/2, -/-');
  });
  it('counts items, of a whole router in menus too that nothing is said of', () => {
    leaves(
      ':if ([/ip route print count-only where comment~"wan"] = 2) do={ /ip route remove [find comment~"wan"] }',
      '-/-',
    );
    const none = ':if ([:len [/ip pool find]] = 0) do={ /ip route disable [find comment=wan1] }';
    leaves(none, '?/-, yes/2, -/-');
    leaves(none, 'yes/-, yes/2, -/-', '/ip dhcp-client add interface=ether1\n/ip dhcp-server add interface=bridge\n');
  });
  it('moves items, and places new ones', () => {
    orders('move [find comment=b] [find comment=a]', 'b a c');
    orders('move [find comment=a]', 'b c a');
    orders('move [find comment=c] destination=0', 'c a b');
    orders('move [find comment=a] 2', 'a b c uncertain');
    orders('add chain=dstnat action=accept comment=new place-before=[find comment=b]', 'a new b c');
    orders('add chain=dstnat action=accept comment=new place-before=0', 'new a b c');
    orders('add chain=dstnat action=accept comment=new place-before=2', 'a b c new uncertain');
  });
  it('leaves open what only the router knows', () => {
    leaves(':if ([/ping 192.0.2.1 count=3] = 0) do={ /ip route disable [find comment=wan1] }', '?/-, yes/2, -/-');
    leaves('/ip route set [find comment=wan1] distance=[:rndnum from=1 to=9]', '-/?, yes/2, -/-');
    leaves('/ip route disable [find active]', '?/-, yes/2, ?/-');
    leaves('/ip route remove 0', '-/- maybe, yes/2 maybe, -/- maybe');
    leaves('/ip route disable [find comment=$unknown]', '?/-, yes/2, ?/-');
  });
  it('an unknown question does not matter where both ways end alike', () =>
    leaves(
      ':do { /tool fetch url="https://example.org" } on-error={ :log info "failed" }\n/ip route disable [find comment=wan1]',
      'yes/-, yes/2, -/-',
    ));
  it('what may fail may run its handler', () =>
    leaves(':do { :resolve a.example } on-error={ /ip route disable [find comment=wan1] }', '?/-, yes/2, -/-'));
  it('knows the variables that the router sets', () =>
    leaves(':if ($host = "198.51.100.9") do={ /ip route disable [find comment=wan1] }', 'yes/-, yes/2, -/-'));
  it('runs the scripts of the configuration, quoted or in braces, also from one another', () => {
    const scripts =
      '/system script\nadd name=off source={ /ip route disable [find comment=wan1] }\nadd name=swap source="/system script run off\\r\\n/ip route enable [find comment=\\"wan2\\"]"\n';
    leaves('/system script run swap', 'yes/-, no/2, -/-', scripts);
  });
  it('switches interfaces by their common menu', () =>
    leaves(
      '/interface disable ether1\n:if ([/interface get [find name=ether1] disabled]) do={ /ip route enable [find comment=wan2] }',
      '-/-, no/2, -/-',
      '/interface ethernet set [find default-name=ether1] comment=x\n',
    ));
  it('a script that ends itself leaves what it did before', () =>
    leaves('/ip route disable [find comment=wan1]\n:error "enough"\n/ip route enable [find]', 'yes/-, yes/2, -/-'));
  it('tells nothing of code that is not known, that is broken or that never ends', () => {
    leaves('$elsewhere wan1', undefined);
    leaves(':do { /system script run missing } on-error={ }', undefined);
    leaves('/import more.rsc', undefined);
    leaves('/ip route disable [find', undefined);
    leaves(':while (true) do={ /ip route disable [find comment=wan1] }', undefined);
    leaves(':while ([/ping 192.0.2.1 count=1] = 0) do={ :delay 1s }', undefined);
    const manyItems = `/ip firewall address-list\n${'add list=a address=192.0.2.1\n'.repeat(1000)}`;
    leaves(':for i from=1 to=1000 do={ /ip firewall address-list find list=$i }', undefined, manyItems);
    leaves('/system script run a', undefined, '/system script add name=a source="/system script run a"');
  });
});
