import { ForwardTime, guardedClock } from '../../lib/runtime/clock';
import { FakeClock } from './fake-clock';

test('what a guarded clock calls may throw', async () => {
  const faults: unknown[] = [];
  const clock = new FakeClock(0);
  const guarded = guardedClock(clock, (fault) => void faults.push(fault));
  guarded.after(10, () => {
    throw new Error('nobody waits for it');
  });
  const cancel = guarded.after(10, () => faults.push('never'));
  cancel();
  await clock.pass(10);
  expect(faults).toEqual([new Error('nobody waits for it')]);
  expect([guarded.now(), guarded.steady()]).toEqual([10, 10]);
});

test('time begins no earlier than the last instant that is known', () => {
  expect(new ForwardTime(new FakeClock(1000), 5000).now()).toBe(5000);
  expect(new ForwardTime(new FakeClock(9000), 5000).now()).toBe(9000);
});

test('while the clock is behind, time goes on at the pace of seconds and says how far it is ahead', async () => {
  const clock = new FakeClock(1000);
  const time = new ForwardTime(clock, 5000);
  await clock.pass(300);
  expect([time.now(), time.ahead]).toEqual([5300, 4000]);
  clock.set(500);
  await clock.pass(200);
  expect(time.now()).toBe(5500);
  clock.set(8000);
  expect([time.now(), time.ahead]).toEqual([8000, 0]);
});
