import { axon } from './axons';
import { BEGIN, Simulation } from './simulation';

const START = `- {name: go, tasks: [{resourceExecutor: {task: P}}]}`;

describe('a sensor with no trigger', () => {
  test('fires once per incarnation of the axon', () => {
    const sim = new Simulation(axon({ P: '' }, START));
    expect(sim.lines()).toEqual([
      'axon: Applied spec #',
      'go: heard the start',
      'go: Fired run #',
      'p-#: Pending',
      'p-#-a1: Starting',
    ]);
    sim.succeed('P');
    sim.submit(axon({ P: '' }, START));
    expect(sim.running()).toEqual([]);
    sim.submit(axon({ P: '' }, START), 'two');
    expect(sim.running()).toEqual(['P']);
  });

  test('fires again when a restart is asked for', () => {
    const sim = new Simulation(axon({ P: '' }, START));
    sim.succeed('P');
    sim.tell({ kind: 'restart' });
    expect(sim.running()).toEqual(['P']);
    sim.succeed('P');
    sim.tell({ kind: 'restart' });
    expect(sim.entries('RunStarted')).toHaveLength(3);
  });

  test('an unchanged submit changes nothing', () => {
    const sim = new Simulation(axon({ P: '' }, START));
    const before = sim.journal.length;
    sim.submit(axon({ P: '' }, START));
    expect(sim.journal).toHaveLength(before);
  });
});

describe('pending events queue per trigger, once by id', () => {
  const REST = `- {name: go, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}`;

  test('the same id counts once, however often it is delivered', () => {
    const sim = new Simulation(axon({ P: '' }, REST));
    sim.call('go', 'call', 'a');
    sim.call('go', 'call', 'a');
    sim.succeed('P');
    sim.call('go', 'call', 'a');
    expect(sim.entries('RunStarted')).toHaveLength(1);
  });

  test('of Rest the oldest is consumed, and the others wait their turn', () => {
    const sim = new Simulation(axon({ P: '' }, REST));
    for (const id of ['a', 'b', 'c']) sim.call('go', 'call', id);
    sim.succeed('P');
    sim.succeed('P');
    sim.succeed('P');
    expect(sim.entries('RunStarted').map(({ consumed }) => consumed.map(({ event }) => event.id))).toEqual([
      ['a'],
      ['b'],
      ['c'],
    ]);
  });

  test('two simultaneous events always start two runs', () => {
    const sim = new Simulation(
      axon({ P: '' }, REST.replace('name: go', 'name: go, concurrency: Allow, maxInFlight: 9')),
    );
    sim.call('go', 'call', 'a');
    sim.call('go', 'call', 'b');
    expect(sim.running()).toEqual(['P', 'P']);
  });

  test('a call of an unknown trigger changes nothing', () => {
    const sim = new Simulation(axon({ P: '' }, REST));
    expect(sim.tell({ kind: 'call', sensor: 'go', trigger: 'no', id: 'x', body: {}, source: 't' })).toEqual([]);
  });
});

describe('a sensor fires when every trigger has an event', () => {
  const JOIN = `
- {name: a, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T1}}]}
- {name: b, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T2}}]}
- name: both
  triggers:
    - {name: one, type: Lifecycle, task: T1, condition: Succeeded}
    - {name: two, type: Lifecycle, task: T2, condition: Succeeded}
  tasks: [{resourceExecutor: {task: P}}]`;
  const tasks = { T1: '', T2: '', P: '' };

  test('and of Lifecycle consumes the newest, older ones are superseded', () => {
    const sim = new Simulation(axon(tasks, JOIN));
    for (const id of ['x', 'y']) {
      sim.call('a', 'call', id);
      sim.succeed('T1', { accuracy: id === 'x' ? 0.5 : 0.9 });
    }
    expect(sim.running()).toEqual([]);
    sim.call('b', 'call', 'z');
    sim.succeed('T2');
    expect(sim.running()).toEqual(['P']);
    const [superseded] = sim.entries('EventsSuperseded');
    expect(superseded).toMatchObject({ sensor: 'both', trigger: 'one', reason: 'a newer event of one is taken' });
    const fired = sim.entries('RunStarted').find(({ sensor }) => sensor === 'both');
    expect(fired?.consumed.map(({ event }) => event.data.metrics)).toEqual([{ accuracy: 0.9 }, {}]);
    expect(fired?.reason).toBe('T1 Succeeded and T2 Succeeded');
  });

  test('with policy Any, one event suffices and one is consumed', () => {
    const sim = new Simulation(
      axon(tasks, JOIN.replace('name: both', 'name: both\n  policy: Any\n  concurrency: Allow')),
    );
    sim.call('a', 'call', 'x');
    sim.succeed('T1');
    expect(sim.running()).toEqual(['P']);
    sim.call('b', 'call', 'z');
    sim.succeed('T2');
    const runs = sim.entries('RunStarted').filter(({ sensor }) => sensor === 'both');
    expect(runs.map(({ reason }) => reason)).toEqual(['T1 Succeeded', 'T2 Succeeded']);
  });
});

