import { heldAfterResume } from '../../lib/engine/hold';
import { viewAxon } from '../../lib/engine/view/axon-view';
import { loadAxons } from '../../lib/spec/load';
import { axon, deployer } from './axons';
import { BEGIN, Simulation } from './simulation';

const tuning = `lossMetric: loss, hpTuning: {optimiser: HyperBand, minBudget: 1, maxBudget: 3, concurrency: 1, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}`;
const retrying = 'retry: {limit: 3, backoff: {duration: 10s}}';

const tasks = { P: retrying, T: tuning, D: '' };
const sensors = (keys = '') =>
  `- {name: go, ${keys}triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}, ${deployer('api')}]}`;

/** Each way to hold the loop, and to let it go on. */
const HOLDS: readonly (readonly [string, (sim: Simulation) => void, (sim: Simulation) => void])[] = [
  ['pause of the axon', (sim) => sim.tell({ kind: 'pause' }), (sim) => sim.tell({ kind: 'resume' })],
  [
    'pause of the sensor',
    (sim) => sim.tell({ kind: 'pause', sensor: 'go' }),
    (sim) => sim.tell({ kind: 'resume', sensor: 'go' }),
  ],
  [
    'suspend on the axon',
    (sim) => sim.submit(axon(tasks, sensors(), '  suspend: true\n')),
    (sim) => sim.submit(axon(tasks, sensors())),
  ],
  [
    'suspend on the sensor',
    (sim) => sim.submit(axon(tasks, sensors('suspend: true, '))),
    (sim) => sim.submit(axon(tasks, sensors())),
  ],
];

describe.each(HOLDS)('%s holds the loop: events queue, nothing starts', (_, hold, release) => {
  const begun = () => {
    const sim = new Simulation(axon(tasks, sensors()));
    sim.call('go', 'call', 'a');
    return sim;
  };

  test('no sensor fires, and its events wait', () => {
    const sim = new Simulation(axon(tasks, sensors()));
    hold(sim);
    sim.call('go', 'call', 'a');
    expect(sim.running()).toEqual([]);
    expect(sim.entries('SensorHeld')[0]?.reason).toMatch(/^(the axon|sensor go) is suspended$/);
    release(sim);
    expect(sim.running()).toEqual(['P']);
  });

  test('it is said of what it waits for, before any event has come', () => {
    const sim = new Simulation(axon(tasks, sensors()));
    const waits = () => viewAxon(sim.axon(sim.loop.state.hash), sim.loop.state).waits;
    expect(waits()).toEqual(['go waits for a call of call']);
    hold(sim);
    expect(waits()).toEqual([expect.stringMatching(/^go is held: (the axon|sensor go) is suspended$/)]);
    release(sim);
    expect(waits()).toEqual(['go waits for a call of call']);
  });

  test('what runs goes on, and the next action of its run does not start', () => {
    const sim = begun();
    hold(sim);
    expect(sim.loop.wanted()).toMatchObject({ attempts: [{ task: 'P' }], stops: [] });
    sim.succeed('P');
    expect(sim.running()).toEqual([]);
    release(sim);
    expect(sim.running()).toEqual(['T']);
  });

  test('a retry that comes due waits, and nothing is woken for it', () => {
    const sim = begun();
    sim.fail('P');
    hold(sim);
    expect(sim.loop.wanted().wakeAt).toBeUndefined();
    sim.pass('1h');
    expect(sim.running()).toEqual([]);
    release(sim);
    expect(sim.running()).toEqual(['P']);
  });

  test('no trial of a study starts', () => {
    const sim = begun();
    sim.succeed('P');
    hold(sim);
    sim.succeed('T', { loss: 0.1 });
    expect(sim.running()).toEqual([]);
    release(sim);
    expect(sim.running()).toEqual(['T']);
  });

  test('no version is made', () => {
    const sim = begun();
    sim.succeed('P');
    for (let trial = 0; trial < 3; trial += 1) sim.succeed('T', { loss: 0.1 });
    hold(sim);
    sim.succeed('T', { loss: 0.1 });
    expect(sim.entries('VersionCreated')).toEqual([]);
    release(sim);
    expect(sim.entries('VersionCreated')).toHaveLength(1);
  });
});

test('a retry that nothing holds is woken for', () => {
  const sim = new Simulation(axon(tasks, sensors()));
  sim.call('go', 'call', 'a');
  sim.fail('P');
  expect(sim.loop.wanted().wakeAt).toBe(BEGIN + 10_000);
});

test.each([
  ['', '', 'pause', undefined, undefined],
  [
    '  suspend: true\n',
    '',
    undefined,
    undefined,
    'test says suspend: true, which only an edit changes (myelin submit)',
  ],
  ['  suspend: true\n', '', undefined, 'go', 'test says suspend: true, which only an edit changes (myelin submit)'],
  ['', 'suspend: true, ', undefined, undefined, undefined],
  ['', 'suspend: true, ', undefined, 'go', 'sensor go says suspend: true, which only an edit changes (myelin submit)'],
  ['', '', 'pause', 'go', 'test is paused as a whole, and go with it: resume test'],
] as const)('with %j in the axon, %j in the sensor and a %s before, resuming %s is held by %j', (...row) => {
  const [ofAxon, ofSensor, before, sensor, hold] = row;
  const { spec, sim } = loadedWith(axon(tasks, sensors(ofSensor), ofAxon));
  if (before !== undefined) sim.tell({ kind: 'pause' });
  sim.tell({ kind: 'resume', ...(sensor === undefined ? {} : { sensor }) });
  expect(heldAfterResume(sim.loop.state, spec, sensor)).toBe(hold);
});

test('a sensor that is held is told while something runs, and while all that it listens to waits', () => {
  const { spec, sim } = loadedWith(axon(tasks, sensors()));
  const shown = () => {
    const { waits, sensors: all } = viewAxon(spec, sim.loop.state);
    return { waits, paused: all['go']!.paused };
  };
  sim.call('go', 'call', 'a');
  expect(shown()).toEqual({ waits: [], paused: undefined });
  sim.tell({ kind: 'pause', sensor: 'go' });
  expect(shown()).toEqual({ waits: ['go is held: sensor go is suspended'], paused: true });
  sim.call('go', 'call', 'b');
  expect(shown().waits).toEqual(['go is held: sensor go is suspended']);
  sim.tell({ kind: 'resume', sensor: 'go' });
  expect(shown()).toEqual({ waits: [], paused: undefined });
});

function loadedWith(yaml: string) {
  return { spec: loadAxons(yaml, { file: 'axon.yaml' }).axons[0]!.axon!, sim: new Simulation(yaml) };
}
