import { axon, deployer } from './axons';
import { Simulation } from './simulation';

const loop = (when = '', more = '') => `
- {name: train, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded${when}}], tasks: [${deployer('d', more)}]}`;
const tasks = { T: 'lossMetric: accuracy, lossMetricSelector: greater, metrics: [{name: accuracy}]', D: '' };

function train(sim: Simulation, id: string, accuracy: number): void {
  sim.call('train', 'call', id);
  sim.succeed('T', { accuracy });
}

const versions = (sim: Simulation) =>
  sim.loop.state.deployers.get('d')?.versions.map(({ number, phase }) => `${number} ${phase}`);

describe('versions', () => {
  test('are numbered per deployer, serve when every model answers, and the oldest retire', () => {
    const sim = new Simulation(axon(tasks, loop()));
    train(sim, 'a', 0.9);
    expect(versions(sim)).toEqual(['1 Starting']);
    sim.serve();
    train(sim, 'b', 0.91);
    sim.serve();
    train(sim, 'c', 0.92);
    sim.serve();
    expect(versions(sim)).toEqual(['1 Retired', '2 Serving', '3 Serving']);
    expect(sim.entries('VersionChanged').at(-1)?.reason).toBe('no rollout index reaches it, and keepVersions is 1');
  });

  test('a version that fails to start gets no traffic, and fails its run', () => {
    const sim = new Simulation(axon(tasks, loop()));
    train(sim, 'a', 0.9);
    sim.serve();
    train(sim, 'b', 0.91);
    sim.serve('Failed');
    expect(versions(sim)).toEqual(['1 Serving', '2 Failed']);
    expect(sim.entries('RunEnded').at(-1)).toMatchObject({ phase: 'Failed' });
  });

  test('keepVersions stay beyond the highest index in use', () => {
    const sim = new Simulation(axon(tasks, loop(), '  keepVersions: 0\n'));
    for (const id of ['a', 'b']) {
      train(sim, id, 0.9);
      sim.serve();
    }
    expect(versions(sim)).toEqual(['1 Retired', '2 Serving']);
  });

  test('an edit of the rollout applies at once to existing versions, without a new one', () => {
    const wide =
      ', rolloutSpec: [{destinations: [{destinationIndex: 0, weight: 50}, {destinationIndex: 2, weight: 50}]}]';
    const sim = new Simulation(axon(tasks, loop('', wide)));
    for (const id of ['a', 'b', 'c']) {
      train(sim, id, 0.9);
      sim.serve();
    }
    expect(versions(sim)).toEqual(['1 Serving', '2 Serving', '3 Serving']);
    sim.submit(axon(tasks, loop()));
    expect(versions(sim)).toEqual(['1 Retired', '2 Serving', '3 Serving']);
  });

  test('a deployer Succeeded event is told when the version serves, with the data of its training', () => {
    const after = `${loop()}
- {name: after, triggers: [{name: up, type: Lifecycle, deployer: d, condition: Succeeded}], tasks: [{resourceExecutor: {task: P}}]}`;
    const sim = new Simulation(axon({ ...tasks, P: '' }, after));
    train(sim, 'a', 0.9);
    expect(sim.running()).toEqual([]);
    sim.serve();
    expect(sim.running()).toEqual(['P']);
    const runs = sim.entries('RunStarted');
    expect(runs[2]?.data).toBe(runs[0]?.data);
  });
});

