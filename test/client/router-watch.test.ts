import assert from 'node:assert/strict';
import { RouterWatch, type WatchedStatus } from '../../client/src/routers/router-watch';
import type { RouterConnection } from '../../router/src/transport/router-connection';
import { type Practice, startPractice } from '../support/practice';

describe('A router that is watched', () => {
  let practice: Practice;
  const open: RouterConnection[] = [];
  before(async () => {
    practice = await startPractice('7.20', { configuration: '/system identity set name=office' });
  });
  after(() => practice.stop());

  /** A watch that reads without a pause, with what it told and how often it was connected. */
  function watched(connect: () => Promise<RouterConnection | undefined> = () => practice.connect()) {
    const asked: boolean[] = [];
    const waiting: (() => void)[] = [];
    const watch: RouterWatch = new RouterWatch({
      connect: async (_signal, mayAsk) => {
        asked.push(mayAsk);
        const connection = await connect();
        if (connection) open.push(connection);
        return connection;
      },
      onChange: () => {
        for (const each of waiting.splice(0)) each();
      },
      every: 5,
    });
    const until = async (isSo: (status: WatchedStatus) => boolean) => {
      while (!isSo(watch.status)) await new Promise<void>((resolve) => waiting.push(resolve));
      return watch.status;
    };
    return { watch, asked, until };
  }
  /** What stands in a line of the status. */
  const told = (status: WatchedStatus, label: string) =>
    status.kind === 'told'
      ? status.sections.flatMap(({ rows }) => rows).find((row) => row.label === label)?.text
      : undefined;

  it('tells what it reads, again when that changes, over one connection', async () => {
    const { watch, asked, until } = watched();
    watch.start(true);
    await until((status) => told(status, 'identity') === 'office');
    await practice.rows('/tool/e-mail/set', '=server=192.0.2.25');
    await until((status) => told(status, 'e-mail') === 'sent over 192.0.2.25');
    assert.deepEqual(asked, [true]);
    watch.stop();
    assert.equal(await open.at(-1)?.closed, undefined);
    assert.equal(told(watch.status, 'e-mail'), 'sent over 192.0.2.25');
  });

  it('says that the connection is lost, and connects again without asking anything', async () => {
    const { watch, asked, until } = watched();
    watch.start(true);
    await until(({ kind }) => kind === 'told');
    await open.at(-1)?.close();
    const failed = await until(({ kind }) => kind === 'failed');
    assert.ok(failed.kind === 'failed' && failed.message.length > 0);
    await until(({ kind }) => kind === 'told');
    assert.deepEqual(asked, [true, false]);
    watch.stop();
  });

  it('says what to do where the password was not given', async () => {
    const { watch, until } = watched(async () => undefined);
    watch.start(true);
    const status = await until(({ kind }) => kind === 'failed');
    assert.match(status.kind === 'failed' ? status.message : '', /Refresh to be asked/);
    watch.stop();
  });

  it('closes a connection that comes after it was stopped', async () => {
    let come: (connection: RouterConnection) => void = () => undefined;
    const { watch } = watched(() => new Promise((resolve) => (come = resolve)));
    watch.start(true);
    watch.stop();
    const late = await practice.connect();
    come(late);
    assert.equal(await late.closed, undefined);
    assert.equal(watch.status.kind, 'asking');
  });
});
