import { keptFiles, type KeptFiles } from '../../lib/engine/kept-files';
import { axon, deployer } from './axons';
import { Simulation } from './simulation';

/** Every set, its hashes numbered in the order in which runs began. */
function kept(sim: Simulation, trials = 20): Record<keyof KeptFiles, string[]> {
  const numbers = new Map(sim.entries('RunStarted').map(({ run }, index) => [run.slice(0, 8), `#${index + 1}`]));
  const short = (token: string) => token.replace(/[0-9a-f]{8,10}/g, (hash) => numbers.get(hash.slice(0, 8)) ?? hash);
  return Object.fromEntries(
    Object.entries(keptFiles(sim.loop.state, trials)).map(([kind, tokens]) => [
      kind,
      [...(tokens as Set<string>)].map(short).sort(),
    ]),
  ) as Record<keyof KeptFiles, string[]>;
}

const retention = (keys: string) => `  retention: {${keys}}\n`;
const GO =
  '- {name: go, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]}';
const SERVE = `- {name: serve, triggers: [{name: t, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('api')}]}`;

function round(sim: Simulation, id: string, ending: 'Succeeded' | 'Failed' = 'Succeeded'): void {
  sim.call('go', 'call', id);
  sim.succeed('P');
  if (ending === 'Succeeded') sim.succeed('T');
  else sim.fail('T');
}

describe('of runs', () => {
  test('what retention.runs keeps stays whole, and what it drops goes whole', () => {
    const sim = new Simulation(axon({ P: '', T: '' }, GO, retention('runs: 1')));
    round(sim, 'a');
    expect(kept(sim)).toEqual({
      data: ['#1'],
      models: ['p-#1', 't-#1'],
      checkpoints: [],
      attempts: ['p-#1-a1', 't-#1-a1'],
      versions: [],
    });
    round(sim, 'b');
    round(sim, 'c');
    expect(kept(sim)).toMatchObject({ data: ['#2', '#3'], models: ['p-#2', 'p-#3', 't-#2', 't-#3'] });
  });

  test('DATA_PATH_<Task> and MODEL_PATH_<Task> that a kept task run was given stay, though their run went', () => {
    const other = '- {name: other, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}';
    const sim = new Simulation(axon({ P: '', T: '' }, `${GO}\n${other}`, retention('runs: 0')));
    round(sim, 'a');
    sim.call('other', 'call', 'b');
    sim.succeed('T');
    // Run 1 is not the last success of any task now; run 2, which read it, is that of T.
    sim.call('go', 'call', 'c');
    sim.succeed('P');
    sim.fail('T');
    expect([...sim.loop.state.runs.keys()]).toHaveLength(2);
    expect(kept(sim)).toMatchObject({ data: ['#1', '#2', '#3'], models: ['p-#1', 'p-#3', 't-#1', 't-#2', 't-#3'] });
  });

  test('every attempt of a task run that stays keeps its log', () => {
    const sim = new Simulation(axon({ P: 'retry: {limit: 1, backoff: {duration: 1s}}', T: '' }, GO));
    sim.call('go', 'call', 'a');
    sim.fail('P');
    sim.pass('1s');
    expect(kept(sim).attempts).toEqual(['p-#1-a1', 'p-#1-a2']);
  });
});

describe('of results that are used again', () => {
  const cached = axon({ P: 'cache: {}', T: 'cache: {}' }, GO, retention('runs: 0'));

  test('the model stays though the run that made it went', () => {
    const sim = new Simulation(cached);
    Object.assign(sim.builds, { P: '1', T: '1' });
    round(sim, 'a');
    sim.call('go', 'call', 'b');
    sim.succeed('P');
    sim.succeed('T');
    expect([...sim.loop.state.runs.keys()]).toHaveLength(1);
    expect(kept(sim).models).toEqual(['p-#1', 'p-#2', 't-#1', 't-#2']);
  });

  test('the data that is being copied stays, and its run with it', () => {
    const other = '- {name: other, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}';
    const sim = new Simulation(axon({ P: 'cache: {}', T: '' }, `${GO}\n${other}`, retention('runs: 2')));
    sim.builds['P'] = '1';
    round(sim, 'a');
    sim.builds['P'] = '2';
    round(sim, 'b');
    sim.builds['P'] = '1';
    sim.call('go', 'call', 'c');
    sim.call('other', 'call', 'd');
    sim.succeed('T');
    expect(sim.loop.wanted().attempts).toMatchObject([
      { task: 'P', copyData: { from: sim.entries('RunStarted')[0]!.run } },
    ]);
    expect(kept(sim).data).toEqual(['#1', '#2', '#3', '#4']);
  });
});

