import assert from 'node:assert/strict';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import { type Practice, startPractice } from '../../support/practice';

describe('safe mode of the practice router', () => {
  let practice: Practice;
  let holder: RouterConnection;
  beforeEach(async () => {
    practice = await startPractice('7.20.8');
    holder = await practice.connect();
    await holder.talk(['/safe-mode/take']);
  });
  afterEach(() => practice.stop());
  const addPool = (connection: RouterConnection, name: string) =>
    connection.talk(['/ip/pool/add', `=name=${name}`, '=ranges=10.0.0.1-10.0.0.9']);
  const pools = () => practice.names('/ip/pool');

  it('undoes all changes, those of others too, when the session that holds it ends', async () => {
    await addPool(holder, 'mine');
    await addPool(practice.connection, 'yours');
    await holder.close();
    assert.deepEqual(await pools(), []);
  });
  it('keeps them when it was released', async () => {
    await addPool(holder, 'mine');
    await holder.talk(['/safe-mode/release']);
    await holder.close();
    assert.deepEqual(await pools(), ['mine']);
  });
  it('undoes them on demand', async () => {
    await addPool(holder, 'mine');
    await holder.talk(['/safe-mode/unroll']);
    assert.deepEqual(await pools(), []);
  });
  it('puts order, values and removed items back as they were', async () => {
    await holder.talk(['/safe-mode/release']);
    const ids: string[] = [];
    for (const comment of ['a', 'b'])
      ids.push(
        (await practice.connection.talk(['/ip/firewall/filter/add', '=chain=input', `=comment=${comment}`])).done[
          'ret'
        ] ?? '',
      );
    const rows = await practice.rows('/ip/firewall/filter/print');
    const before = practice.router.device.snapshot();
    await holder.talk(['/safe-mode/take']);
    await holder.talk(['/ip/firewall/filter/move', `=numbers=${ids[1]}`, `=destination=${ids[0]}`]);
    await holder.talk(['/ip/firewall/filter/set', `=.id=${ids[1]}`, '=action=drop', '=comment=']);
    await holder.talk(['/ip/firewall/filter/remove', `=.id=${ids[0]}`]);
    assert.notDeepEqual(practice.router.device.snapshot(), before);
    await holder.talk(['/safe-mode/unroll']);
    assert.deepEqual(await practice.rows('/ip/firewall/filter/print'), rows);
    assert.deepEqual(practice.router.device.snapshot(), before);
  });
  it('past 100 changes it is left, and nothing is undone', async () => {
    for (let i = 0; i < 101; i++) await addPool(holder, `p${i}`);
    await holder.close();
    assert.equal((await pools()).length, 101);
  });
  it('with 100 changes all are undone', async () => {
    for (let i = 0; i < 100; i++) await addPool(holder, `p${i}`);
    await holder.close();
    assert.deepEqual(await pools(), []);
  });
  it('belongs to one session', async () => {
    await assert.rejects(practice.connection.talk(['/safe-mode/take']), /another session/);
    await assert.rejects(practice.connection.talk(['/safe-mode/release']), /not taken by this session/);
  });
  it('is there from 7.18 on', async () => {
    const old = await startPractice('7.17');
    await assert.rejects(old.connection.talk(['/safe-mode/take']), /no such command/);
    await old.stop();
  });
});