describe('what defers never drops', () => {
  const sensor = (keys: string) =>
    `- {name: go, ${keys}, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}`;

  test('cooldown counts from the last firing', () => {
    const sim = new Simulation(axon({ P: '' }, sensor('cooldown: 10m')));
    sim.call('go', 'call', 'a');
    sim.succeed('P');
    sim.call('go', 'call', 'b');
    expect(sim.running()).toEqual([]);
    expect(sim.entries('SensorHeld')).toMatchObject([
      { until: BEGIN + 600_000, reason: 'cooldown of 600 s since it last fired' },
    ]);
    sim.pass('9m59s');
    expect(sim.running()).toEqual([]);
    sim.pass('1s');
    expect(sim.running()).toEqual(['P']);
  });

  test('debounce waits until arrivals have paused', () => {
    const sim = new Simulation(axon({ P: '' }, sensor('debounce: 1m')));
    sim.call('go', 'call', 'a');
    sim.pass('40s');
    sim.call('go', 'call', 'b');
    sim.pass('40s');
    expect(sim.running()).toEqual([]);
    sim.pass('20s');
    expect(sim.running()).toEqual(['P']);
  });

  test('concurrency Forbid lets the next firing wait for the end of the run', () => {
    const sim = new Simulation(axon({ P: '' }, sensor('concurrency: Forbid')));
    sim.call('go', 'call', 'a');
    sim.call('go', 'call', 'b');
    expect(sim.running()).toEqual(['P']);
    sim.succeed('P');
    expect(sim.running()).toEqual(['P']);
    expect(sim.entries('RunStarted')).toHaveLength(2);
  });

  test('concurrency Replace ends the run that is in the way, and never two at once', () => {
    const sim = new Simulation(axon({ P: '' }, sensor('concurrency: Replace')));
    sim.call('go', 'call', 'a');
    sim.call('go', 'call', 'b');
    expect(sim.loop.wanted().stops).toMatchObject([{ outcome: 'Cancelled' }]);
    expect(sim.entries('RunStarted')).toHaveLength(1);
    sim.fail('P');
    expect(sim.entries('RunEnded')).toMatchObject([{ phase: 'Failed', reason: 'it was replaced by a newer firing' }]);
    expect(sim.running()).toEqual(['P']);
  });

  test('maxInFlight bounds the runs of a sensor that allows several', () => {
    const sim = new Simulation(axon({ P: '' }, sensor('concurrency: Allow, maxInFlight: 2')));
    for (const id of ['a', 'b', 'c']) sim.call('go', 'call', id);
    expect(sim.running()).toEqual(['P', 'P']);
    sim.succeed('P');
    expect(sim.running()).toEqual(['P', 'P']);
  });

  test('a suspended sensor lets its events queue', () => {
    const sim = new Simulation(axon({ P: '' }, sensor('suspend: true')));
    sim.call('go', 'call', 'a');
    expect(sim.running()).toEqual([]);
    sim.submit(axon({ P: '' }, sensor('suspend: false')));
    expect(sim.running()).toEqual(['P']);
  });

  test('pause holds the loop, resume lets it go on', () => {
    const sim = new Simulation(axon({ P: '' }, sensor('cooldown: 0s')));
    sim.tell({ kind: 'pause' });
    sim.call('go', 'call', 'a');
    expect(sim.running()).toEqual([]);
    expect(sim.entries('SensorHeld')).toMatchObject([{ reason: 'the axon is suspended' }]);
    sim.tell({ kind: 'resume' });
    expect(sim.running()).toEqual(['P']);
  });

  test('a filter that is false keeps an event out, with the reason', () => {
    const sim = new Simulation(axon({ P: '' }, sensor('filter: "event.data.size > 10"')));
    sim.call('go', 'call', 'a', { size: 3 });
    sim.call('go', 'call', 'b', { size: 30 });
    expect(sim.entries('EventFiltered')).toMatchObject([
      { event: { id: 'a' }, reason: 'event.data.size > 10 is false' },
    ]);
    expect(sim.entries('RunStarted')).toHaveLength(1);
  });

  test('a filter reads the metrics that an event brings', () => {
    const sensors = `- name: start
  triggers: [{name: go, type: Rest}]
  tasks: [{trainer: {task: T}}]
- name: good
  triggers: [{name: trained, type: Lifecycle, task: T, condition: Succeeded}]
  filter: metrics.accuracy > 0.9
  tasks: [{resourceExecutor: {task: P}}]`;
    const sim = new Simulation(axon({ T: '', P: '' }, sensors));
    sim.call('start', 'go', 'a');
    sim.succeed('T', { accuracy: 0.5 });
    expect(sim.entries('EventFiltered')).toMatchObject([{ reason: 'metrics.accuracy > 0.9 is false' }]);
    sim.call('start', 'go', 'b');
    sim.succeed('T', { accuracy: 0.95 });
    expect(sim.running()).toEqual(['P']);
  });
});

test('the same cause gives the same run', () => {
  const one = new Simulation(axon({ P: '' }, START));
  const two = new Simulation(axon({ P: '' }, START));
  expect(one.journal).toEqual(two.journal);
});
