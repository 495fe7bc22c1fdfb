import { axon } from './axons';
import { BEGIN, Simulation } from './simulation';

const start = (actions: string) => `- {name: go, tasks: [${actions}]}`;
const P = '{resourceExecutor: {task: P}}';

describe('the actions of a run', () => {
  test('each starts when the one before it Succeeded', () => {
    const sim = new Simulation(axon({ P: '', T: '' }, start(`${P}, {trainer: {task: T}}`)));
    expect(sim.running()).toEqual(['P']);
    sim.succeed('P');
    expect(sim.running()).toEqual(['T']);
    sim.succeed('T');
    expect(sim.entries('RunEnded')).toMatchObject([{ phase: 'Succeeded', reason: 'every action Succeeded' }]);
  });

  test('with needs they are a DAG, and those without order run in parallel', () => {
    const actions = `${P.replace('}}', '}, needs: []}')}, {resourceExecutor: {task: Q}, needs: []}, {trainer: {task: T}, needs: [P, Q]}`;
    const sim = new Simulation(axon({ P: '', Q: '', T: '' }, start(actions)));
    expect(sim.running()).toEqual(['P', 'Q']);
    sim.succeed('Q');
    expect(sim.running()).toEqual(['P']);
    sim.succeed('P');
    expect(sim.running()).toEqual(['T']);
  });

  test('a failure skips the rest and fails the run', () => {
    const sim = new Simulation(axon({ P: '', T: '' }, start(`${P}, {trainer: {task: T}}`)));
    sim.fail('P', 3);
    expect(sim.running()).toEqual([]);
    expect(sim.entries('TaskRunEnded')).toMatchObject([
      { phase: 'Failed', reason: 'it ended with exit code 3; it is not retried' },
    ]);
    expect(sim.entries('RunEnded')).toMatchObject([{ phase: 'Failed' }]);
  });
});

test('a metric that is no number, or has no end, counts as not reported, in the state as in what a journal gives back', () => {
  const sim = new Simulation(axon({ T: '' }, start('{trainer: {task: T}}')));
  sim.succeed('T', { accuracy: 0.9, loss: NaN, steps: -Infinity });
  expect(sim.entries('AttemptEnded')).toMatchObject([
    { reason: expect.stringContaining('loss is NaN, so it counts as not reported; steps is -Infinity, so it counts') },
  ]);
  const [ended] = sim.entries('TaskRunEnded');
  expect(ended).toMatchObject({ phase: 'Succeeded', metrics: { accuracy: 0.9 } });
  expect(JSON.parse(JSON.stringify(ended))).toEqual(
    JSON.parse(JSON.stringify({ ...ended, metrics: { accuracy: 0.9 } })),
  );
});

describe('retry', () => {
  const retrying = (keys: string) => axon({ P: `retry: {${keys}}` }, start(P));

  test('repeats a failed attempt with growing pauses, up to the limit', () => {
    const sim = new Simulation(retrying('limit: 3, backoff: {duration: 10s, factor: 3, max: 60s}'));
    sim.fail('P');
    expect(sim.running()).toEqual([]);
    sim.pass('10s');
    sim.fail('P');
    sim.pass('30s');
    sim.fail('P');
    sim.pass('60s');
    sim.fail('P');
    expect(sim.entries('RetryScheduled').map(({ reason }) => reason)).toEqual([
      'retry 1 of 3 in 10 s',
      'retry 2 of 3 in 30 s',
      'retry 3 of 3 in 60 s',
    ]);
    expect(sim.entries('RunEnded')).toMatchObject([
      { phase: 'Failed', reason: 'P Failed: it ended with exit code 1; retry.limit 3 is used up' },
    ]);
  });

  test('a lost attempt is repeated at once and does not count against the limit', () => {
    const sim = new Simulation(retrying('limit: 1, backoff: {duration: 10s}'));
    sim.lose('P');
    expect(sim.running()).toEqual(['P']);
    sim.fail('P');
    sim.pass('10s');
    expect(sim.attempts('P')[0]?.attempt).toBe(3);
    sim.fail('P');
    expect(sim.entries('RunEnded')).toMatchObject([{ phase: 'Failed' }]);
  });

  test('attempts that are lost again and again are not repeated for ever', () => {
    const sim = new Simulation(retrying('limit: 0'));
    for (let lost = 0; lost < 6; lost += 1) sim.lose('P');
    expect(sim.running()).toEqual([]);
    expect(sim.entries('RunEnded')).toMatchObject([{ phase: 'Failed' }]);
  });

  test('OnError does not repeat what the code itself ended, OnFailure only that', () => {
    const onError = new Simulation(retrying('limit: 1, policy: OnError'));
    onError.fail('P', 1);
    expect(onError.entries('RunEnded')).toHaveLength(1);
    const onFailure = new Simulation(retrying('limit: 1, policy: OnFailure'));
    onFailure.fail('P', 137);
    expect(onFailure.entries('RunEnded')).toHaveLength(1);
  });
});

