import fc from 'fast-check';
import { replayStudy, startStudy, type StudySettings } from '../../../lib/engine/tuning/study';
import { UnknownTrialError, type TrialPlan } from '../../../lib/engine/tuning/trial';
import { byBracket, resultOf, settings, simulate, valley, type Objective } from './simulate';

/** Some trials fail and some lose their loss, by their place alone. */
const patchy: Objective = (trial) => {
  const place = (trial.bracket * 31 + trial.rung * 17 + trial.configuration * 7) % 11;
  if (place === 0) return 'exit code 1';
  return place === 1 ? NaN : valley(trial);
};

const constant =
  (loss: number): Objective =>
  () =>
    loss;

test('a study is run from its first trial to its best', () => {
  const study = startStudy(settings(9, 3));
  const { trials, decisions } = simulate(study, ({ configuration }) => Math.abs(configuration - 4));

  expect(trials.map((trial) => trial.id)).toEqual([
    ...['0_0_0', '0_0_1', '0_0_2', '0_0_3', '0_0_4', '0_0_5', '0_0_6', '0_0_7', '0_0_8'],
    ...['0_1_3', '0_1_4', '0_1_5'],
    ...['0_2_4'],
    ...['1_0_0', '1_0_1', '1_0_2'],
    ...['1_1_2'],
    ...['2_0_0', '2_0_1', '2_0_2'],
  ]);
  expect(decisions.map((decision) => decision.reason)).toEqual([
    'kept 3 of 9 at budget 1: 0 (0_0_4) to 1 (0_0_5), the best dropped was 2 (0_0_2)',
    'kept 1 of 3 at budget 3: 0 (0_0_4), the best dropped was 1 (0_0_3)',
    'bracket 0 ended at its last budget 9: the best was 0 (0_0_4)',
    'kept 1 of 3 at budget 3: 2 (1_0_2), the best dropped was 3 (1_0_1)',
    'bracket 1 ended at its last budget 9: the best was 2 (1_0_2)',
    'bracket 2 ended at its last budget 9: the best was 2 (2_0_2)',
    'all brackets ended; the best loss at the highest budget reached, 9, is 0 (0_0_4)',
  ]);
  expect(study.outcome()).toEqual({
    state: 'done',
    best: { trial: study.trial('0_2_4'), loss: 0, metrics: { seen: 9 } },
  });
});

describe('a trial', () => {
  test('of the lowest rung starts from scratch and bears the id of its configuration', () => {
    const [first] = startStudy(settings(9, 1)).ready(new Set(), 1);

    expect(first).toEqual({
      id: '0_0_0',
      configId: '0_0_0',
      bracket: 0,
      rung: 0,
      configuration: 0,
      budget: 1,
      params: { rate: expect.any(Number), depth: expect.any(Number), loss: expect.any(String) },
    });
  });

  test('of a higher rung has the same configuration, and resumes from the rung below', () => {
    const study = startStudy(settings(9, 1));
    const { trials } = simulate(study, valley);
    const [high, middle] = trials.slice(-2).reverse() as [TrialPlan, TrialPlan];
    const low = study.trial(high.configId);

    expect(high).toMatchObject({ rung: 2, budget: 9, resumesFrom: `0_1_${high.configuration}`, configId: low.id });
    expect(middle.rung).toBe(1);
    expect(study.trial(`0_1_${high.configuration}`)).toMatchObject({ resumesFrom: low.id, params: low.params });
    expect(high.params).toEqual(low.params);
  });

  test('that this study never planned is refused by name', () => {
    const study = startStudy(settings(9, 1));

    for (const id of ['0_1_0', '0_0_9', '1_0_0', '0_0', '00_0_0', '-1_0_0', '0_0_0 ', '']) {
      expect(() => study.record({ id, loss: 1, metrics: {} })).toThrow(new UnknownTrialError(id));
      expect(() => study.trial(id)).toThrow(UnknownTrialError);
    }
  });
});

