import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRouters } from '../../../cli/src/inventory/inventory-routers';
import { UsageError } from '../../../cli/src/usage';

describe('The routers of an inventory', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rscope-inventory-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const read = (text: string, values: Record<string, string> = {}) => {
    const inventory = join(folder, 'hosts.ini');
    writeFileSync(inventory, text);
    return readRouters('deploy', { inventory, ...values });
  };
  const names = async (text: string, limit: string) =>
    (await read(text, { limit })).routers.map(({ address }) => address.name);
  const refused = (text: string, values: Record<string, string>, why: RegExp) =>
    assert.rejects(read(text, values), (error) => error instanceof UsageError && why.test(error.message));

  it('are reached by the variables of Ansible', async () => {
    const { routers, notes } = await read(
      '[edges]\na ansible_host=10.0.0.1 ansible_port=8730\nb ansible_host=10.0.0.2 rscope_tls=yes\nc.example ansible_user=ops+cet1024w\n',
      { user: 'deploy' },
    );
    assert.deepEqual(
      routers.map(({ address }) => address),
      [
        { name: 'a', host: '10.0.0.1', port: 8730, protocol: 'api', tls: false, user: 'deploy' },
        { name: 'b', host: '10.0.0.2', port: 8729, protocol: 'api', tls: true, user: 'deploy' },
        // What the console takes behind a name is no part of it.
        { name: 'c.example', host: 'c.example', port: 8728, protocol: 'api', tls: false, user: 'ops' },
      ],
    );
    assert.deepEqual(notes, []);
  });

  it('are not reached by the port of SSH, nor by a password of the inventory, which is said', async () => {
    const { routers, notes } = await read(
      'a ansible_host=10.0.0.1 ansible_port=22 ansible_password=canary rscope_password_env=EDGE\n',
    );
    assert.equal(routers[0]?.address.port, 8728);
    assert.deepEqual(routers[0]?.password, { kind: 'environment', variable: 'EDGE' });
    assert.match(notes.join('\n'), /passwords in the inventory are not read.*\n.*that of SSH/);
    assert.doesNotMatch(JSON.stringify([routers, notes]), /canary/);
  });

  const FLEET = '[east]\ne[1:3]\n[west]\nw1\n[all:vars]\nansible_user=x\n';
  it('are chosen by name, group, wildcard, and what is left out', async () => {
    assert.deepEqual(await names(FLEET, 'west,e2'), ['e2', 'w1']);
    assert.deepEqual(await names(FLEET, 'e*,!e2'), ['e1', 'e3']);
    assert.deepEqual(await names(FLEET, '!east'), ['w1']);
  });

  it('are refused where the choice or the inventory makes no sense', async () => {
    await refused(FLEET, { limit: 'north' }, /no host and no group "north"; its groups are east, west/);
    await refused(FLEET, { limit: 'e1,!east' }, /leaves no host/);
    await refused('a ansible_host=10.0.0.1\nb ansible_host=10.0.0.1\n', {}, /a and b are the same router/);
    await refused('a ansible_user="{{ vault_user }}"\n', {}, /a: ansible_user is a template/);
    await refused('a ansible_port=api\n', {}, /"api" is no port/);
    await refused('[broken\n', {}, /hosts\.ini: line 1/);
    await assert.rejects(readRouters('deploy', { limit: 'a' }), /--limit names routers of an --inventory/);
    await assert.rejects(readRouters('deploy', {}), /needs --router HOST or --inventory FILE/);
  });
});
