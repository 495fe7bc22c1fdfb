import fc from 'fast-check';
import { axon, deployer } from './axons';
import { Simulation } from './simulation';

const LOOP = `
- {name: go, tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]}
- {name: nightly, triggers: [{name: three, type: Calendar, schedule: "0 3 * * *"}], tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded, when: "improves('accuracy')"}], tasks: [${deployer('d')}]}
- {name: watch, triggers: [{name: low, type: Alert, condition: "{{accuracy}} < 0.9", for: 1m}], tasks: [{resourceExecutor: {task: P}}, {trainer: {task: T}}]}`;
const DOCUMENT = axon(
  { P: 'retry: {limit: 1, backoff: {duration: 30s}}', T: 'lossMetric: accuracy, lossMetricSelector: greater', D: '' },
  LOOP,
);

/** What can happen outside, as numbers that fast-check can shrink. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 600 }) }),
  fc.record({
    kind: fc.constant('end' as const),
    good: fc.boolean(),
    accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('serve' as const), good: fc.boolean() }),
  fc.record({ kind: fc.constant('sample' as const), active: fc.boolean() }),
  fc.record({ kind: fc.constant('crash' as const) }),
);

function live(
  sim: Simulation,
  happenings: readonly (typeof happening extends fc.Arbitrary<infer H> ? H : never)[],
): void {
  for (const it of happenings) {
    if (it.kind === 'pass') sim.pass(`${it.minutes}m`);
    if (it.kind === 'serve') sim.serve(it.good ? 'Ready' : 'Failed');
    if (it.kind === 'sample') sim.sample('watch', 'low', it.active);
    if (it.kind === 'crash') sim.restart();
    const [task] = sim.running();
    if (it.kind === 'end' && task !== undefined) {
      if (it.good) sim.succeed(task, { accuracy: it.accuracy });
      else sim.fail(task);
    }
  }
}

test('the journal replayed gives the state back, whatever happened', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const sim = new Simulation(DOCUMENT);
      live(sim, happenings);
      const before = structuredClone({
        wanted: sim.loop.wanted(),
        runs: [...sim.loop.state.runs],
        alerts: [...sim.loop.state.alerts],
      });
      sim.restart();
      expect({ wanted: sim.loop.wanted(), runs: [...sim.loop.state.runs], alerts: [...sim.loop.state.alerts] }).toEqual(
        before,
      );
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('a crash anywhere changes no decision', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const undisturbed = new Simulation(DOCUMENT);
      live(
        undisturbed,
        happenings.filter(({ kind }) => kind !== 'crash'),
      );
      const crashed = new Simulation(DOCUMENT);
      live(
        crashed,
        happenings.flatMap((it) => [it, { kind: 'crash' as const }]),
      );
      expect(crashed.journal).toEqual(undisturbed.journal);
    }),
    { numRuns: 60, seed: 8 },
  );
});

test('no task run ends twice, and no attempt starts while another of its task run is live', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
      const sim = new Simulation(DOCUMENT);
      live(sim, happenings);
      const ended = sim.entries('TaskRunEnded').map(({ taskRun }) => taskRun);
      expect(new Set(ended).size).toBe(ended.length);
      const open = new Set<string>();
      for (const entry of sim.journal) {
        if (entry.type === 'AttemptStarted') {
          expect(open.has(entry.taskRun)).toBe(false);
          open.add(entry.taskRun);
        }
        if (entry.type === 'AttemptEnded') open.delete(entry.name.replace(/-a\d+$/, ''));
      }
    }),
    { numRuns: 60, seed: 9 },
  );
});

test('repeating an input adds nothing', () => {
  const sim = new Simulation(DOCUMENT);
  const [attempt] = sim.attempts('P');
  const end = { kind: 'attemptEnded', name: attempt?.name ?? '', outcome: 'Succeeded', metrics: {} } as const;
  expect(sim.tell(end).length).toBeGreaterThan(0);
  expect(sim.tell(end)).toEqual([]);
  expect(sim.tell({ kind: 'tick' })).toEqual([]);
});

test('a month of the loop: it trains every night, and keeps no more than retention says', () => {
  const sim = new Simulation(DOCUMENT);
  sim.succeed('P');
  for (let day = 0; day < 31; day += 1) {
    sim.succeed('T', { accuracy: 0.9 + day / 1000 });
    sim.serve();
    for (let quarter = 0; quarter < 96; quarter += 1) {
      sim.pass('15m');
      sim.sample('watch', 'low', false);
    }
  }
  const nights = sim.entries('RunStarted').filter(({ sensor }) => sensor === 'nightly');
  expect(nights).toHaveLength(31);
  expect(sim.loop.state.deployers.get('d')?.lastNumber).toBe(31);
  expect(sim.loop.state.runs.size).toBeLessThanOrEqual(53);
});