describe('timeouts', () => {
  test('an attempt that runs longer than its timeout is stopped, and counts as failed only once it has ended', () => {
    const sim = new Simulation(axon({ P: 'timeout: 5m' }, start(P)));
    sim.begin('P');
    expect(sim.loop.wanted().wakeAt).toBe(BEGIN + 300_000);
    sim.pass('5m');
    expect(sim.loop.wanted()).toMatchObject({ attempts: [], stops: [{ outcome: 'TimedOut' }] });
    expect(sim.entries('RunEnded')).toEqual([]);
    sim.fail('P', 143);
    expect(sim.entries('AttemptEnded')).toMatchObject([{ outcome: 'TimedOut' }]);
    expect(sim.entries('RunEnded')).toMatchObject([{ phase: 'Failed' }]);
  });

  test('the clock of timeout starts when the process runs, that of queueTimeout before', () => {
    const sim = new Simulation(axon({ P: 'timeout: 5m, queueTimeout: 1m' }, start(P)));
    expect(sim.loop.wanted().wakeAt).toBe(BEGIN + 60_000);
    sim.pass('30s');
    sim.begin('P');
    expect(sim.loop.wanted().wakeAt).toBe(BEGIN + 330_000);
  });
});

describe('data and model paths', () => {
  const sensors = `
- {name: go, tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]}
- {name: on, triggers: [{name: t, type: Lifecycle, task: T, condition: Succeeded}], tasks: [{resourceExecutor: {task: Q}}]}`;

  test('a run caused by a Lifecycle event inherits the data of the run that emitted it', () => {
    const sim = new Simulation(axon({ P: '', Q: '', T: '' }, sensors));
    sim.succeed('P');
    sim.succeed('T');
    const [first, second] = sim.entries('RunStarted');
    expect(second?.data).toBe(first?.data);
    expect(second?.run).not.toBe(first?.run);
  });

  test('DATA_PATH_<Task> and MODEL_PATH_<Task> are of the last Succeeded run, else the own', () => {
    const sim = new Simulation(axon({ P: '', Q: '', T: '' }, sensors));
    sim.succeed('P');
    sim.succeed('T');
    const [p, t, q] = sim.entries('TaskRunStarted');
    expect(p?.inputs).toEqual({ P: p?.paths, Q: p?.paths, T: p?.paths });
    expect(q?.inputs['T']).toEqual(t?.paths);
    expect(q?.inputs['Q']).toEqual(q?.paths);
  });
});

