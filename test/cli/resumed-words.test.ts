import { resumedWords } from '../../lib/cli/resumed-words';
import type { Entry } from '../../lib/engine/journal';

const resumed = (sensor?: string) => [
  { seq: 4, entry: { type: 'Resumed', sensor, time: 0, reason: 'asked to resume' } as unknown as Entry },
];
const free = { pending: {} };
const paused = { pending: {}, paused: true } as const;

it.each([
  ['an axon', undefined, resumed(), { hook: free }, 'resumed daily'],
  ['a sensor', 'hook', resumed('hook'), { hook: free }, 'resumed daily hook'],
  ['what was not paused', undefined, [], { hook: free }, 'daily was not paused, so nothing has changed'],
  ['another than was paused', 'hook', resumed(), {}, 'daily hook was not paused, so nothing has changed'],
  ['hands of an earlier release', 'hook', undefined, {}, 'resumed daily hook'],
  [
    'an axon of which a sensor stays paused',
    undefined,
    resumed(),
    { hook: paused, again: free },
    'resumed daily; hook stays paused on its own: myelin resume daily hook',
  ],
  [
    'nothing, where sensors are paused',
    undefined,
    [],
    { hook: paused, again: paused },
    'daily was not paused, so nothing has changed; hook, again stay paused on their own: ' +
      'myelin resume daily hook; myelin resume daily again',
  ],
])('resume tells of %s', (_, sensor, since, sensors, words) => {
  expect(resumedWords('daily', sensor, since, sensors)).toBe(words);
});