describe('the gate', () => {
  const gated = ', when: "metrics.accuracy >= 0.8 && improves(\'accuracy\')"';

  test('lets the first model in, and holds one that is not good enough, with the facts', () => {
    const sim = new Simulation(axon(tasks, loop(gated)));
    train(sim, 'a', 0.7);
    expect(sim.entries('SensorGated')).toMatchObject([
      {
        sensor: 'ship',
        facts: { 'metrics.accuracy': 0.7 },
        reason: "T Succeeded, but metrics.accuracy >= 0.8 && improves('accuracy') is false: accuracy is 0.7",
      },
    ]);
    train(sim, 'b', 0.9);
    expect(versions(sim)).toEqual(['1 Starting']);
  });

  test('improves compares with the training of what is deployed', () => {
    const sim = new Simulation(axon(tasks, loop(gated)));
    train(sim, 'a', 0.9);
    sim.serve();
    train(sim, 'b', 0.85);
    expect(versions(sim)).toEqual(['1 Serving']);
    expect(sim.entries('SensorGated')[0]?.reason).toMatch(
      /accuracy 0\.85 does not beat 0\.9 of d-[0-9a-f]{8} \(in training\)$/,
    );
  });

  test('improves prefers the live value, so that a model that drifted can be replaced', () => {
    const sim = new Simulation(axon(tasks, loop(gated)));
    train(sim, 'a', 0.9);
    sim.serve();
    sim.live[sim.loop.state.deployers.get('d')?.versions[0]?.name ?? ''] = { accuracy: 0.4 };
    train(sim, 'b', 0.85);
    expect(versions(sim)).toEqual(['1 Serving', '2 Starting']);
  });

  test('an expression that errs is false, and the error is in the journal', () => {
    const sim = new Simulation(axon(tasks, loop(', when: "deployed.version > 3"')));
    train(sim, 'a', 0.9);
    expect(sim.entries('SensorGated')[0]?.reason).toMatch(/deployed\.version > 3 is false, it cannot be evaluated: /);
  });

  test("the published conditions are evaluated over the named task's last run", () => {
    const conditions = `
- {name: train, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}
- name: ship
  triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded}]
  conditions: [{name: good, type: Metric, condition: "{{accuracy}} > 0.95", task: T}]
  tasks: [${deployer('d')}]`;
    const sim = new Simulation(axon(tasks, conditions));
    train(sim, 'a', 0.9);
    expect(sim.entries('SensorGated')[0]).toMatchObject({
      reason: 'T Succeeded, but {{accuracy}} > 0.95 is false: accuracy is 0.9',
      facts: { accuracy: 0.9 },
    });
    train(sim, 'b', 0.97);
    expect(versions(sim)).toEqual(['1 Starting']);
  });
});

describe('which training a version serves', () => {
  test('the one whose event was consumed', () => {
    const sim = new Simulation(axon(tasks, loop()));
    train(sim, 'a', 0.99);
    sim.serve();
    train(sim, 'b', 0.6);
    expect(sim.entries('VersionCreated')[1]?.picks).toMatchObject([{ metrics: { accuracy: 0.6 } }]);
  });

  test('of a trainer that was not consumed, the best since the last version', () => {
    const rest = loop().replace(
      '{name: done, type: Lifecycle, task: T, condition: Succeeded}',
      '{name: now, type: Rest}',
    );
    const sim = new Simulation(axon(tasks, rest));
    train(sim, 'a', 0.99);
    sim.call('ship', 'now', '1');
    sim.serve();
    sim.pass('1s');
    train(sim, 'b', 0.7);
    train(sim, 'c', 0.6);
    sim.call('ship', 'now', '2');
    expect(sim.entries('VersionCreated')[1]?.picks).toMatchObject([
      { metrics: { accuracy: 0.7 }, reason: 'the best by accuracy (0.7) of the trainings since the last version' },
    ]);
  });

  test('with no Succeeded training the action fails', () => {
    const rest = loop().replace(
      '{name: done, type: Lifecycle, task: T, condition: Succeeded}',
      '{name: now, type: Rest}',
    );
    const sim = new Simulation(axon(tasks, rest));
    sim.call('ship', 'now', '1');
    expect(sim.entries('RunEnded')).toMatchObject([
      { phase: 'Failed', reason: 'd Failed: T has no Succeeded run that b could serve' },
    ]);
  });
});
