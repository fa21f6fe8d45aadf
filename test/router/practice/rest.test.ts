import assert from 'node:assert/strict';
import { type Practice, startPractice } from '../../support/practice';

describe('the REST interface of the practice router', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice('7.20.8', {
      restPort: 0,
      configuration: '/user group add name=api policy=read,api; /user add name=api group=api password=""',
    });
  });
  after(() => practice.stop());
  /** Sends a request as `admin`; gives the status and the body. */
  const rest = async (method: string, path: string, body?: unknown, user = 'admin:') => {
    const response = await fetch(`http://127.0.0.1:${practice.router.portOf('www')}/rest${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(user).toString('base64')}` },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const ok = async (...request: Parameters<typeof rest>) => {
    const { status, body } = await rest(...request);
    assert.ok(status < 300, JSON.stringify(body));
    return body;
  };

  it('adds, reads, changes and removes items', async () => {
    const added = await ok('PUT', '/ip/address', { address: '10.0.0.1/24', interface: 'ether1', disabled: true });
    assert.equal(added.network, '10.0.0.0');
    assert.equal(added.disabled, 'true');
    assert.deepEqual(await ok('GET', `/ip/address/${added['.id']}`), added);
    assert.equal((await ok('PATCH', `/ip/address/${added['.id']}`, { comment: 'Офис' })).comment, 'Офис');
    assert.equal((await ok('GET', '/ip/address')).length, 1);
    assert.equal((await rest('DELETE', `/ip/address/${added['.id']}`)).status, 204);
    assert.deepEqual(await ok('GET', '/ip/address'), []);
  });
  it('finds by name and query, and gives the properties that were asked for', async () => {
    assert.equal((await ok('GET', '/interface/ether2')).type, 'ether');
    assert.deepEqual(await ok('GET', '/interface?name=ether3&.proplist=name'), [{ name: 'ether3' }]);
    assert.deepEqual(
      await ok('POST', '/interface/print', { '.proplist': ['name'], '.query': ['name=ether1', 'name=ether2', '#|'] }),
      [{ name: 'ether1' }, { name: 'ether2' }],
    );
    assert.equal((await ok('GET', '/system/identity')).name, 'MikroTik');
  });
  it('runs commands', async () => {
    assert.deepEqual(await ok('POST', '/system/identity/set', { name: 'edge' }), []);
    assert.equal((await ok('GET', '/system/identity')).name, 'edge');
    assert.deepEqual(await ok('POST', '/execute', { script: ':put 5', 'as-string': true }), { ret: '5' });
  });
  it('refuses with error, message and detail', async () => {
    assert.deepEqual(await rest('GET', '/ip/adress'), {
      status: 404,
      body: { error: 404, message: 'Not Found', detail: 'no such command or directory (adress)' },
    });
    const { status, body } = await rest('PUT', '/ip/address', { address: '10.0.0.1/24', interface: 'ether9' });
    assert.deepEqual([status, body.message], [400, 'Bad Request']);
    assert.match(body.detail, /input does not match any value of interface/);
    assert.equal((await rest('DELETE', '/ip/address/*FFF')).status, 404);
    assert.equal((await rest('PUT', '/ip/address', 'rubbish')).status, 400);
    assert.equal((await rest('OPTIONS', '/ip/address')).status, 405);
  });
  it('takes a name, a password and the policy rest-api', async () => {
    assert.deepEqual(await rest('GET', '/interface', undefined, 'admin:wrong'), {
      status: 401,
      body: { error: 401, message: 'Unauthorized' },
    });
    assert.equal((await rest('GET', '/interface', undefined, 'api:')).status, 401);
  });
  it('is where /ip service says, and since 7.1', async () => {
    practice.router.device.runScript('/ip service disable www');
    await practice.router.settled();
    assert.equal(practice.router.portOf('www'), undefined);
    practice.router.device.runScript('/ip service enable www');
    await practice.router.settled();
    assert.ok(Array.isArray(await ok('GET', '/interface')));
    const old = await startPractice('6.49', { restPort: 0 });
    assert.equal((await fetch(`http://127.0.0.1:${old.router.portOf('www')}/rest/interface`)).status, 404);
    await old.stop();
  });
});
