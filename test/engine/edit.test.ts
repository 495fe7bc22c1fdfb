import { axon, deployer } from './axons';
import { Simulation } from './simulation';

const tasks = { P: '', Q: '', T: '', D: '' };
const GO =
  '- {name: go, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}, {resourceExecutor: {task: Q}}]}';
const TRAIN = '- {name: train, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}';
const SERVE = `- {name: serve, triggers: [{name: t, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('api')}]}`;

describe('an edit', () => {
  test('that changes nothing decides nothing', () => {
    const sim = new Simulation(axon(tasks, GO));
    const before = sim.journal.length;
    sim.submit(axon(tasks, GO));
    expect(sim.journal).toHaveLength(before);
  });

  test('leaves runs in flight the spec they began with', () => {
    const sim = new Simulation(axon(tasks, GO));
    sim.call('go', 'call', 'a');
    sim.submit(axon(tasks, GO.replace(', {resourceExecutor: {task: Q}}', '')));
    sim.succeed('P');
    expect(sim.running()).toEqual(['Q']);
    sim.succeed('Q');
    sim.call('go', 'call', 'b');
    sim.succeed('P');
    expect(sim.running()).toEqual([]);
  });

  test('that removes a sensor lets its run in flight end, and dead-letters what waited', () => {
    const sim = new Simulation(axon(tasks, `${GO}\n${TRAIN}`));
    sim.call('go', 'call', 'a');
    sim.call('go', 'call', 'b');
    sim.submit(axon(tasks, TRAIN));
    expect(sim.entries('EventsDeadLettered')).toMatchObject([
      { sensor: 'go', trigger: 'call', ids: ['b'], reason: 'the trigger was removed from the axon' },
    ]);
    sim.succeed('P');
    sim.succeed('Q');
    expect(sim.entries('RunEnded')).toMatchObject([{ phase: 'Succeeded' }]);
    expect(sim.running()).toEqual([]);
  });

  test('of replicas and weights makes no new version', () => {
    const sim = new Simulation(axon(tasks, `${TRAIN}\n${SERVE}`));
    sim.call('train', 'call', 'a');
    sim.succeed('T');
    sim.serve();
    sim.submit(axon(tasks, `${TRAIN}\n${SERVE.replace('{name: api', '{name: api, replicas: 3')}`));
    expect(sim.entries('VersionCreated')).toHaveLength(1);
    expect(sim.loop.wanted().versions).toHaveLength(1);
  });
});

describe('a removed deployer', () => {
  const removed = () => {
    const sim = new Simulation(axon(tasks, `${TRAIN}\n${SERVE}`));
    sim.call('train', 'call', 'a');
    sim.succeed('T');
    return sim;
  };

  test('goes on serving until pruning is asked for', () => {
    const sim = removed();
    sim.serve();
    sim.submit(axon(tasks, TRAIN));
    sim.pass('1h');
    expect(sim.loop.wanted().versions).toHaveLength(1);
    sim.tell({ kind: 'prune' });
    expect(sim.loop.wanted().versions).toEqual([]);
    expect(sim.entries('VersionChanged').at(-1)).toMatchObject({
      phase: 'Retired',
      reason: 'its deployer was removed from the axon, and pruning was asked for',
    });
  });

  test('that is pruned before its version served fails the run that made it', () => {
    const sim = removed();
    sim.submit(axon(tasks, TRAIN));
    sim.tell({ kind: 'prune' });
    expect(sim.entries('VersionChanged')).toMatchObject([{ phase: 'Failed' }]);
    expect(sim.entries('RunEnded').at(-1)).toMatchObject({ phase: 'Failed' });
  });

  test('pruning leaves what the axon has', () => {
    const sim = removed();
    sim.serve();
    const before = sim.journal.length;
    sim.tell({ kind: 'prune' });
    expect(sim.journal).toHaveLength(before);
  });
});
