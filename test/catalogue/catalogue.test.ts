import assert from 'node:assert/strict';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { catalogueFor, lookupWord } from '../../server/src/catalogue/catalogue';
import { describeVersions, versionsWithArgument } from '../../server/src/catalogue/known-versions';
import { suggestName } from '../../server/src/catalogue/suggestion';

/** Checks in which versions a property of `add` (or `set`) exists. */
function checkProperty(menu: string, property: string, expected: Readonly<Record<string, boolean>>): void {
  for (const [version, exists] of Object.entries(expected)) {
    const found = catalogueFor(parseRouterOsVersion(version)).menu(menu);
    const command = found?.command('add') ?? found?.command('set');
    assert.equal(command?.argument(property) !== undefined, exists, `${menu} ${property} in RouterOS ${version}`);
  }
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
  it('knows what add demands and what may stand without a name', () => {
    const catalogue = catalogueFor(parseRouterOsVersion('7.20.8'));
    assert.equal(catalogue.menu('/ip/address')?.command('add')?.argument('interface')?.mandatory, true);
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
  it('suggests the name that was meant', () => {
    assert.equal(suggestName('gatway', ['gateway', 'distance']), 'gateway');
    assert.equal(suggestName('cahin', ['chain', 'action']), 'chain');
    assert.equal(suggestName('xyz', ['chain', 'action']), undefined);
  });
});
