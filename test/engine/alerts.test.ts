import { axon, deployer } from './axons';
import { BEGIN, Simulation } from './simulation';

const watch = (keys = '') => `
- {name: go, tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded}], tasks: [${deployer('d')}]}
- {name: watch, triggers: [{name: low, type: Alert, condition: "{{accuracy}} < 0.9"${keys}}], tasks: [{trainer: {task: T}}]}`;
const tasks = { T: '', D: '' };

function serving(keys = ''): Simulation {
  const sim = new Simulation(axon(tasks, watch(keys)));
  sim.succeed('T');
  sim.serve();
  return sim;
}

const phases = (sim: Simulation) => sim.entries('AlertChanged').map(({ from, to }) => `${from} > ${to}`);

describe('an alert', () => {
  test('fires at once without `for`, and Pending lasts as long as `for` says', () => {
    const sim = serving(', for: 1m');
    sim.sample('watch', 'low', false);
    sim.sample('watch', 'low', true);
    sim.pass('59s');
    sim.sample('watch', 'low', true);
    expect(sim.running()).toEqual([]);
    sim.pass('1s');
    sim.sample('watch', 'low', true);
    expect(phases(sim)).toEqual(['Unknown > Inactive', 'Inactive > Pending', 'Pending > Firing']);
    expect(sim.running()).toEqual(['T']);
  });

  test('that recovers while Pending does not fire', () => {
    const sim = serving(', for: 1m');
    sim.sample('watch', 'low', true);
    sim.pass('30s');
    sim.sample('watch', 'low', false);
    sim.pass('30s');
    sim.sample('watch', 'low', true);
    expect(sim.running()).toEqual([]);
  });

  test('without an answer is Unknown, which never fires and is shown', () => {
    const sim = serving();
    sim.sample('watch', 'low', { kind: 'unknown', reason: 'no samples of accuracy' });
    sim.pass('1h');
    sim.sample('watch', 'low', { kind: 'unknown', reason: 'no samples of accuracy' });
    expect(phases(sim)).toEqual(['Unknown > Unknown']);
    expect(sim.entries('AlertChanged')[0]?.reason).toBe('no answer for {{accuracy}} < 0.9: no samples of accuracy');
    expect(sim.running()).toEqual([]);
  });

  test('that goes through Unknown keeps its activation and emits nothing new', () => {
    const sim = serving();
    sim.sample('watch', 'low', true);
    sim.sample('watch', 'low', { kind: 'unknown', reason: 'no answer' });
    sim.sample('watch', 'low', true);
    expect(sim.entries('RunStarted').filter(({ sensor }) => sensor === 'watch')).toHaveLength(1);
  });

  test('that stays Firing emits again only when all that followed has ended and cooldown has passed since', () => {
    const sim = serving();
    const events = () => sim.entries('EventReceived').filter(({ event }) => event.type === 'alert').length;
    sim.sample('watch', 'low', true);
    expect(events()).toBe(1);
    sim.pass('1h');
    sim.sample('watch', 'low', true);
    expect(events()).toBe(1);
    sim.succeed('T');
    sim.pass('1h');
    sim.sample('watch', 'low', true);
    expect(events()).toBe(1);
    sim.serve();
    sim.pass('9m59s');
    sim.sample('watch', 'low', true);
    expect(events()).toBe(1);
    sim.pass('1s');
    sim.sample('watch', 'low', true);
    expect(events()).toBe(2);
  });

  test('that resolved and fires anew is a new activation, with no cooldown', () => {
    const sim = serving();
    sim.sample('watch', 'low', true);
    sim.succeed('T');
    sim.serve();
    sim.sample('watch', 'low', false);
    sim.pass('1s');
    sim.sample('watch', 'low', true);
    expect(sim.entries('EventReceived').filter(({ event }) => event.type === 'alert')).toHaveLength(2);
  });

  test('is journalled when it changes, not at every evaluation', () => {
    const sim = serving();
    for (let round = 0; round < 100; round += 1) {
      sim.pass('15s');
      sim.sample('watch', 'low', false);
    }
    expect(sim.entries('AlertChanged')).toHaveLength(1);
  });
});

