import assert from 'node:assert/strict';
import { parseInventory } from '../../../cli/src/inventory/ansible-inventory';

/** The hosts with their variables, as one line each. */
function hosts(text: string, path = 'hosts.ini'): readonly string[] {
  return parseInventory(text, path).hosts.map(({ name, variables }) =>
    [name, ...[...variables].map(([key, value]) => `${key}=${value}`)].join(' '),
  );
}

describe('an Ansible inventory', () => {
  it('gives hosts in their order, with their variables', () => {
    assert.deepEqual(
      hosts('# branch offices\nwest ansible_host=10.0.0.1 ansible_port="8729"\neast ansible_user=ops # Tom\n'),
      ['west ansible_host=10.0.0.1 ansible_port=8729', 'east ansible_user=ops'],
    );
  });

  it('stretches ranges of names', () => {
    assert.deepEqual(hosts('[edge]\nr[08:10].lan\nx[a:b]\n'), ['r08.lan', 'r09.lan', 'r10.lan', 'xa', 'xb']);
  });

  it('lets a host’s variable win over its group’s, and a group’s over its parent’s', () => {
    const text = [
      '[all:vars]',
      'ansible_user=admin',
      'ansible_port=8728',
      '[europe:children]',
      'berlin',
      '[europe:vars]',
      'ansible_user=eu',
      '[berlin]',
      'b1',
      'b2 ansible_user=bob',
      '[berlin:vars]',
      'ansible_user=berlin',
    ].join('\n');
    assert.deepEqual(hosts(text), [
      'b1 ansible_user=berlin ansible_port=8728',
      'b2 ansible_user=bob ansible_port=8728',
    ]);
    assert.deepEqual(parseInventory(text, 'hosts').groups.get('europe'), ['b1', 'b2']);
  });

  it('reads the form in YAML', () => {
    const text = `all:
  vars: { ansible_user: admin }
  children:
    west:
      hosts:
        w1: { ansible_host: 10.0.0.1 }
        w[2:3]:
`;
    assert.deepEqual(hosts(text, 'hosts.yml'), [
      'w1 ansible_user=admin ansible_host=10.0.0.1',
      'w2 ansible_user=admin',
      'w3 ansible_user=admin',
    ]);
    assert.deepEqual(parseInventory(text, 'hosts.yml').groups.get('west'), ['w1', 'w2', 'w3']);
  });

  for (const [what, text, path, message] of [
    ['a group that is none', '[edge\n', 'hosts', /line 1/],
    ['a variable without a value', '[edge:vars]\nansible_user\n', 'hosts', /line 2.*name=value/],
    ['an endless range', 'r[1:99999999]\n', 'hosts', /no range of hosts/],
    ['YAML that is a list', '- a\n', 'hosts.yaml', /mapping of groups/],
    ['broken YAML', 'a: [', 'hosts.yaml', /./],
  ] as const)
    it(`says what is wrong with ${what}`, () => {
      assert.throws(() => parseInventory(text, path), message);
    });

  it('comes to an end where groups hold each other', () => {
    assert.deepEqual(hosts('[a:children]\nb\n[b:children]\na\n[b]\nx\n'), ['x']);
  });
});
