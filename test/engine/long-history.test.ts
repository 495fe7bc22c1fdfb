import { EventIds, REMEMBERED_IDS } from '../../lib/engine/event-ids';
import { axon, deployer } from './axons';
import { Simulation } from './simulation';

const LOOP = `
- {name: go, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded, when: "improves('accuracy')"}], tasks: [${deployer('d')}]}
- {name: watch, triggers: [{name: low, type: Alert, condition: "{{accuracy}} < 0.9", for: 0s}], tasks: [{resourceExecutor: {task: P}}]}
- {name: again, triggers: [{name: watched, type: Lifecycle, task: P, condition: Finished}], tasks: [{trainer: {task: T}}]}`;
const DOCUMENT = axon(
  { P: 'cache: {}', T: 'lossMetric: accuracy, lossMetricSelector: greater, retry: {limit: 1}', D: '' },
  LOOP,
  '  retention: {runs: 20, versions: 3}\n',
);

/** A training that is called for, fails, is tried again and deployed; an alert, and what follows from it. */
function liveOnce(sim: Simulation, turn: number): void {
  sim.builds['P'] = String(turn);
  sim.call('go', 'call', `call ${turn}`);
  sim.begin('T');
  sim.fail('T');
  sim.pass('10m');
  sim.succeed('T', { accuracy: turn });
  sim.serve();
  sim.sample('watch', 'low', true);
  sim.succeed('P');
  sim.succeed('T', { accuracy: turn + 0.5 });
  sim.serve(turn % 3 === 0 ? 'Failed' : 'Ready');
  sim.sample('watch', 'low', false);
}

/** How many objects a value holds, itself included; the ids of events have a bound of their own. */
function count(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof EventIds) return 1;
  const parts = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value);
  return parts.reduce<number>((sum, part) => sum + count(part), 1);
}

test('what is kept goes with retention, not with history: ten thousand firings leave what two hundred left', () => {
  const sim = new Simulation(DOCUMENT);
  const early: number[] = [];
  const late: number[] = [];
  for (let turn = 1; turn <= 2050; turn += 1) {
    liveOnce(sim, turn);
    if (turn > 40 && turn <= 46) early.push(count(sim.loop.state));
    if (turn > 2040 && turn <= 2046) late.push(count(sim.loop.state));
  }
  expect(sim.entries('RunStarted').length).toBeGreaterThan(10_000);
  expect(late).toEqual(early);
  for (const { counted } of sim.loop.state.sensors.values()) {
    for (const ids of counted.values()) expect(ids.size).toBeLessThanOrEqual(2 * REMEMBERED_IDS);
  }
});
