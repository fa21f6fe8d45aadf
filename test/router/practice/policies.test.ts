import assert from 'node:assert/strict';
import type { RouterConnection } from '../../../router/src/transport/router-connection';
import { type Practice, startPractice } from '../../support/practice';

const NOT_ENOUGH = /not enough permissions \(9\)/;

for (const routeros of ['6.49', '7.20.8'])
  describe(`users and policies of the practice router, RouterOS ${routeros}`, () => {
    let practice: Practice;
    before(async () => {
      practice = await startPractice(routeros, {
        configuration: `/user group add name=deploy policy=read,write,api
/user group add name=files policy=read,write,api,ftp
/user group add name=web policy=read,web
/user add name=reader group=read password=r
/user add name=deploy group=deploy password=d
/user add name=files group=files password=f
/user add name=web group=web password=w
/user add name=off group=full password=o disabled=yes`,
      });
    });
    after(() => practice.stop());
    const as = (name: string): Promise<RouterConnection> => practice.connect(name, name[0] ?? '');
    const addPool = ['/ip/pool/add', '=name=p', '=ranges=10.0.0.1-10.0.0.9'];

    it('a login takes the password, the policy api, and a user who is not switched off', async () => {
      await assert.rejects(practice.connect('reader', 'wrong'), /invalid user name or password/);
      await assert.rejects(practice.connect('nobody', ''), /invalid user name or password/);
      await assert.rejects(as('web'), /invalid user name or password/);
      await assert.rejects(as('off'), /invalid user name or password/);
    });
    it('nobody reads a password', async () => {
      const rows = await practice.rows('/user/print');
      assert.ok(rows.length > 5 && rows.every((row) => !('password' in row)));
      assert.ok(!practice.router.device.snapshot().some((line) => line.includes('password="r"')));
    });
    it('read: looks, and changes nothing', async () => {
      const reader = await as('reader');
      assert.ok((await reader.talk(['/interface/print'])).rows.length > 0);
      await assert.rejects(reader.talk(addPool), NOT_ENOUGH);
      await assert.rejects(reader.talk(['/system/script/add', '=name=s']), NOT_ENOUGH);
    });
    it('read, write and api: changes the configuration, but makes no files, scripts or users', async () => {
      const deploy = await as('deploy');
      await deploy.talk(addPool);
      for (const words of [
        ['/export', '=file=x'],
        ['/system/backup/save', '=name=x'],
        ['/system/script/add', '=name=s'],
        ['/system/scheduler/add', '=name=s'],
        ['/user/add', '=name=u', '=group=full', '=password='],
        ['/system/reboot'],
      ])
        await assert.rejects(deploy.talk(words), NOT_ENOUGH, words[0]);
    });
    it('ftp: files, exports and backups', async () => {
      const files = await as('files');
      await files.talk(['/export', '=file=x']);
      await files.talk(['/system/backup/save', '=name=x']);
    });
    it('a script runs with its own policy, and only for who has all of it', async () => {
      practice.router.device.runScript(`/system script add name=wide source=":put 1"
/system script add name=narrow policy=read source="/ip pool add name=never ranges=10.0.0.1-10.0.0.9"
/system script add name=own policy=read,write source="/ip pool add name=own ranges=10.0.0.1-10.0.0.9"`);
      const deploy = await as('deploy');
      await assert.rejects(deploy.talk(['/system/script/run', '=number=wide']), NOT_ENOUGH);
      await deploy.talk(['/system/script/run', '=number=own']);
      await assert.rejects(practice.connection.talk(['/system/script/run', '=number=narrow']), NOT_ENOUGH);
    });
    it('so does what the scheduler runs', () => {
      const { device } = practice.router;
      device.runScript(
        '/system scheduler add name=a interval=10s policy=read on-event="/ip pool add name=scheduled ranges=10.0.0.1-10.0.0.9"',
      );
      practice.clock.advance(10_000);
      assert.ok(!device.items('/ip/pool').some((pool) => pool.get('name') === 'scheduled'));
      assert.match(device.items('/log').at(-1)?.get('message') ?? '', NOT_ENOUGH);
      device.runScript('/system scheduler set a policy=read,write');
      practice.clock.advance(10_000);
      assert.ok(device.items('/ip/pool').some((pool) => pool.get('name') === 'scheduled'));
    });
  });
