import { EventIds, REMEMBERED_IDS } from '../../lib/engine/event-ids';
import { axon } from './axons';
import { Simulation } from './simulation';

describe('the ids of a trigger', () => {
  const fill = (ids: EventIds, count: number) => {
    for (let i = 0; i < count; i += 1) ids.add(`other ${i}`);
  };

  test('the last ten thousand are known', () => {
    const ids = new EventIds();
    ids.add('a');
    fill(ids, REMEMBERED_IDS - 1);
    expect(ids.has('a')).toBe(true);
  });

  test('never more than twice as many are known', () => {
    const ids = new EventIds();
    ids.add('a');
    fill(ids, 10 * REMEMBERED_IDS);
    expect(ids.has('a')).toBe(false);
    expect(ids.size).toBeLessThanOrEqual(2 * REMEMBERED_IDS);
  });

  test('one that is held is known until it is released', () => {
    const ids = new EventIds();
    ids.add('a');
    ids.hold('a');
    fill(ids, 3 * REMEMBERED_IDS);
    expect(ids.has('a')).toBe(true);
    ids.release('a');
    expect(ids.has('a')).toBe(false);
  });
});

describe('an event counts once by id', () => {
  const REST = `- {name: go, filter: event.data.good, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: P}}]}`;
  const call = (sim: Simulation, id: string, good = true) => sim.call('go', 'call', id, { good });
  const flood = (sim: Simulation) => {
    for (let i = 0; i < 2 * REMEMBERED_IDS; i += 1) call(sim, `bad ${i}`, false);
  };

  test('while it waits, whatever came after it', () => {
    const sim = new Simulation(axon({ P: '' }, REST));
    sim.tell({ kind: 'pause' });
    call(sim, 'a');
    flood(sim);
    call(sim, 'a');
    expect(sim.entries('EventReceived')).toHaveLength(1);
  });

  test('while the run that consumed it is kept', () => {
    const sim = new Simulation(axon({ P: '' }, REST));
    call(sim, 'a');
    sim.succeed('P');
    flood(sim);
    call(sim, 'a');
    expect(sim.entries('RunStarted')).toHaveLength(1);
  });

  test('but not for ever: not once its run is retired and ten thousand others have come', () => {
    const sim = new Simulation(axon({ P: '' }, REST, '  retention: {runs: 0}\n'));
    call(sim, 'a');
    sim.succeed('P');
    call(sim, 'b');
    sim.succeed('P');
    call(sim, 'a');
    expect(sim.entries('RunStarted')).toHaveLength(2);
    flood(sim);
    call(sim, 'a');
    expect(sim.running()).toEqual(['P']);
  });
});