describe('cache', () => {
  const sensor = `- {name: go, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]}`;
  const cached = axon({ P: 'cache: {}', T: 'cache: {}' }, sensor);

  function once(): Simulation {
    const sim = new Simulation(cached);
    Object.assign(sim.builds, { P: 'build-1', T: 'build-1' });
    sim.call('go', 'call', 'a');
    sim.succeed('P');
    sim.succeed('T', { accuracy: 0.9 });
    return sim;
  }

  test('a task of the same content is not executed again, and is Succeeded all the same', () => {
    const sim = once();
    sim.call('go', 'call', 'b');
    const [copy] = sim.loop.wanted().attempts;
    expect(copy).toMatchObject({ task: 'P', copyData: {} });
    sim.succeed('P');
    sim.succeed('T');
    const ended = sim.entries('TaskRunEnded').slice(2);
    expect(ended).toMatchObject([
      { phase: 'Succeeded', cached: true },
      { phase: 'Succeeded', cached: true, metrics: { accuracy: 0.9 } },
    ]);
    expect(sim.entries('RunEnded')).toHaveLength(2);
  });

  test('another build is another content, and so is everything after it in the same data', () => {
    const sim = once();
    sim.builds['P'] = 'build-2';
    sim.call('go', 'call', 'b');
    expect(sim.loop.wanted().attempts[0]?.copyData).toBeUndefined();
    sim.succeed('P');
    expect(sim.loop.wanted().attempts[0]?.copyData).toBeUndefined();
  });

  test('without the key nothing is used again', () => {
    const sim = new Simulation(axon({ P: '', T: '' }, sensor));
    Object.assign(sim.builds, { P: 'build-1', T: 'build-1' });
    for (const id of ['a', 'b']) {
      sim.call('go', 'call', id);
      sim.succeed('P');
      sim.succeed('T');
    }
    expect(sim.entries('TaskRunEnded').some(({ cached: again }) => again)).toBe(false);
  });
});

describe('a study is one task run', () => {
  const tuning = `lossMetric: loss, hpTuning: {optimiser: HyperBand, minBudget: 1, maxBudget: 3, concurrency: 2, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}`;
  const sim = () => new Simulation(axon({ T: tuning }, start('{trainer: {task: T}}')));

  test('its trials run within the concurrency, and the best at the highest budget is the result', () => {
    const study = sim();
    expect(study.attempts('T').map(({ trial }) => trial)).toEqual(['0_0_0', '0_0_1']);
    for (const loss of [0.3, 0.1, 0.2]) study.succeed('T', { loss });
    expect(study.attempts('T').map(({ trial }) => trial)).toEqual(['0_1_1']);
    study.succeed('T', { loss: 0.05, accuracy: 0.99 });
    expect(study.entries('TaskRunEnded')).toMatchObject([
      { phase: 'Succeeded', metrics: { loss: 0.05, accuracy: 0.99 } },
    ]);
    expect(study.entries('TaskRunEnded')[0]?.model).toMatch(/^t-[0-9a-f]+\/0_1_1$/);
    expect(study.entries('StudyDecided')[0]?.reason).toMatch(/^kept 1 of 3 at budget 1/);
  });

  test('a trial that fails is ranked last; with no Succeeded trial the task run is Failed', () => {
    const study = sim();
    for (let trial = 0; trial < 3; trial += 1) study.fail('T');
    expect(study.entries('TaskRunEnded')).toMatchObject([{ phase: 'Failed' }]);
    expect(study.entries('RunEnded')).toMatchObject([{ phase: 'Failed' }]);
  });

  test('a trial that reports no loss has failed', () => {
    const study = sim();
    study.succeed('T', { other: 1 });
    expect(study.entries('TrialRecorded')).toMatchObject([{ trial: '0_0_0', reason: 'it reported no finite loss' }]);
  });

  test('trials emit no Lifecycle event', () => {
    const listening = `${start('{trainer: {task: T}}')}
- {name: on, triggers: [{name: t, type: Lifecycle, task: T, condition: Finished}], tasks: [{resourceExecutor: {task: P}}]}`;
    const study = new Simulation(axon({ T: tuning, P: '' }, listening));
    for (const loss of [0.3, 0.1, 0.2]) study.succeed('T', { loss });
    expect(study.running()).toEqual(['T']);
    study.succeed('T', { loss: 0.05 });
    expect(study.running()).toEqual(['P']);
  });
});

test('a Lifecycle phase is told once, however many attempts it took', () => {
  const sensors = `${start(P)}
- {name: on, triggers: [{name: p, type: Lifecycle, task: P, condition: Running}], tasks: [{resourceExecutor: {task: Q}}]}`;
  const sim = new Simulation(axon({ P: 'retry: {limit: 2, backoff: {duration: 1s}}', Q: '' }, sensors));
  sim.begin('P');
  sim.fail('P');
  sim.pass('1s');
  sim.begin('P');
  expect(sim.entries('RunStarted').filter(({ sensor }) => sensor === 'on')).toHaveLength(1);
});
