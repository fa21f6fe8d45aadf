import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { startPracticeRouter } from '../../../router/src/practice/server';
import { RouterTrapError } from '../../../router/src/transport/connection-errors';
import { encodeSentence, SentenceDecoder } from '../../../router/src/transport/sentence-codec';
import { type Practice, startPractice } from '../../support/practice';

describe('the practice router', () => {
  let practice: Practice;
  const talk = (...words: string[]) => practice.connection.talk(words);
  const refused = (words: string[], text: RegExp, category?: number) =>
    assert.rejects(talk(...words), (error: unknown) => {
      assert.ok(error instanceof RouterTrapError, String(error));
      assert.match(error.message, text);
      if (category !== undefined) assert.equal(error.traps[0]?.category, category);
      return true;
    });

  describe('RouterOS 7', () => {
    before(async () => {
      practice = await startPractice('7.20.8');
    });
    after(() => practice.stop());

    it('is blank but for five ports and the services of a new router', async () => {
      assert.deepEqual(
        (await practice.rows('/interface/print')).map((row) => row['name']),
        ['ether1', 'ether2', 'ether3', 'ether4', 'ether5'],
      );
      const services = await practice.rows('/ip/service/print', '?disabled=true');
      assert.deepEqual(
        services.map((row) => row['name']),
        ['www-ssl'],
      );
      assert.deepEqual(await practice.rows('/ip/route/print'), []);
    });

    it('adds with an id, fills in defaults, and derives what follows', async () => {
      const { done } = await talk('/ip/address/add', '=address=192.168.88.1/24', '=interface=ether2');
      assert.match(done['ret'] ?? '', /^\*[0-9A-F]+$/);
      const [address] = await practice.rows('/ip/address/print', `?.id=${done['ret']}`);
      assert.equal(address?.['network'], '192.168.88.0');
      assert.equal(address?.['disabled'], 'false');
      assert.ok(
        (await practice.rows('/ip/route/print', '?dynamic=true')).some(
          (row) => row['dst-address'] === '192.168.88.0/24',
        ),
      );
    });

    it('refuses in the words of real routers', async () => {
      await refused(
        ['/ip/address/add', '=address=192.168.88.1/24', '=interface=ether2'],
        /failure: already have such address/,
      );
      await refused(
        ['/ip/address/add', '=address=10.0.0.1/24', '=interface=ether9'],
        /input does not match any value of interface/,
        1,
      );
      await refused(['/ip/adress/print'], /no such command or directory \(adress\); no such command prefix/, 0);
      await refused(['/ip/address/add', '=adress=1'], /unknown parameter/);
      await refused(['/ip/address/remove', '=.id=*FFFF'], /no such item/);
      await talk('/interface/bridge/add', '=name=bridge');
      await refused(['/interface/bridge/add', '=name=bridge'], /failure: already have interface with name bridge/);
      await refused(
        ['/ip/route/add', '=gateway=192.0.2.1', '=routing-table=to_WAN1'],
        /input does not match any value of routing-table/,
        1,
      );
      await refused(['/ip/route/add', '=gateway=192.0.2.1', '=routing-mark=x'], /unknown parameter/);
    });

    it('asks by query, list of properties and count', async () => {
      for (const list of ['a', 'b', 'c'])
        await talk('/ip/firewall/address-list/add', `=list=${list}`, '=address=192.0.2.1');
      const names = async (...query: string[]) =>
        (await practice.rows('/ip/firewall/address-list/print', '=.proplist=list', ...query))
          .map((row) => row['list'])
          .join('');
      assert.equal(await names('?list=b'), 'b');
      assert.equal(await names('?list=a', '?list=b', '?#|'), 'ab');
      assert.equal(await names('?list=a', '?#!'), 'bc');
      assert.equal(await names('?>list=a'), 'bc');
      assert.equal(await names('?-comment', '?list=c'), 'c');
      assert.equal((await talk('/ip/firewall/address-list/print', '=count-only=')).done['ret'], '3');
      assert.deepEqual(await practice.rows('/ip/firewall/address-list/print', '=.proplist=list', '?list=a'), [
        { list: 'a' },
      ]);
    });

    it('keeps the order of rules, and moves them', async () => {
      const ids: string[] = [];
      for (const comment of ['1', '2', '3'])
        ids.push((await talk('/ip/firewall/filter/add', '=chain=input', `=comment=${comment}`)).done['ret'] ?? '');
      const order = async () =>
        (await practice.rows('/ip/firewall/filter/print')).map((row) => row['comment']).join('');
      await talk('/ip/firewall/filter/add', '=chain=input', '=comment=0', `=place-before=${ids[0]}`);
      assert.equal(await order(), '0123');
      await talk('/ip/firewall/filter/move', `=numbers=${ids[2]}`, `=destination=${ids[0]}`);
      assert.equal(await order(), '0312');
    });

    it('renames an interface, and with it whatever names it', async () => {
      const [port] = await practice.rows('/interface/ethernet/print', '?name=ether2');
      await talk('/interface/ethernet/set', `=.id=${port?.['.id']}`, '=name=office');
      const [address] = await practice.rows('/ip/address/print');
      assert.equal(address?.['interface'], 'office');
    });

    it('tells listeners of changes until they cancel', async () => {
      const seen: string[] = [];
      const abort = new AbortController();
      const listening = practice.connection.talk(['/ip/pool/listen'], {
        signal: abort.signal,
        onRow: (row) => seen.push(row['.dead'] ? 'gone' : (row['name'] ?? '')),
      });
      const { done } = await talk('/ip/pool/add', '=name=p', '=ranges=10.0.0.1-10.0.0.9');
      await talk('/ip/pool/remove', `=.id=${done['ret']}`);
      abort.abort();
      await assert.rejects(listening);
      assert.deepEqual(seen, ['p', 'gone']);
    });

    it('imports a file as far as it goes, and says where it stopped', async () => {
      const contents = '/interface list\nadd name=ONE\n:if (1 < 2) do={ add name=TWO }\nadd name=ONE\nadd name=NEVER\n';
      await talk('/file/add', '=name=x.rsc', `=contents=${contents}`);
      await refused(
        ['/import', '=file-name=x.rsc'],
        /Script Error: failure: already have interface list.*\(\/interface\/list\/add; line 4\)/,
        3,
      );
      const names = (await practice.rows('/interface/list/print')).map((row) => row['name']);
      assert.ok(names.includes('ONE') && names.includes('TWO') && !names.includes('NEVER'));
      await refused(['/import', '=file-name=none.rsc'], /Cannot open import file, file does not exist/);
      await refused(['/file/add', '=name=y', `=contents=${'x'.repeat(61_441)}`], /failure: contents too long/);
    });

    it('exports what it holds; another one takes the export in and holds the same', async () => {
      await talk('/ip/firewall/filter/add', '=chain=forward', '=comment=quotes " and $ and \\ and Привет');
      await talk('/export', '=file=all');
      const [row] = await practice.rows('/file/read', '=file=all.rsc', '=offset=0', '=chunk-size=32768');
      const text = row?.['data'] ?? '';
      assert.match(text, /^# \d{4}-\d\d-\d\d [\d:]+ by RouterOS 7\.20\.8\n/);
      const other = await startPractice('7.20.8');
      other.router.device.runScript(text);
      await other.connection.talk(['/export', '=file=all']);
      const [copy] = await other.rows('/file/read', '=file=all.rsc', '=offset=0', '=chunk-size=32768');
      assert.equal(copy?.['data'], text);
      await other.stop();
    });
  });

  describe('RouterOS 6', () => {
    before(async () => {
      practice = await startPractice('6.49');
    });
    after(() => practice.stop());

    it('has the menus and properties of RouterOS 6', async () => {
      await talk('/ip/route/add', '=gateway=192.0.2.1,198.51.100.1', '=routing-mark=x');
      await refused(['/routing/table/print'], /no such command/);
      await refused(['/file/add', '=name=x'], /no such command/);
      const [resource] = await practice.rows('/system/resource/print');
      assert.match(resource?.['version'] ?? '', /^6\.49/);
    });

    it('runs stored scripts', async () => {
      await talk('/system/script/add', '=name=s', '=source=/ip pool add name=made ranges=10.0.0.1-10.0.0.9');
      await talk('/system/script/run', '=number=s');
      assert.deepEqual(
        (await practice.rows('/ip/pool/print')).map((row) => row['name']),
        ['made'],
      );
    });
  });

  describe('its protocol', () => {
    const raw = async (
      routeros: string,
      exchange: (send: (...words: string[]) => Promise<string[]>, socket: Socket) => Promise<void>,
    ) => {
      const router = await startPracticeRouter({ routeros, tlsPort: false });
      const socket = connect(router.port, '127.0.0.1');
      const decoder = new SentenceDecoder();
      const queue: string[][] = [];
      let wake: () => void = () => undefined;
      socket.on('data', (data: Buffer) => {
        queue.push(...decoder.push(data));
        wake();
      });
      const next = async (): Promise<string[]> => {
        while (queue.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        return queue.shift() ?? [];
      };
      await exchange((...words) => {
        if (words.length > 0) socket.write(encodeSentence(words));
        return next();
      }, socket);
      socket.destroy();
      await router.stop();
    };

    it('ends a session that does not log in', () =>
      raw('7.20', async (send) => assert.deepEqual(await send('/ip/address/print'), ['!fatal', 'not logged in'])));
    it('takes the tag first or last', () =>
      raw('7.20', async (send) => {
        assert.deepEqual(await send('/login', '.tag=a', '=name=admin', '=password='), ['!done', '.tag=a']);
        assert.deepEqual(await send('/system/identity/get', '=value-name=name', '.tag=b'), [
          '!done',
          '=ret=MikroTik',
          '.tag=b',
        ]);
      }));
    it('says !empty from 7.18 on', async () => {
      await raw('7.18', async (send) => {
        await send('/login', '=name=admin', '=password=');
        assert.deepEqual(await send('/ip/route/print'), ['!empty']);
      });
      await raw('7.17', async (send) => {
        await send('/login', '=name=admin', '=password=');
        assert.deepEqual(await send('/ip/route/print'), ['!done']);
      });
    });
    it('challenges as routers before 6.43 do', () =>
      raw('6.42', async (send) => assert.match((await send('/login'))[1] ?? '', /^=ret=[0-9a-f]{32}$/)));
    it('survives rubbish', () =>
      raw('7.20', async (_, socket) => {
        socket.write(Buffer.alloc(1000, 0xff));
        await new Promise((resolve) => socket.on('close', resolve));
      }));
    it('listens to this machine only', () =>
      assert.rejects(startPracticeRouter({ routeros: '7.20', host: '0.0.0.0' }), /loopback/));
  });
});
