import assert from 'node:assert/strict';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { buildConfiguration } from '../../server/src/config/build-configuration';
import { differenceOf, type MenuDifference } from '../../server/src/config/configuration-difference';
import { type Item, type Property, valueOf } from '../../server/src/config/item';
import { resolveScript } from '../../server/src/resolve/resolve-script';
import { parse } from '../../server/src/syntax/syntax-tree';

const VERSION = { major: 7, minor: 20 };
const catalogue = catalogueFor(VERSION);

function configuration(text: string) {
  const script = resolveScript(parse(text), catalogue);
  return buildConfiguration(script, { uri: '', version: VERSION, complete: true });
}

/** The differences in words: `+comment`, `-comment`, `~comment property: old → new`, `^comment` for what moved. */
function differences(before: string, after: string): readonly string[] {
  const shown = (item: Item) => valueOf(item, 'comment') ?? valueOf(item, 'name') ?? item.menu;
  const words = ({ added, removed, changed, moved }: MenuDifference) => [
    ...added.map((item) => `+${shown(item)}`),
    ...removed.map((item) => `-${shown(item)}`),
    ...changed.flatMap((change) =>
      change.properties.map(
        ({ name, before: old, after: now }) =>
          `~${shown(change.after)} ${name}: ${old?.value ?? 'unset'} → ${now?.value ?? 'unset'}`,
      ),
    ),
    ...moved.map((item) => `^${shown(item)}`),
  ];
  return differenceOf(configuration(before), configuration(after), { catalogue }).flatMap(words);
}

describe('the difference of two configurations', () => {
  it('knows an item by its name, its key, or its chain and comment', () => {
    assert.deepEqual(
      differences(
        '/interface bridge add name=b mtu=1400\n/ip address add address=10.0.0.1/24 interface=b comment=a\n/ip firewall filter add chain=input comment=x action=drop',
        '/interface bridge add name=b mtu=1300\n/ip address add address=10.0.0.1/24 interface=b comment=c\n/ip firewall filter add chain=input comment=x action=accept',
      ),
      ['~b mtu: 1400 → 1300', '~c comment: a → c', '~x action: drop → accept'],
    );
  });

  it('finds what was added and removed', () => {
    assert.deepEqual(differences('/interface list add name=a', '/interface list add name=b'), ['+b', '-a']);
  });

  it('compares the one item of settings', () => {
    assert.deepEqual(differences('/ip dns set servers=1.1.1.1', '/ip dns set servers=8.8.8.8'), [
      '~/ip/dns servers: 1.1.1.1 → 8.8.8.8',
    ]);
  });

  it('takes an explicit default for none at all', () => {
    const rule = '/ip firewall filter add chain=input action=drop comment=x';
    assert.deepEqual(differences(rule, `${rule} disabled=no log=no`), []);
    assert.deepEqual(differences(rule, `${rule} log=yes`), ['~x log: unset → yes']);
  });

  it('leaves ids and counters aside', () => {
    const rule = '/ip firewall filter add chain=input action=drop comment=x';
    const [before, after] = [configuration(rule), configuration(rule)];
    const [item] = after.menu('/ip/firewall/filter').items;
    assert.ok(item);
    (item.properties as Map<string, Property>).set('bytes', { name: 'bytes', value: '12', origin: item.origin });
    assert.deepEqual(differenceOf(before, after, { catalogue }), []);
  });

  it('names the fewest rules that have to move', () => {
    const rules = (...names: string[]) =>
      `/ip firewall filter\n${names.map((name) => `add chain=input action=drop comment=${name}`).join('\n')}`;
    assert.deepEqual(differences(rules('a', 'b', 'c', 'd'), rules('d', 'a', 'b', 'c')), ['^d']);
    assert.deepEqual(differences(rules('a', 'b', 'c', 'd'), rules('a', 'b', 'c', 'd')), []);
  });

  it('does not speak of an order that means nothing', () => {
    assert.deepEqual(
      differences(
        '/interface list add name=a\n/interface list add name=b',
        '/interface list add name=b\n/interface list add name=a',
      ),
      [],
    );
  });

  it('does not take one service for another that is switched alike', () => {
    const [telnet, ftp] = ['telnet', 'ftp'].map((name) => `/ip service set ${name} disabled=yes`);
    assert.equal(differences(telnet ?? '', ftp ?? '').length, 2);
    assert.deepEqual(differences(telnet ?? '', telnet ?? ''), []);
  });

  it('pairs rules that look alike one to one', () => {
    const rule = '/ip firewall filter add chain=input action=accept protocol=icmp\n';
    assert.equal(differences(rule, rule + rule).length, 1);
  });
});
