import assert from 'node:assert/strict';
import { PracticeClock } from '../../../router/src/practice/clock';
import { PracticeDevice } from '../../../router/src/practice/device';

const SECOND = 1000;
const WATCH = `/ip route add dst-address=0.0.0.0/0 gateway=198.51.100.1 comment=first
/tool netwatch add host=9.9.9.9 interval=10s up-script="/ip route enable [find comment=first]" down-script="/ip route disable [find comment=first]"`;

for (const routeros of ['6.49', '7.20.8'])
  describe(`netwatch of the practice router, RouterOS ${routeros}`, () => {
    let clock: PracticeClock;
    let device: PracticeDevice;
    beforeEach(() => {
      clock = new PracticeClock();
      device = new PracticeDevice(routeros, { clock });
    });
    const status = () => device.items('/tool/netwatch').map((probe) => probe.get('status'));
    const log = () => device.items('/log').map((line) => line.get('message'));
    const silence = (...hosts: string[]) => {
      device.surroundings.silent.clear();
      for (const host of hosts) device.surroundings.silent.add(host);
    };

    it('runs the scripts when a host goes and comes, each once, by the clock', () => {
      device.runScript(WATCH);
      const isOff = () => device.items('/ip/route')[0]?.get('disabled');
      assert.deepEqual(status(), ['unknown']);
      clock.advance(5 * SECOND);
      assert.deepEqual([status(), isOff()], [['up'], 'false']);
      silence('9.9.9.9');
      assert.deepEqual([status(), isOff()], [['up'], 'false'], 'nobody has looked yet');
      clock.advance(10 * SECOND);
      assert.deepEqual([status(), isOff()], [['down'], 'true']);
      const since = device.items('/tool/netwatch')[0]?.get('since');
      device.runScript('/ip route enable [find comment=first]');
      clock.advance(60 * SECOND);
      assert.equal(isOff(), 'false', 'still down: nothing runs a second time');
      assert.equal(device.items('/tool/netwatch')[0]?.get('since'), since);
      device.runScript('/ip route disable [find comment=first]');
      silence();
      clock.advance(10 * SECOND);
      assert.deepEqual([status(), isOff()], [['up'], 'false']);
    });

    it('runs a script for the first thing that it sees, and begins anew with any change of the entry', () => {
      device.runScript('/tool netwatch add host=9.9.9.9 interval=10s up-script=":log info \\"\\$host is \\$status\\""');
      clock.advance(15 * SECOND);
      const ups = () => log().filter((line) => line === '9.9.9.9 is up').length;
      assert.equal(ups(), 1);
      device.runScript('/tool netwatch set [find] comment=x');
      assert.deepEqual(status(), ['unknown']);
      clock.advance(15 * SECOND);
      assert.equal(ups(), 2);
      device.runScript('/tool netwatch disable [find]');
      silence('9.9.9.9');
      clock.advance(60 * SECOND);
      assert.deepEqual([status(), ups()], [[undefined], 2]);
    });

    it('forgets all with a restart', () => {
      device.runScript('/tool netwatch add host=9.9.9.9 interval=10s up-script=":log info again"');
      clock.advance(5 * SECOND);
      device.reboot();
      clock.advance(31 * SECOND);
      const seen = () => log().filter((line) => line === 'again').length;
      clock.advance(400 * SECOND);
      assert.deepEqual([status(), seen()], [['up'], 1]);
    });

    it('may read, write, test and reboot only, and has global variables of its own', () => {
      device.runScript(`:global mine "of a user"
/system script add name=policy policy=read,write,policy source=":log info never"
/tool netwatch add host=1.1.1.1 up-script=policy
/tool netwatch add host=2.2.2.2 up-script="/user add name=x group=full"
/tool netwatch add host=3.3.3.3 up-script=":global mine; :log info \\"mine: \\$mine\\"; :global mine netwatch"`);
      clock.advance(5 * SECOND);
      assert.equal(
        log().filter((line) => /executing script from netwatch failed: not enough perm/.test(line ?? '')).length,
        2,
      );
      assert.ok(log().includes('mine: '), log().join('\n'));
      assert.ok(!log().includes('never'));
      assert.deepEqual(
        device.environment().map((variable) => variable.get('value')),
        ['of a user'],
      );
    });
  });

describe(':delay on the practice router', () => {
  const start = () => {
    const clock = new PracticeClock();
    return { clock, device: new PracticeDevice('7.20.8', { clock }) };
  };
  const log = (device: PracticeDevice) => device.items('/log').map((line) => line.get('message'));

  it('takes the time of the router, in which all else goes on', () => {
    const { clock, device } = start();
    device.runScript('/system scheduler add name=tick interval=10s on-event=":log info tick"');
    device.runScript(':log info a; :delay 25s; :log info b; :delay 1; :delay 00:00:05; :log info c');
    assert.deepEqual(log(device), ['a', 'tick', 'tick', 'b', 'tick', 'c']);
    assert.equal(clock.elapsed, 31 * SECOND);
    assert.equal(device.uptime, 31 * SECOND);
  });

  it('in a scheduled script keeps no other entry from running, and is not begun twice', () => {
    const { clock, device } = start();
    device.runScript(
      '/system scheduler add name=slow interval=20s on-event=":log info begin; :delay 50s; :log info end"',
    );
    device.runScript('/system scheduler add name=tick interval=30s on-event=":log info tick"');
    clock.advance(75 * SECOND);
    // At 40 and 60 seconds the first run still waits.
    assert.deepEqual(log(device), ['begin', 'tick', 'tick', 'end']);
  });

  it('ends with the router', () => {
    const { device } = start();
    device.runScript('/system scheduler add name=off interval=10s on-event="/system reboot"');
    device.runScript(':delay 20s; /system identity set name=never');
    assert.notEqual(device.name, 'never');
  });
});