describe('the best trial', () => {
  test('is the best at the highest budget reached, though a shorter one had a smaller loss', () => {
    const study = startStudy(settings(9, 3));
    simulate(study, ({ budget, configuration }) => budget + configuration / 10);

    expect(study.outcome()).toMatchObject({ state: 'done', best: { trial: { budget: 9, id: '0_2_0' }, loss: 9 } });
  });

  test('is the one with the greatest value where greater is better', () => {
    const study = startStudy(settings(9, 3, { direction: 'greater' }));
    const { trials } = simulate(study, ({ configuration, bracket }) => bracket * 10 + configuration);

    expect(trials.filter((trial) => trial.budget === 9)).toHaveLength(1 + 1 + 3);
    expect(study.outcome()).toMatchObject({ state: 'done', best: { trial: { id: '2_0_2' }, loss: 22 } });
  });

  test('of equal losses is the one of the earlier bracket, then of the lower configuration, in any order', () => {
    for (const pick of [(n: number) => n - 1, () => 0]) {
      const study = startStudy(settings(9, 3));
      simulate(study, constant(1), 50, pick);
      expect(study.best()?.trial.id).toBe('0_2_0');
    }
  });

  test('carries the metrics it reported', () => {
    const study = startStudy(settings(3, 1));
    simulate(study, constant(0.5));

    expect(study.best()).toEqual({ trial: study.trial('0_1_0'), loss: 0.5, metrics: { seen: 3 } });
  });

  test('is the first of the ranking, in which trials without a loss have no place', () => {
    const study = startStudy(settings(9, 3));
    const { results } = simulate(study, (trial) => (trial.configuration === 1 ? 'out of memory' : valley(trial)));
    const ranking = study.rank(results);

    expect(ranking[0]).toBe(study.best()?.trial.id);
    expect(ranking).toHaveLength(results.filter(({ loss }) => loss !== undefined).length);
    const budgets = ranking.map((id) => study.trial(id).budget);
    expect(budgets).toEqual([...budgets].sort((a, b) => b - a));
  });

  test('is of a lower budget if nothing succeeded higher up', () => {
    const study = startStudy(settings(9, 1));
    const { decisions } = simulate(study, (trial) => (trial.rung === 0 ? valley(trial) : 'out of memory'));

    expect(study.outcome()).toMatchObject({ state: 'done', best: { trial: { budget: 1 } } });
    expect(decisions.slice(1).map((decision) => decision.reason)).toEqual([
      'bracket 0 ended at budget 3: 3 failed, none succeeded',
      expect.stringMatching(/^all brackets ended; the best loss at the highest budget reached, 1, is /),
    ]);
  });
});

describe('failures', () => {
  test.each<[string, { loss?: number; failed?: string }, string]>([
    ['says so', { failed: 'exit code 137' }, 'exit code 137'],
    ['says so, whatever its loss', { failed: 'timed out', loss: 0.1 }, 'timed out'],
    ['has no loss', {}, 'it reported no loss'],
    ['has a loss of NaN', { loss: NaN }, 'its loss is NaN, not a finite number'],
    ['has an infinite loss', { loss: -Infinity }, 'its loss is -Infinity, not a finite number'],
  ])('a trial that %s has failed, which is never an exception', (_, reported, why) => {
    const study = startStudy(settings(1, 1, { maxFailures: 0 }));
    const reason = `1 failed, more than maxFailures 0; the last, 0_0_0, because ${why}`;

    expect(study.record({ id: '0_0_0', metrics: {}, ...reported })).toContainEqual({
      kind: 'studyEnded',
      state: 'failed',
      reason,
    });
    expect(study.outcome()).toEqual({ state: 'failed', reason });
  });

  test('a study in which no trial succeeded has failed, after all its brackets', () => {
    const study = startStudy(settings(9, 3));
    const { trials } = simulate(study, () => 'exit code 1');

    expect(trials).toHaveLength(9 + 3 + 3);
    expect(study.outcome()).toEqual({
      state: 'failed',
      reason: 'no trial succeeded, 15 failed; the last, 2_0_2, because exit code 1',
    });
  });

  test('as many as maxFailures are borne, and one more ends the study', () => {
    const study = startStudy(settings(9, 1, { maxFailures: 2 }));
    const fail = (id: string) => study.record({ id, metrics: {}, failed: 'exit code 1' });

    expect([fail('0_0_4'), fail('0_0_2')]).toEqual([[], []]);
    expect(study.outcome()).toEqual({ state: 'running' });
    expect(fail('0_0_2')).toEqual([]);
    expect(study.outcome()).toEqual({ state: 'running' });
    fail('0_0_7');
    expect(study.outcome()).toMatchObject({ state: 'failed' });
    expect(study.ready(new Set())).toEqual([]);
    expect(study.record({ id: '0_0_0', loss: 1, metrics: {} })).toEqual([]);
  });

  test('without maxFailures any number is borne', () => {
    const study = startStudy(settings(9, 1));
    simulate(study, ({ configuration, budget }) => (configuration === 8 ? budget : 'exit code 1'));

    expect(study.outcome()).toMatchObject({ state: 'done', best: { trial: { id: '0_2_8' } } });
  });
});

describe('random search', () => {
  test('runs every configuration at maxBudget, from scratch', () => {
    const study = startStudy(settings(81, 2, { optimiser: 'RandomSearch' }));
    const { trials } = simulate(study, valley, 3);

    expect(trials.map(({ id, budget, resumesFrom }) => [id, budget, resumesFrom])).toEqual(
      ['0_0_0', '0_0_1', '0_0_2', '0_0_3', '0_0_4', '1_0_0', '1_0_1', '1_0_2', '1_0_3', '1_0_4'].map((id) => [
        id,
        81,
        undefined,
      ]),
    );
    expect(study.best()?.loss).toBe(Math.min(...trials.map((trial) => Number(valley(trial)))));
  });
});

