import type { Entry } from '../../lib/engine/journal';
import { parseTestimony, verdictOf } from './verdict';

const entry = (body: object): Entry => ({ time: 0, reason: 'why', ...body }) as Entry;
const event = (id: string, data: object = {}) => ({ id, source: 's', type: 'rest', subject: 'call', time: 0, data });

const received = (id: string) => entry({ type: 'EventReceived', sensor: 'step', trigger: 'call', event: event(id) });
const run = (name: string, of: ReturnType<typeof event>, phase?: string) => [
  entry({ type: 'RunStarted', run: name, sensor: 'step', consumed: [{ trigger: 'call', event: of }] }),
  entry({ type: 'TaskRunStarted', run: name, taskRun: `t-${name}` }),
  ...(phase === undefined ? [] : [entry({ type: 'RunEnded', run: name, phase })]),
];
const attempt = (name: string, taskRun: string, outcome?: string) => [
  entry({ type: 'AttemptStarted', name, taskRun }),
  ...(outcome === undefined ? [] : [entry({ type: 'AttemptEnded', name, outcome })]),
];

const verdict = (journal: readonly Entry[], witness = '') =>
  verdictOf([{ sensor: 'step', id: 'e' }], journal, parseTestimony(witness));

test('an event that was received once, started one run and was worked off is neither lost nor doubled nor stuck', () => {
  const journal = [received('e'), ...run('r', event('e'), 'Succeeded'), ...attempt('a1', 't-r', 'Succeeded')];
  const witness = 'a1 began e 1 5\na1 ended e 1 9\n';
  expect(verdict(journal, witness)).toEqual({ lost: [], doubled: [], stuck: [] });
});

test('lost is what was accepted and is nowhere, has failed, or is called done without a witness', () => {
  expect(verdict([]).lost).toEqual(['event e was accepted and is not in the journal']);
  expect(verdict([received('e'), ...run('r', event('e'), 'Failed')]).lost).toEqual(['run r of event e: why']);
  expect(verdict([...attempt('a1', 't', 'Succeeded')], 'a1 began e 1 5\n').lost).toContain(
    'attempt a1 is called Succeeded, and has written no end',
  );
});

test('doubled is what was received, started or begun twice, and two attempts of a task run at once', () => {
  const twice = [
    received('e'),
    received('e'),
    ...run('r', event('e'), 'Succeeded'),
    ...run('q', event('e'), 'Succeeded'),
  ];
  expect(verdict(twice).doubled).toEqual(['event e was received 2 times', 'event e started 2 runs']);
  const journal = [...attempt('a1', 't', 'Lost'), ...attempt('a2', 't')];
  expect(verdict(journal, 'a1 began e 1 5\na1 began e 1 6\n').doubled).toEqual(['attempt a1 began again']);
  expect(verdict(journal, 'a1 began e 1 5\na2 began e 1 7\na1 ended e 1 9\n').doubled).toEqual([
    'attempts a1 and a2 ran at once',
  ]);
  expect(verdict(journal, 'a1 began e 1 5\na1 told e 1 6\na2 began e 1 7\n').doubled).toEqual([]);
  const again = [...attempt('a1', 't', 'Succeeded'), ...attempt('a2', 't')];
  expect(verdict(again, 'a1 began e 1 5\na1 ended e 1 6\n').doubled).toEqual([
    'attempt a2 follows a1, which succeeded',
  ]);
});

test('stuck is what has started no run or not ended it, and the run that its end should have led to', () => {
  expect(verdict([received('e')]).stuck).toEqual(['event e has started no run']);
  expect(verdict([received('e'), ...run('r', event('e'))]).stuck).toEqual(['run r of event e has not ended']);
  const after = run('q', event('t-r:Succeeded', { taskRun: 't-r' }));
  expect(verdict([received('e'), ...run('r', event('e'), 'Succeeded'), ...after]).stuck).toEqual([
    'run q of event e has not ended',
  ]);
});