describe('of versions', () => {
  const sensors = `${GO}\n${SERVE}`;

  test('data and model of a training that is served stay, whatever retention.runs says', () => {
    const sim = new Simulation(axon({ P: '', T: '', D: '' }, sensors, retention('runs: 0')));
    round(sim, 'a');
    sim.serve();
    for (const id of ['b', 'c', 'd']) round(sim, id, 'Failed');
    // Run 4 is what P of run 5 was given as DATA_PATH_P.
    expect(kept(sim)).toMatchObject({ data: ['#1', '#2', '#4', '#5'], versions: ['api-#2'] });
    expect(kept(sim).models).toContain('t-#1');
  });

  test('a retired one keeps its files until retention.versions drops it', () => {
    const yaml = axon({ P: '', T: '', D: '' }, sensors, `${retention('runs: 0, versions: 1')}  keepVersions: 0\n`);
    const sim = new Simulation(yaml);
    for (const id of ['a', 'b']) {
      round(sim, id);
      sim.serve();
    }
    expect(kept(sim)).toMatchObject({ versions: ['api-#2', 'api-#4'] });
    expect(kept(sim).models).toContain('t-#1');
    round(sim, 'c');
    sim.serve();
    expect(kept(sim)).toMatchObject({ versions: ['api-#4', 'api-#6'] });
    expect(kept(sim).models).not.toContain('t-#1');
  });
});

describe('of a study', () => {
  const tuning = `lossMetric: loss, hpTuning: {optimiser: HyperBand, minBudget: 1, maxBudget: 3, concurrency: 1, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}`;
  const study = () => {
    const sim = new Simulation(axon({ T: tuning }, '- {name: go, tasks: [{trainer: {task: T}}]}'));
    for (const loss of [0.3, 0.1, 0.2]) sim.succeed('T', { loss });
    return sim;
  };

  test('that has not ended everything stays', () => {
    expect(kept(study(), 1)).toMatchObject({ models: ['t-#1'], checkpoints: ['t-#1'] });
  });

  test('that ended the best retention.trials stay, the longest budget first; logs of the others stay too', () => {
    const sim = study();
    sim.succeed('T', { loss: 0.15 });
    expect(kept(sim, 1)).toMatchObject({ models: ['t-#1/0_1_1'], checkpoints: ['t-#1/0_0_1'] });
    expect(kept(sim, 3)).toMatchObject({
      models: ['t-#1/0_0_1', 't-#1/0_0_2', 't-#1/0_1_1'],
      checkpoints: ['t-#1/0_0_1', 't-#1/0_0_2'],
      attempts: ['t-#1-t0-0-0-a1', 't-#1-t0-0-1-a1', 't-#1-t0-0-2-a1', 't-#1-t0-1-1-a1'],
    });
  });

  test('the winner stays even where retention.trials is 0', () => {
    const sim = study();
    sim.succeed('T', { loss: 0.15 });
    expect(kept(sim, 0).models).toEqual([sim.entries('TaskRunEnded')[0]!.model!.replace(/-[0-9a-f]{10}/, '-#1')]);
  });

  test('in which no trial Succeeded nothing stays but the logs', () => {
    const sim = new Simulation(axon({ T: tuning }, '- {name: go, tasks: [{trainer: {task: T}}]}'));
    for (let trial = 0; trial < 3; trial += 1) sim.fail('T');
    expect(kept(sim)).toMatchObject({ models: [], checkpoints: [], attempts: { length: 3 } });
  });
});
