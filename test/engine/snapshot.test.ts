import fc from 'fast-check';
import { AxonLoop } from '../../lib/engine/axon-loop';
import { restoreState, takeSnapshot, type Snapshot } from '../../lib/engine/snapshot';
import type { AxonState } from '../../lib/engine/state';
import { axon, deployer } from './axons';
import { Simulation } from './simulation';

const LOOP = `
- {name: go, tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]}
- {name: called, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}
- {name: nightly, triggers: [{name: three, type: Calendar, schedule: "0 3 * * *"}], tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded, when: "improves('accuracy')"}], tasks: [${deployer('d')}]}
- {name: watch, triggers: [{name: low, type: Alert, condition: "{{accuracy}} < 0.9", for: 1m}], tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]}`;
const TUNING = `hpTuning: {optimiser: HyperBand, minBudget: 1, maxBudget: 9, numIteration: 1, concurrency: 3, seed: 1, maxFailures: 4, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}`;
const DOCUMENT = axon(
  {
    P: 'retry: {limit: 1, backoff: {duration: 30s}}, cache: {}',
    T: `lossMetric: accuracy, lossMetricSelector: greater, retry: {limit: 1}, ${TUNING}`,
    D: '',
  },
  LOOP,
  '  retention: {runs: 4, versions: 2}\n',
);

const happening = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 600 }) }),
  fc.record({
    kind: fc.constant('end' as const),
    good: fc.integer({ min: 0, max: 4 }),
    accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('end' as const), good: fc.constant(1), accuracy: fc.constant(0.5) }),
  fc.record({ kind: fc.constant('serve' as const), good: fc.boolean() }),
  fc.record({ kind: fc.constant('sample' as const), active: fc.boolean() }),
  fc.record({ kind: fc.constant('call' as const), id: fc.integer({ min: 0, max: 20 }) }),
);
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

function live(sim: Simulation, it: Happening): void {
  if (it.kind === 'pass') sim.pass(`${it.minutes}m`);
  if (it.kind === 'serve') sim.serve(it.good ? 'Ready' : 'Failed');
  if (it.kind === 'sample') sim.sample('watch', 'low', it.active);
  if (it.kind === 'call') sim.call('called', 'call', `call ${it.id}`);
  const [task] = sim.running();
  if (it.kind !== 'end' || task === undefined) return;
  sim.begin(task);
  if (it.good > 0) sim.succeed(task, { accuracy: it.accuracy });
  else sim.fail(task);
}

function throughText(sim: Simulation): AxonState {
  const snapshot = JSON.parse(JSON.stringify(takeSnapshot(sim.loop.state))) as Snapshot;
  return restoreState(snapshot, (hash) => sim.axon(hash));
}

test('a state goes through its snapshot unchanged, whatever happened', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 120 }), (happenings) => {
      const sim = new Simulation(DOCUMENT);
      for (const it of happenings) live(sim, it);
      const { state } = sim.loop;
      const restored = throughText(sim);
      expect(takeSnapshot(restored)).toEqual(takeSnapshot(state));
      expect(restored.runs).toEqual(state.runs);
      expect(restored.sensors).toEqual(state.sensors);
      expect(restored.attempts).toEqual(state.attempts);
      for (const [id, { live: attempts, trials, waiting, study }] of restored.taskRuns) {
        expect(study?.outcome()).toEqual(state.taskRuns.get(id)?.study?.outcome());
        for (const [name, attempt] of attempts) expect(restored.attempts.get(name)).toBe(attempt);
        for (const [name, trial] of waiting) expect(trials.get(name)).toBe(trial);
      }
    }),
    { numRuns: 60, seed: 11 },
  );
});

test('who goes on from a snapshot decides what the others decide', () => {
  const long = fc.array(happening, { maxLength: 80 });
  fc.assert(
    fc.property(long, long, (before, after) => {
      const undisturbed = new Simulation(DOCUMENT);
      const restored = new Simulation(DOCUMENT);
      for (const it of before) {
        live(undisturbed, it);
        live(restored, it);
      }
      restored.loop = AxonLoop.replay([], (hash) => restored.axon(hash), throughText(restored));
      for (const it of after) {
        live(undisturbed, it);
        live(restored, it);
      }
      expect(restored.journal).toEqual(undisturbed.journal);
    }),
    { numRuns: 60, seed: 12 },
  );
});
