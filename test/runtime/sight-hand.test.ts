import { SightHand } from '../../lib/runtime/sight-hand';
import { FakeClock } from './fake-clock';

test('a kind that cannot be seen is a condition, once it has lasted longer than a connection that is made again', async () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const since = clock.now();
  const fault = { kind: 'CronJob', reason: 'Forbidden', message: 'cronjobs.batch is forbidden', since } as const;
  const hand = new SightHand({ axon: { name: 'digits' } as never }, { faults: () => [fault] }, clock);
  await clock.pass(14_000);
  expect(hand.conditions()).toEqual([]);
  await clock.pass(1000);
  expect(hand.conditions()).toEqual([
    {
      kind: 'axon',
      name: 'digits',
      reason: 'Forbidden',
      message: 'CronJob objects cannot be seen, so what is known of them may be old: cronjobs.batch is forbidden',
      since,
    },
  ]);
});
