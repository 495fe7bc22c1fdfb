import { replayStudy, startStudy } from '../../../lib/engine/tuning/study';
import type { TrialResult } from '../../../lib/engine/tuning/trial';
import type { SearchSpace } from '../../../lib/spec/derive/search-space';
import { byBracket, resultOf, settings, simulate, valley } from './simulate';

/** Defects that users of other tuners reported; the reference in each name is to their issue. */

test('243 to eta 3 is six brackets, and a whole Hyperband runs all six (optuna#6835)', () => {
  const { trials } = simulate(startStudy(settings(243, 6)), valley, 4);

  expect(new Set(trials.map((trial) => trial.bracket))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  expect(new Set(trials.map((trial) => trial.budget))).toEqual(new Set([1, 3, 9, 27, 81, 243]));
});

test('the same seed is the same search, whatever the study is called and whichever process runs it (optuna#3083, optuna#4131)', () => {
  const named = (name: string) => startStudy({ ...settings(9, 3), name } as ReturnType<typeof settings>);

  expect(simulate(named('a'), valley)).toEqual(simulate(named('another name'), valley));
});

test('a study is whole brackets, never cut off by a number of trials that does not fit them (optuna#5678)', () => {
  const of = settings(81, 5);
  const { trials, decisions } = simulate(startStudy(of), valley);

  expect(trials).toHaveLength(of.plan.evaluations);
  expect(new Set(trials.map((trial) => trial.configId)).size).toBe(of.plan.configurations);
  expect(decisions.filter((decision) => decision.kind === 'bracketEnded')).toHaveLength(5);
});

test('what a decision looks at does not grow with the history (optuna#2172, optuna#3053)', () => {
  const study = startStudy(settings(1, 2000, { optimiser: 'RandomSearch' }));
  const inFlight = new Set<string>(['0_0_0']);
  // The first trial stays in flight to the end, so that all finished ones lie between it and the next.
  let largest = 0;
  for (let i = 1; i < 2000; i++) {
    const [next] = study.ready(inFlight, 1);
    study.record({ id: next!.id, loss: i, metrics: {} });
    largest = Math.max(largest, looks(study, inFlight));
  }

  expect(largest).toBe(2);
  expect(study.outcome()).toEqual({ state: 'running' });
  study.record({ id: '0_0_0', loss: 0, metrics: {} });
  expect(study.outcome()).toMatchObject({ state: 'done', best: { trial: { id: '0_0_0' } } });
});

/** How many trials `ready` compares with those in flight to find one. */
function looks(study: ReturnType<typeof startStudy>, inFlight: ReadonlySet<string>): number {
  let asked = 0;
  const counting = new Proxy(inFlight, {
    get: (set, key) => {
      if (key === 'has') asked += 1;
      const value: unknown = Reflect.get(set, key, set);
      return typeof value === 'function' ? value.bind(set) : value;
    },
  });
  study.ready(counting, 1);
  return asked;
}

test.each([1, 2, 3, 7, 200])(
  'with %d workers something always runs until the study ends, a straggler included (ray#6780, ray#14500, ray#9245)',
  (workers) => {
    // The newest trial ends first, so the first of each rung is the straggler.
    const study = startStudy(settings(27, 8));
    const { trials } = simulate(study, valley, workers, (n) => n - 1);

    expect(study.outcome()).toMatchObject({ state: 'done' });
    expect(trials).toHaveLength(settings(27, 8).plan.evaluations);
  },
);

test('each rung trains to the budget of the plan, no more and no less (ray#39157)', () => {
  const of = settings(27, 4);
  const { trials } = simulate(startStudy(of), valley, 5);

  for (const { budget, bracket, rung } of trials) expect(budget).toBe(of.plan.brackets[bracket]?.rungs[rung]?.budget);
});

test('a bracket that is done is not done again when results come late or twice (ray#36568, ray#35338)', () => {
  const study = startStudy(settings(3, 2));
  const { results, decisions } = simulate(study, valley);

  expect(results.flatMap((result) => [...study.record(result)])).toEqual([]);
  expect(decisions.map((decision) => decision.kind)).toEqual([
    'promoted',
    'bracketEnded',
    'bracketEnded',
    'studyEnded',
  ]);
});

test('a restored study goes on where it stopped (ray#39900)', () => {
  const of = settings(9, 3);
  const whole = simulate(startStudy(of), valley);
  const restored = replayStudy(of, whole.results.slice(0, 10));
  const rest = simulate(restored, valley);

  expect([...whole.results.slice(0, 10), ...rest.results]).toEqual(whole.results);
});

test.each([1, 2, 5])(
  'fewer workers than a rung has trials (%d of 27) never stick (katib#1168, katib#709)',
  (workers) => {
    const study = startStudy(settings(27, 4));
    const { busiest, decisions } = simulate(study, valley, workers);

    expect(busiest).toBe(workers);
    expect(byBracket(decisions)).toEqual(byBracket(simulate(startStudy(settings(27, 4)), valley, 100).decisions));
  },
);

test('a study does not call itself done after its first bracket (katib#1366)', () => {
  const study = startStudy(settings(9, 3));
  for (let rung = 0; rung < 3; rung++) {
    for (const trial of study.ready(new Set()).filter(({ bracket }) => bracket === 0)) {
      study.record(resultOf(trial, valley));
    }
  }

  expect(study.outcome()).toEqual({ state: 'running' });
  expect(study.ready(new Set(), 1)).toMatchObject([{ id: '1_0_0' }]);
});

test('every study ends, in exactly as many trials as the plan says (katib#557)', () => {
  for (const maxBudget of [1, 2, 3, 10, 100]) {
    for (const reductionFactor of [2, 2.5, 3, 4]) {
      const of = settings(maxBudget, 6, { reductionFactor });
      expect(simulate(startStudy(of), valley, 3).trials).toHaveLength(of.plan.evaluations);
    }
  }
});

test('a space smaller than the plan repeats configurations and ends (keras-tuner#844, katib#1534, katib#1494)', () => {
  const space: SearchSpace = [{ kind: 'categorical', name: 'only', values: ['one', 'two'] }];
  const of = settings(9, 3, { space });
  const study = startStudy(of);
  const { trials } = simulate(study, ({ params }) => (params.only === 'one' ? 1 : 2));

  expect(trials).toHaveLength(of.plan.evaluations);
  expect(study.best()).toMatchObject({ loss: 1, trial: { params: { only: 'one' } } });
});

test('a trial that fails, or loses its loss, neither raises nor hangs the study (HpBandSter#69, HpBandSter#11)', () => {
  const study = startStudy(settings(27, 4));
  const broken: Record<number, Partial<TrialResult>> = { 0: { failed: 'killed' }, 1: { loss: NaN }, 2: {} };
  let trials = 0;
  for (let next = study.ready(new Set(), 1)[0]; next !== undefined; next = study.ready(new Set(), 1)[0]) {
    study.record({ id: next.id, metrics: {}, ...(broken[trials % 4] ?? { loss: trials }) });
    trials += 1;
  }

  expect(study.outcome()).toMatchObject({ state: 'done', best: { trial: { budget: 27 } } });
});

test('a seed may be given, and another seed is another search (HpBandSter#30)', () => {
  const paramsOf = (seed: number) => simulate(startStudy(settings(9, 1, { seed })), valley).trials.map((t) => t.params);

  expect(paramsOf(1)).toEqual(paramsOf(1));
  expect(paramsOf(1)).not.toEqual(paramsOf(2));
});
