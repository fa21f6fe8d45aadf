import assert from 'node:assert/strict';
import { PracticeClock } from '../../../router/src/practice/clock';
import { PracticeDevice } from '../../../router/src/practice/device';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

for (const routeros of ['6.49', '7.20.8'])
  describe(`the scheduler of the practice router, RouterOS ${routeros}`, () => {
    let clock: PracticeClock;
    let device: PracticeDevice;
    beforeEach(() => {
      clock = new PracticeClock();
      device = new PracticeDevice(routeros, { clock });
    });
    /** How often the entry ran since the router started. */
    const runs = () => device.store.menu('/system/scheduler').items.map((entry) => Number(entry.get('run-count')));
    const log = () => device.items('/log').map((line) => line.get('message'));

    it('counts from when an entry was made, not at that moment', () => {
      device.runScript('/system scheduler add name=a interval=10s on-event=":log info tick"');
      assert.deepEqual(runs(), [0]);
      clock.advance(10 * SECOND);
      assert.deepEqual(runs(), [1]);
      clock.advance(MINUTE);
      assert.deepEqual(runs(), [7]);
      assert.deepEqual(log(), Array(7).fill('tick'));
    });

    it('startup with an interval: not at the start, but every interval after it', () => {
      device.runScript('/system scheduler add name=a start-time=startup interval=10s on-event=":log info tick"');
      clock.advance(10 * SECOND);
      assert.deepEqual(runs(), [1]);
      device.reboot();
      clock.advance(30 * SECOND);
      assert.ok(device.isUp);
      clock.advance(12 * SECOND);
      assert.deepEqual(runs(), [0]);
      clock.advance(1 * SECOND);
      assert.deepEqual(runs(), [1]);
    });

    it('startup without an interval: once at the start, not when it is made', () => {
      device.runScript('/system scheduler add name=a start-time=startup on-event=":log info started"');
      clock.advance(MINUTE);
      assert.deepEqual(log(), []);
      device.reboot();
      clock.advance(MINUTE);
      assert.deepEqual(log(), ['started']);
    });

    it('at a time of the wall clock, which may jump', () => {
      device.runScript('/system scheduler add name=a start-time=12:00:00 interval=1d on-event=":log info noon"');
      clock.advance(119 * MINUTE);
      assert.deepEqual(log(), []);
      clock.advance(MINUTE);
      assert.deepEqual(log(), ['noon']);
      // A time server says that it is half past one, the next day: noon was passed over.
      clock.jumpTo(clock.wall + 25.5 * 60 * MINUTE);
      assert.deepEqual(log(), ['noon']);
      clock.advance(22.5 * 60 * MINUTE);
      assert.deepEqual(log(), ['noon', 'noon']);
    });

    it('a jump of the wall clock does not touch entries that count from the start', () => {
      device.runScript('/system scheduler add name=a start-time=startup interval=10s on-event=":log info tick"');
      clock.jumpTo(clock.wall - 1000 * MINUTE);
      clock.advance(10 * SECOND);
      assert.deepEqual(runs(), [1]);
    });

    it('runs a script by its name, and entries that take themselves away', () => {
      device.runScript(
        '/system script add name=undo source="/ip pool add name=made ranges=10.0.0.1-10.0.0.9"\n' +
          '/system scheduler add name=a interval=10s on-event=undo\n' +
          '/system scheduler add name=b interval=10s on-event="/system scheduler remove [find where name~\\"^[ab]\\$\\"]"',
      );
      clock.advance(MINUTE);
      assert.equal(device.items('/ip/pool').length, 1);
      assert.deepEqual(runs(), []);
    });

    it('logs what fails, and runs again', () => {
      device.runScript('/system scheduler add name=a interval=10s on-event=":error broken"');
      clock.advance(20 * SECOND);
      assert.equal(log().length, 2);
      assert.match(log()[0] ?? '', /broken/);
    });

    it('stops when an entry is switched off', () => {
      device.runScript('/system scheduler add name=a interval=10s on-event=":log info tick"');
      device.runScript('/system scheduler disable a');
      clock.advance(MINUTE);
      assert.deepEqual(log(), []);
    });

    it('undoes a change at a given uptime unless it was cancelled', () => {
      device.runScript(`/system script add name=rscope-1-undo source="/ip pool remove [find name=new]"
/system scheduler add name=rscope-1 start-time=startup interval=10s on-event={
  :if ([/system resource get uptime] > 2m) do={
    :do { /system script run rscope-1-undo } on-error={}
    /system script remove [find where name~"^rscope-1"]
    /system scheduler remove [find where name="rscope-1"]
  }
}
/ip pool add name=new ranges=10.0.0.1-10.0.0.9`);
      clock.advance(2 * MINUTE);
      assert.equal(device.items('/ip/pool').length, 1);
      clock.advance(10 * SECOND);
      assert.deepEqual(
        ['/ip/pool', '/system/script', '/system/scheduler'].map((menu) => device.items(menu).length),
        [0, 0, 0],
      );
    });
  });
