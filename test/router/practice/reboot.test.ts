import assert from 'node:assert/strict';
import { type Practice, startPractice } from '../../support/practice';

for (const routeros of ['6.49', '7.20.8'])
  describe(`reboots and backups of the practice router, RouterOS ${routeros}`, () => {
    let practice: Practice;
    beforeEach(async () => {
      practice = await startPractice(routeros, { hasFlashFolder: true });
    });
    afterEach(() => practice.stop());
    const talk = (...words: string[]) => practice.connection.talk(words);
    /** Lets the router start, and connects anew. */
    const startedAgain = async () => {
      practice.clock.advance(30_000);
      await practice.router.settled();
      return practice.connect();
    };
    const write = (name: string) => practice.router.device.files.write(name, 'x');
    const files = () => practice.router.device.files.items.map((file) => file.get('name'));

    it('answers the reboot, drops every session and refuses connections until it is up', async () => {
      const other = await practice.connect();
      await talk('/system/reboot');
      await assert.rejects(other.talk(['/system/identity/print']));
      await practice.router.settled();
      assert.equal(practice.router.portOf('api'), undefined);
      await assert.rejects(practice.connect());
      const again = await startedAgain();
      assert.equal((await again.talk(['/system/resource/print'])).rows[0]?.['uptime'], '0s');
      assert.equal(practice.router.portOf('api'), practice.router.port);
    });

    it('loses variables and the files that were in RAM; the configuration stays', async () => {
      practice.router.device.runScript(':global kept 5; /ip pool add name=p ranges=10.0.0.1-10.0.0.9');
      write('gone.txt');
      write('flash/kept.txt');
      await talk('/system/reboot');
      const again = await startedAgain();
      assert.deepEqual(files(), ['flash', 'flash/kept.txt']);
      assert.deepEqual((await again.talk(['/system/script/environment/print'])).rows, []);
      assert.equal((await again.talk(['/ip/pool/print'])).rows.length, 1);
    });

    it('a backup holds everything but files', async () => {
      await talk('/ip/pool/add', '=name=before', '=ranges=10.0.0.1-10.0.0.9');
      await talk('/system/backup/save', '=name=flash/safe', '=password=secret');
      write('flash/later.txt');
      await talk('/ip/pool/add', '=name=after', '=ranges=10.0.1.1-10.0.1.9');
      await talk('/system/script/add', '=name=s', '=source=:put 1');
      await assert.rejects(talk('/system/backup/load', '=name=flash/safe', '=password=wrong'), /password/);
      await assert.rejects(talk('/system/backup/load', '=name=none', '=password='), /not found/);
      await talk('/system/backup/load', '=name=flash/safe.backup', '=password=secret');
      const again = await startedAgain();
      assert.deepEqual(
        (await again.talk(['/ip/pool/print'])).rows.map((row) => row['name']),
        ['before'],
      );
      assert.deepEqual((await again.talk(['/system/script/print'])).rows, []);
      assert.deepEqual(files(), ['flash', 'flash/safe.backup', 'flash/later.txt']);
    });

    it('a scheduler that loads a backup ends its script there', async () => {
      await talk('/system/backup/save', '=name=flash/safe', '=dont-encrypt=yes');
      practice.router.device.runScript(`/system scheduler add name=undo interval=10s on-event={
  /system backup load name=flash/safe password=""
  /ip pool add name=never ranges=10.0.0.1-10.0.0.9
}`);
      practice.clock.advance(10_000);
      assert.ok(!practice.router.device.isUp);
      await startedAgain();
      assert.deepEqual(practice.router.device.items('/ip/pool'), []);
      assert.deepEqual(practice.router.device.items('/system/scheduler'), []);
    });
  });