describe('workers', () => {
  test('a later bracket gets only what the earlier ones cannot use', () => {
    const study = startStudy(settings(9, 2));
    const ids = (inFlight: string[], limit: number) => study.ready(new Set(inFlight), limit).map((trial) => trial.id);
    const first = ids([], 8);

    expect(first.every((id) => id.startsWith('0_0_'))).toBe(true);
    expect(ids(first, 3)).toEqual(['0_0_8', '1_0_0', '1_0_1']);
    expect(ids([...first, '0_0_8', '1_0_0'], 1)).toEqual(['1_0_1']);
  });

  test('without a limit everything that may start is ready, in the order of the brackets', () => {
    const ready = startStudy(settings(9, 3)).ready(new Set());

    expect(ready.map((trial) => trial.bracket)).toEqual([
      ...Array(9).fill(0),
      ...Array(3).fill(1),
      ...Array(3).fill(2),
    ]);
  });

  test('no worker idles while a later bracket can use it', () => {
    const { busiest } = simulate(startStudy(settings(9, 3)), valley, 15, (n) => n - 1);

    expect(busiest).toBe(15);
  });

  test('the same trials, promotions and best, whatever the number of workers and the order of results', () => {
    const undisturbed = startStudy(settings(27, 5));
    const alone = simulate(undisturbed, patchy);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.infiniteStream(fc.nat({ max: 1000 })), (workers, numbers) => {
        const study = startStudy(settings(27, 5));
        const run = simulate(study, patchy, workers, (n) => Number(numbers.next().value) % n);
        expect(byBracket(run.decisions)).toEqual(byBracket(alone.decisions));
        expect(study.outcome()).toEqual(undisturbed.outcome());
        expect(new Set(run.trials.map((trial) => JSON.stringify(trial)))).toEqual(
          new Set(alone.trials.map((trial) => JSON.stringify(trial))),
        );
        expect(run.trials).toHaveLength(alone.trials.length);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a crash', () => {
  const undisturbed: StudySettings = settings(9, 4, { maxFailures: 12 });

  test('at any moment leaves a study that its results give back: what is ready, the decisions to come, and the end', () => {
    const whole = simulate(startStudy(undisturbed), patchy, 4, (n) => n - 1);
    for (let crash = 0; crash <= whole.results.length; crash++) {
      const survivor = startStudy(undisturbed);
      const before = whole.results.slice(0, crash).flatMap((result) => [...survivor.record(result)]);
      const rebuilt = replayStudy(undisturbed, whole.results.slice(0, crash));

      expect(rebuilt.ready(new Set())).toEqual(survivor.ready(new Set()));
      expect(rebuilt.outcome()).toEqual(survivor.outcome());
      expect(rebuilt.best()).toEqual(survivor.best());
      const after = whole.results.slice(crash).flatMap((result) => [...rebuilt.record(result)]);
      expect([...before, ...after]).toEqual(whole.decisions);
    }
  });

  test('runs no finished trial again: the plans of those in flight are found by id, and the rest is ready', () => {
    const whole = simulate(startStudy(undisturbed), patchy, 4);
    const finished = whole.results.slice(0, 6);
    const rebuilt = replayStudy(undisturbed, finished);
    const inFlight = whole.trials.slice(6, 10);

    expect(inFlight.map((trial) => rebuilt.trial(trial.id))).toEqual(inFlight);
    const ready = rebuilt.ready(new Set(inFlight.map((trial) => trial.id))).map((trial) => trial.id);
    for (const { id } of [...finished, ...inFlight]) expect(ready).not.toContain(id);
  });

  test('may tell a result twice, and it counts once', () => {
    const { results } = simulate(startStudy(undisturbed), patchy);
    const twice = results.flatMap((result) => [result, { ...result, loss: -1000, failed: undefined }]);

    expect(replayStudy(undisturbed, twice as typeof results).outcome()).toEqual(
      replayStudy(undisturbed, results).outcome(),
    );
  });
});

test('the seed decides the configurations, and nothing else does', () => {
  const paramsOf = (of: StudySettings) =>
    startStudy(of)
      .ready(new Set())
      .map((trial) => trial.params);

  expect(paramsOf(settings(9, 3))).toEqual(paramsOf(settings(9, 3, { direction: 'greater', maxFailures: 1 })));
  expect(paramsOf(settings(9, 3))).not.toEqual(paramsOf(settings(9, 3, { seed: 8 })));
  expect(paramsOf(settings(9, 5)).slice(0, 15)).toEqual(paramsOf(settings(9, 3)));
});

test('a result that ends no rung decides nothing', () => {
  const study = startStudy(settings(9, 1));
  const [first] = study.ready(new Set());

  expect(study.record(resultOf(first!, valley))).toEqual([]);
});
