import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { catalogueFor, lookupWord } from '../../server/src/catalogue/catalogue';
import { describeVersions, versionsWithArgument, versionsWithWord } from '../../server/src/catalogue/known-versions';
import { suggestName } from '../../server/src/catalogue/suggestion';

/** Checks in which versions a property of `add` (or `set`) exists. */
function checkProperty(menu: string, property: string, expected: Readonly<Record<string, boolean>>): void {
  for (const [version, exists] of Object.entries(expected)) {
    const found = catalogueFor(parseRouterOsVersion(version)).menu(menu);
    const command = found?.command('add') ?? found?.command('set');
    assert.equal(command?.argument(property) !== undefined, exists, `${menu} ${property} in RouterOS ${version}`);
  }
}

/** Checks which menu's items the values of `menu property` name. */
function checkReference(property: string, expected: string | undefined): void {
  const [path = '', name = ''] = property.split(' ');
  const menu = catalogueFor(undefined).menu(path);
  const argument = (menu?.command('add') ?? menu?.command('set'))?.argument(name);
  assert.ok(argument, property);
  assert.deepEqual(argument.referencesTo, expected === undefined ? [] : [expected], property);
}

describe('the catalogue', () => {
  it('knows what RouterOS 6 and 7 call the table of a route', () => {
    checkProperty('/ip/route', 'routing-mark', { '6.49': true, '7.20': false });
    checkProperty('/ip/route', 'routing-table', { '6.49': false, '7.20': true });
    checkProperty('/routing/table', 'fib', { '6.49': false, '7.9': true });
  });
  it('knows in which release of 7 a property came, or got another name', () => {
    checkProperty('/ip/dhcp-client', 'check-gateway', { '7.18': false, '7.19': true });
    checkProperty('/ip/settings', 'ipv4-multipath-hash-policy', { '7.15': false, '7.16': true });
    checkProperty('/tool/e-mail', 'address', { '6.49': true, '7.11': true, '7.12': false });
    checkProperty('/tool/e-mail', 'server', { '7.11': false, '7.12': true });
  });
  it('does not take for removed what a virtual router hides', () =>
    checkProperty('/ip/firewall/filter', 'hw-offload', { '6.49': false, '7.20': true, '7.22': true }));
  it('has for an unknown version what any version has', () => {
    const add = catalogueFor(undefined).menu('/ip/route')?.command('add');
    assert.ok(add?.argument('routing-mark') && add.argument('routing-table'));
  });
  it('says in words where a name exists', () => {
    assert.equal(describeVersions(versionsWithArgument('/ip/route', 'add', 'routing-mark')), 'only RouterOS 6 has it');
    assert.equal(
      describeVersions(versionsWithArgument('/ip/dhcp-client', 'add', 'check-gateway')),
      'it came with RouterOS 7.19',
    );
    assert.equal(describeVersions(versionsWithArgument('/ip/route', 'add', 'nonsense')), undefined);
  });
  it('takes abbreviations that are clear, as the console does', () => {
    const { root } = catalogueFor(parseRouterOsVersion('7.20'));
    const meaning = lookupWord(root, 'sys');
    assert.equal(meaning?.kind === 'menu' && meaning.menu.path, '/system');
    assert.equal(lookupWord(root, 'i')?.kind, 'ambiguous');
    assert.equal(lookupWord(root, 'nonsense'), undefined);
  });
  it('knows what may stand without a name', () => {
    const catalogue = catalogueFor(parseRouterOsVersion('7.20.8'));
    assert.deepEqual(catalogue.menu('/ip/address')?.command('set')?.positional, ['numbers']);
    assert.deepEqual(catalogue.menu('/ip/address')?.command('add')?.positional, []);
  });
  it('knows what a router without extra packages has in each release', () => {
    const has = (version: string, path: string, packages: 'all' | 'none') =>
      catalogueFor(parseRouterOsVersion(version), packages).menu(path) !== undefined;
    assert.deepEqual(
      ['7.12', '7.20.8', '7.22.1'].map((version) => has(version, '/interface/veth', 'none')),
      [true, true, false],
    );
    assert.equal(has('7.22.1', '/interface/veth', 'all'), true);
    assert.equal(has('7.12', '/caps-man', 'none'), true);
    assert.equal(has('7.22.1', '/caps-man', 'none'), false);
    const disk = (packages: 'all' | 'none') =>
      catalogueFor(parseRouterOsVersion('7.22.1'), packages).menu('/disk')?.command('add')?.argument('raid-type');
    assert.ok(disk('all') && !disk('none'));
  });
  it('knows what a condition may name: what can be read, and what can be set', () => {
    const properties = catalogueFor(parseRouterOsVersion('7.22.1')).menu('/ip/route')?.properties;
    assert.ok(properties?.has('active') && properties.has('gateway') && properties.has('.id'));
    assert.ok(!properties?.has('routing-mark') && !properties?.has('copy-from'));
  });
  it('follows the old name of a menu', () => {
    const inner = catalogueFor(parseRouterOsVersion('7.20')).menu('/interface');
    const meaning = inner && lookupWord(inner, 'wifiwave2');
    assert.equal(meaning?.kind === 'menu' && meaning.menu.path, '/interface/wifi');
  });
  it('tells what divides a value', () => {
    const add = catalogueFor(parseRouterOsVersion('7.22.1')).menu('/queue/simple')?.command('add');
    assert.equal(add?.argument('max-limit')?.separators, '/');
    assert.equal(add?.argument('name')?.separators, '');
  });
  it('knows the values of a property, and whether it can be turned round', () => {
    const nat = catalogueFor(parseRouterOsVersion('7.22')).menu('/ip/firewall/nat')?.command('add');
    assert.ok(nat?.argument('action')?.values.includes('masquerade'));
    assert.equal(nat?.argument('action')?.negatable, false);
    assert.equal(nat?.argument('src-address')?.negatable, true);
  });
  it('knows from which releases its sets of values are', () => {
    const known = (version: string) => catalogueFor(parseRouterOsVersion(version)).knowsValues;
    assert.deepEqual([known('7.22.1'), known('7.20'), known('6.49'), known('7')], [true, false, false, false]);
  });
  it('knows the menus whose items a value names', () => {
    checkReference('/ip/dhcp-server address-pool', '/ip/pool');
    checkReference('/ipv6/dhcp-server address-pool', '/ipv6/pool');
    checkReference('/ip/address interface', '/interface');
    checkReference('/interface/bridge/port bridge', '/interface/bridge');
    checkReference('/ip/firewall/filter in-interface-list', '/interface/list');
    checkReference('/ip/firewall/filter src-address-list', '/ip/firewall/address-list');
    checkReference('/ipv6/firewall/filter src-address-list', '/ipv6/firewall/address-list');
    checkReference('/ip/firewall/mangle new-routing-mark', '/routing/table');
    checkReference('/ip/route routing-table', '/routing/table');
    checkReference('/interface/l2tp-client profile', '/ppp/profile');
    checkReference('/ip/ipsec/peer profile', '/ip/ipsec/profile');
    checkReference('/interface/sstp-client certificate', '/certificate');
    checkReference('/queue/simple queue', '/queue/type');
    checkReference('/system/scheduler on-event', '/system/script');
    checkReference('/user group', '/user/group');
    checkReference('/ip/firewall/filter place-before', '/ip/firewall/filter');
    checkReference('/ip/firewall/filter comment', undefined);
    checkReference('/ip/firewall/mangle new-packet-mark', undefined);
  });
  it('knows what a property is called since it went', () => {
    const argument = (path: string, name: string) =>
      catalogueFor(undefined).menu(path)?.command('set')?.argument(name)?.renamedTo;
    assert.equal(argument('/tool/e-mail', 'address'), 'server');
    assert.equal(argument('/interface/wireguard/peers', 'is-responder'), 'responder');
    // Two came with the release in which it went.
    assert.equal(argument('/routing/bgp/connection', 'add-path-out'), undefined);
    assert.equal(argument('/tool/e-mail', 'from'), undefined);
  });
  it('knows what can be read but not set', () => {
    const { readOnly } = catalogueFor(parseRouterOsVersion('7.20')).menu('/ip/route') ?? {};
    assert.equal(readOnly?.get('active')?.kind, 'bool');
    assert.equal(readOnly?.has('gateway'), false);
  });
  it('knows the page of the manual', () => {
    const page = (path: string) => catalogueFor(undefined).menu(path)?.page;
    assert.equal(page('/ip/firewall/filter'), 'cli-reference/ip/firewall/filter');
    assert.equal(page('/container/config'), page('/container'));
  });
  it('knows since when a script command is there', () => {
    const since = (word: string) => describeVersions(versionsWithWord('/', word));
    assert.equal(since('serialize'), 'it came with RouterOS 7.13.5');
    assert.equal(since('range'), 'it came with RouterOS 7.17');
    assert.equal(since('break'), 'it came with RouterOS 7.22');
    assert.equal(since('foreach'), undefined);
  });
  it('suggests the name that was meant', () => {
    assert.equal(suggestName('gatway', ['gateway', 'distance']), 'gateway');
    assert.equal(suggestName('cahin', ['chain', 'action']), 'chain');
    assert.equal(suggestName('xyz', ['chain', 'action']), undefined);
  });
});
