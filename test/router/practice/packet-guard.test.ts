import assert from 'node:assert/strict';
import { type Practice, startPractice } from '../../support/practice';

const MINUTE = 60_000;
const MANAGEMENT = { inInterface: 'ether5', source: '192.168.88.10', destination: '192.168.88.1' };

for (const routeros of ['6.49', '7.20.8'])
  describe(`what cuts the way to the practice router, RouterOS ${routeros}`, () => {
    let practice: Practice;
    beforeEach(async () => {
      practice = await startPractice(routeros, {
        management: MANAGEMENT,
        configuration: '/ip address add address=192.168.88.1/24 interface=ether5',
      });
    });
    afterEach(() => practice.stop());
    const script = (text: string) => practice.router.device.runScript(text);
    /** True when it comes to an end well, false when it is refused, or the router shows that it let it fall. */
    const comesThrough = async (attempt: Promise<unknown>, isCut: () => boolean) => {
      let result: boolean | undefined;
      attempt.then(
        () => {
          result = true;
        },
        () => {
          result = false;
        },
      );
      while (result === undefined && !isCut()) await new Promise((resolve) => setImmediate(resolve));
      return result ?? false;
    };
    /** Whether the connection that is open gets an answer. */
    const answers = async () => {
      // What waited from before comes through first, if the way is open again.
      practice.clock.advance(0);
      const before = practice.router.cut.bytes;
      const abort = new AbortController();
      const answer = practice.connection.talk(['/system/identity/print'], { signal: abort.signal });
      const result = await comesThrough(answer, () => practice.router.cut.bytes > before);
      abort.abort();
      return result;
    };
    /** Whether a new connection gets in. */
    const admits = () => {
      const before = practice.router.cut.connections;
      return comesThrough(practice.connect(), () => practice.router.cut.connections > before);
    };

    it('nothing, at first', async () => assert.deepEqual([await answers(), await admits()], [true, true]));
    it('a rule of the input chain that drops everything', async () => {
      script('/ip firewall filter add chain=input action=drop');
      assert.deepEqual([await answers(), await admits()], [false, false]);
    });
    it('but not sessions that are open, where established connections pass before', async () => {
      script('/ip firewall filter add chain=input connection-state=established,related');
      script('/ip firewall filter add chain=input action=drop');
      assert.deepEqual([await answers(), await admits()], [true, false]);
    });
    it('a rule for the port, the interface or the source alone', async () => {
      script('/ip firewall filter add chain=input action=drop protocol=tcp dst-port=22,8291');
      script('/ip firewall filter add chain=input action=drop in-interface=ether1');
      script('/ip firewall filter add chain=input action=drop src-address=192.168.88.0/29');
      assert.equal(await answers(), true);
      script('/ip firewall filter add chain=input action=drop protocol=tcp dst-port=8728');
      assert.equal(await answers(), false);
    });
    it('raw prerouting, before all else', async () => {
      script('/ip firewall raw add chain=prerouting action=drop in-interface=ether5');
      assert.deepEqual([await answers(), await admits()], [false, false]);
    });
    it('losing the address, the port, or the way back', async () => {
      script('/ip address disable [find]');
      assert.equal(await answers(), false);
      script('/ip address enable [find]');
      assert.equal(await answers(), true);
      script('/interface ethernet disable ether5');
      assert.equal(await answers(), false);
      script('/interface ethernet enable ether5; /ip address add address=192.168.88.100/25 interface=ether2');
      assert.equal(await answers(), false);
    });
    it('the bridge, once the port is in one', async () => {
      script('/interface bridge add name=br; /interface bridge port add bridge=br interface=ether5');
      script('/ip firewall filter add chain=input action=drop in-interface=ether5');
      assert.equal(await answers(), true);
      script('/ip firewall filter add chain=input action=drop in-interface=br');
      assert.equal(await answers(), false);
    });
    it('/ip service: an address list for new connections, another port, switched off', async () => {
      script('/ip service set api address=10.0.0.0/8');
      assert.deepEqual([await answers(), await admits()], [true, false]);
      script('/ip service set api address=192.168.88.0/24');
      assert.equal(await admits(), true);
      script('/ip service set api port=9000');
      await practice.router.settled();
      assert.notEqual(practice.router.portOf('api'), practice.router.port);
      assert.deepEqual([await answers(), await admits()], [true, true]);
      script('/ip service disable api');
      await practice.router.settled();
      assert.deepEqual([await answers(), await admits()], [true, false]);
      script('/ip service set api disabled=no port=8728');
      await practice.router.settled();
      assert.equal(practice.router.portOf('api'), practice.router.port);
    });
    it('the answer to the command that cuts still comes; what is sent then waits until the way opens', async () => {
      await practice.connection.talk(['/ip/firewall/filter/add', '=chain=input', '=action=drop']);
      const waiting = practice.connection.talk(['/system/identity/print']);
      script(
        '/system scheduler add name=undo start-time=startup interval=10s on-event="/ip firewall filter remove [find]"',
      );
      practice.clock.advance(10_000);
      assert.equal((await waiting).rows.length, 1);
    });
    it('after nine minutes of silence the router gives the session up', async () => {
      script('/ip firewall filter add chain=input action=drop');
      const waiting = practice.connection.talk(['/system/identity/print']);
      practice.clock.advance(8 * MINUTE);
      assert.equal(await answers(), false);
      practice.clock.advance(MINUTE);
      await assert.rejects(waiting);
    });
  });

describe('safe mode behind a cut', () => {
  it('opens the way again after nine minutes', async () => {
    const practice = await startPractice('7.20.8', {
      management: MANAGEMENT,
      configuration: '/ip address add address=192.168.88.1/24 interface=ether5',
    });
    await practice.connection.talk(['/safe-mode/take']);
    await practice.connection.talk(['/ip/firewall/filter/add', '=chain=input', '=action=drop']);
    practice.clock.advance(9 * MINUTE);
    await new Promise((resolve) => setImmediate(resolve));
    const again = await practice.connect();
    assert.deepEqual((await again.talk(['/ip/firewall/filter/print'])).rows, []);
    await practice.stop();
  });
});
