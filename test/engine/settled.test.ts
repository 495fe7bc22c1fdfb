import fc from 'fast-check';
import { axon, deployer } from './axons';
import { BEGIN, Simulation } from './simulation';

const LOOP = (cooldown: string) => `
- {name: go, concurrency: Replace, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}, ${deployer('d')}]}
- {name: hourly, triggers: [{name: hour, type: Calendar, schedule: "0 * * * *"}], cooldown: ${cooldown}, tasks: [{trainer: {task: T}}]}
- {name: after, debounce: 2m, triggers: [{name: served, type: Lifecycle, deployer: d, condition: Succeeded}], tasks: [{resourceExecutor: {task: P}}]}
- {name: watch, triggers: [{name: low, type: Alert, condition: "{{accuracy}} < 0.9", for: 1m}], tasks: [{trainer: {task: T}}]}`;
const TUNED =
  'lossMetric: loss, retry: {limit: 2, backoff: {duration: 45s}}, timeout: 20m, hpTuning: {optimiser: HyperBand, minBudget: 1, maxBudget: 3, numIteration: 1, concurrency: 2, maxFailures: 1, params: [{type: UniformFloat, name: x, numerical: {lower: 0, upper: 1}}]}';
const document = (cooldown: string) =>
  axon(
    { P: 'retry: {limit: 1, backoff: {duration: 30s}}, timeout: 10m, queueTimeout: 5m', T: TUNED, D: '' },
    LOOP(cooldown),
  );

const happening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 5000 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), good: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'begin' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'call' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('serve' as const), good: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sample' as const), active: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hold' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'edit' as const }) },
);

test('a step leaves nothing undone: the same instant told again adds nothing, and what it waits for is still to come', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const sim = new Simulation(document('90m'));
      let calls = 0;
      for (const it of happenings) {
        const [task] = sim.running();
        if (it.kind === 'pass') sim.pass(`${it.seconds}s`);
        if (it.kind === 'end' && task !== undefined) {
          if (it.good) sim.succeed(task, { loss: 0.5 });
          else sim.fail(task);
        }
        if (it.kind === 'begin' && task !== undefined) sim.begin(task);
        if (it.kind === 'call') sim.call('go', 'call', String(calls++));
        if (it.kind === 'serve') sim.serve(it.good ? 'Ready' : 'Failed');
        if (it.kind === 'sample') sim.sample('watch', 'low', it.active);
        if (it.kind === 'hold') sim.tell({ kind: it.on ? 'pause' : 'resume' });
        if (it.kind === 'edit') sim.submit(document(`${calls}m`).replace('name: hour,', `name: hour${calls},`));
        expect(sim.loop.wanted().wakeAt ?? Infinity).toBeGreaterThan(sim.now);
        sim.restart();
        expect(sim.tell({ kind: 'tick' })).toEqual([]);
      }
    }),
    { numRuns: 80, seed: 11 },
  );
});

test('a version whose run was replaced is Failed in the step that replaces it', () => {
  const sim = new Simulation(
    axon(
      { P: '', T: '', D: '' },
      `- {name: go, concurrency: Replace, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}, ${deployer('d')}]}`,
    ),
  );
  sim.call('go', 'call', 'a');
  sim.succeed('T');
  sim.call('go', 'call', 'b');
  expect(sim.entries('VersionChanged')).toMatchObject([
    { phase: 'Failed', reason: 'its run was replaced by a newer firing' },
  ]);
  expect(sim.running()).toEqual(['T']);
});

test('the cooldown of a sensor whose waiting event was dead-lettered is not waited for', () => {
  const held = `- {name: go, cooldown: 10m, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}`;
  const sim = new Simulation(axon({ P: '' }, held));
  sim.call('go', 'call', 'a');
  sim.succeed('P');
  sim.call('go', 'call', 'b');
  expect(sim.loop.wanted().wakeAt).toBe(BEGIN + 600_000);
  sim.submit(axon({ P: '' }, held.replace('name: call', 'name: other')));
  expect(sim.loop.wanted().wakeAt).toBeUndefined();
});