describe('a calendar', () => {
  const daily = (keys = '') =>
    `- {name: nightly, triggers: [{name: three, type: Calendar, schedule: "0 3 * * *"${keys}}], tasks: [{resourceExecutor: {task: P}}]}`;

  test('emits at its times, once each', () => {
    const sim = new Simulation(axon({ P: '' }, daily()));
    sim.pass('2h59m');
    expect(sim.running()).toEqual([]);
    sim.pass('1m');
    sim.pass('1m');
    expect(sim.running()).toEqual(['P']);
    sim.succeed('P');
    sim.pass('24h');
    expect(sim.entries('RunStarted')).toHaveLength(2);
    expect(sim.entries('RunStarted')[0]?.reason).toBe('three was due at 2026-01-01T03:00:00.000Z');
  });

  test('skips what it missed while nobody ran the loop', () => {
    const sim = new Simulation(axon({ P: '' }, daily()));
    sim.restart();
    sim.now += 10 * 24 * 3_600_000;
    sim.tell({ kind: 'tick' });
    expect(sim.running()).toEqual([]);
    expect(sim.entries('CalendarSkipped')).toHaveLength(1);
  });

  test('with catchUp fires for each occurrence missed, oldest first', () => {
    const sim = new Simulation(axon({ P: '' }, daily(', catchUp: true')));
    sim.now += 2 * 24 * 3_600_000;
    sim.tell({ kind: 'tick' });
    sim.succeed('P');
    sim.succeed('P');
    expect(sim.entries('RunStarted').map(({ reason }) => reason)).toEqual([
      'three was due at 2026-01-01T03:00:00.000Z',
      'three was due at 2026-01-02T03:00:00.000Z',
    ]);
  });

  const each = (schedule: string) =>
    `- {name: pulse, triggers: [{name: beat, type: Calendar, schedule: "${schedule}", catchUp: true}], tasks: [{resourceExecutor: {task: P}}]}`;
  const received = (sim: Simulation) => sim.entries('EventReceived').map(({ event }) => event.time - BEGIN);

  test.each([
    ['* * * * *', 365 * 24 * 60, 60_000],
    ['* * * * * *', 365 * 24 * 3600, 1000],
  ])('with catchUp makes up for the last 100 of a year of %s, and says which it left', (schedule, missed, apart) => {
    const sim = new Simulation(axon({ P: '' }, each(schedule)));
    sim.now += missed * apart;
    const began = performance.now();
    sim.tell({ kind: 'tick' });
    expect(performance.now() - began).toBeLessThan(4000);
    const expected = Array.from({ length: 100 }, (_, at) => (missed - 99 + at) * apart);
    expect(received(sim)).toEqual(expected);
    const [from, until] = [BEGIN + apart, BEGIN + expected[0]!].map((time) => new Date(time).toISOString());
    expect(sim.entries('CalendarSkipped').map(({ scheduled, reason }) => [scheduled, reason])).toEqual([
      [
        BEGIN + expected[0]! - 1,
        `it was due more than 100 times, from ${from} on, while the loop did not run: catchUp makes up for the last 100, from ${until} on`,
      ],
    ]);
    sim.pass('1m');
    expect(received(sim)).toHaveLength(100 + 60_000 / apart);
  });

  test('with catchUp leaves none of exactly 100', () => {
    const sim = new Simulation(axon({ P: '' }, each('* * * * *')));
    sim.now += 100 * 60_000;
    sim.tell({ kind: 'tick' });
    expect(received(sim)).toEqual(Array.from({ length: 100 }, (_, at) => (at + 1) * 60_000));
    expect(sim.entries('CalendarSkipped')).toEqual([]);
  });

  test('that an edit brings or changes has missed nothing before, and what came due before the edit is heard', () => {
    const catchUp = ', catchUp: true';
    const sim = new Simulation(axon({ P: '' }, daily(catchUp)));
    sim.now += 4 * 3_600_000;
    sim.submit(axon({ P: '' }, daily(catchUp).replace('0 3 * * *', '0 * * * *')));
    sim.succeed('P');
    sim.pass('1h');
    sim.succeed('P');
    sim.submit(axon({ P: '' }, '- {name: nightly, tasks: [{resourceExecutor: {task: P}}]}'));
    sim.succeed('P');
    sim.pass('24h');
    sim.submit(axon({ P: '' }, daily(catchUp)));
    sim.pass('1h');
    expect(sim.running()).toEqual([]);
    expect(sim.entries('RunStarted').map(({ reason }) => reason)).toEqual([
      'three was due at 2026-01-01T03:00:00.000Z',
      'three was due at 2026-01-01T05:00:00.000Z',
      'the axon started',
    ]);
    expect(sim.entries('CalendarSkipped').map(({ scheduled, reason }) => [scheduled - BEGIN, reason])).toEqual([
      [4 * 3_600_000, 'its calendar was edited, and has missed nothing before'],
      [29 * 3_600_000, 'its calendar was edited, and has missed nothing before'],
    ]);
  });
});
