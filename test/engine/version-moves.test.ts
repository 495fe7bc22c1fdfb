import { indexed } from '../../lib/engine/serving/version';
import { judgeMove } from '../../lib/engine/serving/judge-move';
import { servedGraphs } from '../../lib/engine/serving/removed';
import type { MoveOrder } from '../../lib/engine/ports';
import { viewAxon } from '../../lib/engine/view/axon-view';
import { axon, deployer } from './axons';
import { Simulation } from './simulation';

const TASKS = { T: 'lossMetric: accuracy, lossMetricSelector: greater, metrics: [{name: accuracy}]', D: '' };
const CANARY =
  ', rolloutSpec: [{destinations: [{destinationIndex: 0, weight: 10}, {destinationIndex: 1, weight: 90}]}]';

const document = ({ more = '', top = '', when = '' } = {}) =>
  axon(
    TASKS,
    `
- {name: train, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}
- {name: ship, triggers: [{name: done, type: Lifecycle, task: T, condition: Succeeded${when}}], tasks: [${deployer('d', more)}]}
- {name: again, triggers: [{name: now, type: Rest}], tasks: [${deployer('d', more)}]}`,
    top,
  );

/** So many versions have been trained and have come up, one after the other. */
function served(count: number, options: Parameters<typeof document>[0] = {}): Simulation {
  const sim = new Simulation(document(options));
  sim.builds['D'] = 'server';
  for (let number = 1; number <= count; number += 1) train(sim, `v${number}`);
  return sim;
}

function train(sim: Simulation, id: string, accuracy = 0.9): void {
  sim.call('train', 'call', id);
  sim.succeed('T', { accuracy });
  sim.serve();
  sim.pass('1m');
}

/** `3 Serving 0`: number, phase, and the rollout index if one counts it. */
function versions(sim: Simulation): string[] {
  const found = sim.loop.state.deployers.get('d')!;
  const counted = indexed(found);
  return found.versions.map((version) => {
    const index = counted.indexOf(version);
    return `${version.number} ${version.phase}${index < 0 ? '' : ` ${index}`}`;
  });
}

const order = (kind: MoveOrder['kind'], version?: string, reason?: string): MoveOrder => ({
  kind,
  deployer: 'd',
  by: 'ada',
  ...(version === undefined ? {} : { version }),
  ...(reason === undefined ? {} : { reason }),
});

/** What who asks is told; then it is asked. */
function ask(sim: Simulation, asked: MoveOrder): string {
  const { state } = sim.loop;
  const inForce = sim.axon(state.hash);
  const verdict = judgeMove(
    state,
    { axon: inForce, graphs: servedGraphs(inForce, state, (hash) => sim.axon(hash)) },
    asked,
  );
  const entries = sim.tell(asked);
  expect(entries.length > 0).toBe(verdict.kind === 'move');
  return verdict.kind === 'refused' ? `refused: ${verdict.reason}` : verdict.news;
}

const told = (sim: Simulation, from: number) =>
  sim.lines(from).map((line, index) => `${line}: ${sim.journal[from + index]!.reason}`.replace(/[0-9a-f]{8}/g, '#'));

describe('a rollback', () => {
  test('goes back to the version before that stands, at once, and says who and why', () => {
    const sim = served(2);
    const from = sim.journal.length;
    expect(ask(sim, order('rollback', undefined, 'it is slow'))).toBe('version 1 of d answers in place of version 2');
    expect(versions(sim)).toEqual(['1 Serving 0', '2 RolledBack']);
    expect(told(sim, from)).toEqual([
      'd: RolledBack to d-# in place of d-#: asked by ada: it is slow',
      'd-#: RolledBack: rolled back to version 1: asked by ada: it is slow',
    ]);
  });

  test('asked for again goes back once more, or says that there is nothing before', () => {
    const sim = served(3, { top: '  keepVersions: 5\n' });
    ask(sim, order('rollback'));
    ask(sim, order('rollback'));
    expect(versions(sim)).toEqual(['1 Serving 0', '2 RolledBack', '3 RolledBack']);
    expect(ask(sim, order('rollback'))).toBe(
      'refused: d has no version before 1 to go back to; to start nothing more: myelin pause test',
    );
  });

  test('of a canary gives all traffic back, not the share of its index', () => {
    const sim = served(3, { more: CANARY });
    expect(versions(sim)).toEqual(['1 Serving 2', '2 Serving 1', '3 Serving 0']);
    ask(sim, order('rollback'));
    expect(versions(sim)).toEqual(['1 Serving', '2 Serving 0', '3 RolledBack']);
    train(sim, 'v4');
    expect(versions(sim)).toEqual(['1 Serving', '2 Serving 1', '3 RolledBack', '4 Serving 0']);
  });

  test('to a version that was retired waits until that is up again, and moves nothing before', () => {
    const sim = served(4);
    expect(versions(sim)).toEqual(['1 Retired', '2 Retired', '3 Serving 1', '4 Serving 0']);
    const from = sim.journal.length;
    expect(ask(sim, order('rollback', '1'))).toBe(
      'version 1 of d comes up again, and answers in place of versions 4, 3 once it is ready',
    );
    expect(versions(sim)).toEqual(['1 Starting', '2 Retired', '3 Serving 1', '4 Serving 0']);
    expect(viewAxon(sim.axon(sim.loop.state.hash), sim.loop.state).deployers['d']?.move).toMatchObject({
      kind: 'rollback',
      by: 'ada',
      reason: 'asked by ada',
    });
    expect(ask(sim, order('rollback', '1'))).toBe('version 1 of d comes up again already');
    sim.serve();
    expect(versions(sim)).toEqual(['1 Serving 0', '2 Retired', '3 RolledBack', '4 RolledBack']);
    expect(told(sim, from)).toEqual([
      'd-#: Starting again, to be gone back to: asked by ada',
      'd-#: Starting: it comes up again to be gone back to: asked by ada',
      'd-#: Ready: Ready',
      'd-#: Serving: every model of it has a backend that answers',
      'd: RolledBack to d-# in place of d-#, d-#: asked by ada',
      'd-#: RolledBack: rolled back to version 1: asked by ada',
      'd-#: RolledBack: rolled back to version 1: asked by ada',
    ]);
  });

  test('to a version that does not come up again changes nothing, and says so', () => {
    const sim = served(4);
    ask(sim, order('rollback', '1'));
    sim.serve('Failed');
    expect(versions(sim)).toEqual(['1 Retired', '2 Retired', '3 Serving 1', '4 Serving 0']);
    expect(sim.entries('RollbackFailed')).toMatchObject([
      { deployer: 'd', reason: 'version 1 did not come up again: Failed' },
    ]);
  });

  test('that waits gives way to a later one, and to a promotion of what serves', () => {
    const sim = served(4);
    ask(sim, order('rollback', '1'));
    ask(sim, order('rollback', '2'));
    expect(versions(sim)).toEqual(['1 Retired', '2 Starting', '3 Serving 1', '4 Serving 0']);
    expect(ask(sim, order('promote'))).toBe('version 4 of d answers everything');
    expect(versions(sim)).toEqual(['1 Retired', '2 Retired', '3 Serving', '4 Serving 0']);
    expect(sim.entries('RollbackFailed').map(({ reason }) => reason)).toEqual([
      'version 2 was asked for instead',
      'version 4 was asked for instead',
    ]);
  });

  test('rolls back only what served when it was asked for', () => {
    const sim = served(4);
    ask(sim, order('rollback', '1'));
    sim.call('train', 'call', 'v5');
    sim.succeed('T', { accuracy: 0.9 });
    const [first, , , , fifth] = sim.loop.state.deployers.get('d')!.versions;
    for (const { name } of [fifth!, first!]) {
      sim.tell({ kind: 'versionReported', deployer: 'd', version: name, phase: 'Ready', message: 'up' });
    }
    expect(versions(sim)).toEqual(['1 Serving 1', '2 Retired', '3 RolledBack', '4 RolledBack', '5 Serving 0']);
  });

  test('leaves a version that is Starting, and says that it will take its share', () => {
    const sim = served(2);
    sim.call('train', 'call', 'v3');
    sim.succeed('T', { accuracy: 0.9 });
    expect(ask(sim, order('rollback'))).toBe(
      'version 1 of d answers in place of version 2; version 3 is Starting, and takes its share once it serves',
    );
    sim.serve();
    expect(versions(sim)).toEqual(['1 Serving 1', '2 RolledBack', '3 Serving 0']);
  });

  test('is news of no sensor: what starts a training is the loop, not a person who goes back', () => {
    const sim = served(2);
    const runs = sim.entries('RunStarted').length;
    ask(sim, order('rollback'));
    ask(sim, order('promote', '2'));
    sim.serve();
    sim.pass('1h');
    expect(sim.entries('RunStarted')).toHaveLength(runs);
  });

  test('makes the one before what `improves` compares with', () => {
    const sim = served(0, { when: ', when: "improves(\'accuracy\')"' });
    train(sim, 'a', 0.7);
    train(sim, 'b', 0.9);
    ask(sim, order('rollback'));
    train(sim, 'c', 0.8);
    expect(versions(sim)).toEqual(['1 Serving 1', '2 RolledBack', '3 Serving 0']);
  });
});

describe('a version that was rolled back', () => {
  test('is not made again by the loop: the same spec, models and servers', () => {
    const sim = served(2);
    ask(sim, order('rollback'));
    sim.call('again', 'now', 'x');
    expect(versions(sim)).toEqual(['1 Serving 0', '2 RolledBack']);
    expect(sim.entries('RunEnded').at(-1)).toMatchObject({
      phase: 'Failed',
      reason:
        'd Failed: version 2 serves the same models and was rolled back; to have it all the same: myelin promote test --deployer d --version 2',
    });
  });

  test.each([
    ['a new training', (sim: Simulation) => train(sim, 'v3')],
    [
      'another server',
      (sim: Simulation) => {
        sim.builds['D'] = 'mended server';
        sim.call('again', 'now', 'x');
      },
    ],
    [
      'an edit',
      (sim: Simulation) => {
        sim.submit(document({ more: ', replicas: 2' }));
        sim.call('again', 'now', 'x');
      },
    ],
  ])('does not stand in the way of %s', (_, change) => {
    const sim = served(2);
    ask(sim, order('rollback'));
    change(sim);
    sim.serve();
    expect(versions(sim).at(-1)).toBe('3 Serving 0');
  });

  test('comes back when it is promoted by name, and then answers everything', () => {
    const sim = served(2, { more: CANARY });
    ask(sim, order('rollback'));
    expect(ask(sim, order('promote', '2'))).toBe(
      'version 2 of d comes up again, and answers everything once it is ready',
    );
    sim.serve();
    expect(versions(sim)).toEqual(['1 Serving', '2 Serving 0']);
  });

  test('is forgotten with the retired ones, as retention says', () => {
    const sim = served(2, { top: '  retention: {versions: 1}\n' });
    ask(sim, order('rollback'));
    train(sim, 'v3');
    train(sim, 'v4');
    expect(versions(sim)).toEqual(['2 RolledBack', '3 Serving 1', '4 Serving 0']);
    expect(ask(sim, order('rollback', '1'))).toBe(
      'refused: version 1 of d is past what retention.versions keeps (1), and its models are deleted: name one of 4, 3, 2, or train and deploy again',
    );
  });
});

describe('a promotion', () => {
  test('lets a canary answer everything, until the next version is the canary', () => {
    const sim = served(2, { more: CANARY });
    expect(ask(sim, order('promote', undefined, 'it is good'))).toBe('version 2 of d answers everything');
    expect(versions(sim)).toEqual(['1 Serving', '2 Serving 0']);
    expect(viewAxon(sim.axon(sim.loop.state.hash), sim.loop.state).deployers['d']?.versions).toMatchObject([
      { version: 2, index: 0 },
      { version: 1, standsBy: true },
    ]);
    expect(ask(sim, order('promote'))).toBe('version 2 of d answers everything already');
    train(sim, 'v3');
    expect(versions(sim)).toEqual(['1 Serving', '2 Serving 1', '3 Serving 0']);
    train(sim, 'v4');
    expect(versions(sim)).toEqual(['1 Retired', '2 Serving 2', '3 Serving 1', '4 Serving 0']);
  });

  test('is undone by a rollback, at once, since what was before stands by', () => {
    const sim = served(2, { more: CANARY });
    ask(sim, order('promote'));
    expect(ask(sim, order('rollback'))).toBe('version 1 of d answers in place of version 2');
    expect(versions(sim)).toEqual(['1 Serving 0', '2 RolledBack']);
  });

  test('of a version that does not come up again changes nothing', () => {
    const sim = served(2);
    ask(sim, order('rollback'));
    ask(sim, order('promote', '2'));
    sim.serve('Failed');
    expect(versions(sim)).toEqual(['1 Serving 0', '2 RolledBack']);
    expect(sim.entries('PromotionFailed')).toHaveLength(1);
  });

  test('keeps as many versions up beyond what gets traffic as keepVersions says', () => {
    const sim = served(3, { more: CANARY });
    ask(sim, order('promote'));
    expect(versions(sim)).toEqual(['1 Retired', '2 Serving', '3 Serving 0']);
  });
});

test.each([
  ['rollback', undefined, 1, 'd has no version before 1 to go back to; to start nothing more: myelin pause test'],
  ['rollback', '9', 2, 'd has no version 9; there are 2, 1'],
  ['rollback', 'd-1', 2, 'd has no version d-1; there are 2, 1'],
  [
    'promote',
    '1',
    2,
    'version 1 of d is older than version 2, which serves; to go back to it: myelin rollback test --to 1',
  ],
  ['rollback', '2', 2, 'unchanged'],
  ['promote', undefined, 2, 'unchanged'],
] as const)('%s of %s where %d versions serve is answered: %s', (kind, version, count, answer) => {
  const sim = served(count);
  const said = ask(sim, order(kind, version));
  expect(said).toBe(answer === 'unchanged' ? 'version 2 of d answers everything already' : `refused: ${answer}`);
});

test('what cannot be followed is refused with the way that there is', () => {
  const sim = served(0);
  expect(ask(sim, order('promote'))).toBe('refused: no version of d serves yet, so there is none to promote');
  expect(ask(sim, order('rollback'))).toBe('refused: no version of d serves yet, so there is none to go back from');
  expect(ask(sim, { ...order('promote'), deployer: 'dd' })).toBe(
    'refused: there is no deployer dd, did you mean d; there is d',
  );
  train(sim, 'v1');
  train(sim, 'v2');
  sim.call('train', 'call', 'v3');
  sim.succeed('T', { accuracy: 0.9 });
  expect(ask(sim, order('promote', '3'))).toBe(
    'refused: version 3 of d is Starting, and takes its share of the traffic once it serves: ask again then',
  );
  expect(ask(sim, order('rollback', '3'))).toBe(
    'refused: version 3 of d is newer than version 2, which serves, so it is not gone back to',
  );
  sim.serve('Failed');
  expect(ask(sim, order('promote', '3'))).toBe('refused: version 3 of d never served: Failed');
  ask(sim, order('rollback'));
  expect(ask(sim, order('rollback', '2'))).toBe(
    'refused: version 2 of d is newer than version 1, which serves, so it is not gone back to: myelin promote test --version 2',
  );
  train(sim, 'v4');
  ask(sim, order('rollback', '1'));
  train(sim, 'v5');
  sim.submit(document({ more: CANARY }));
  expect(ask(sim, order('rollback', '5'))).toBe(
    'refused: version 5 of d is the newest that serves; to have it answer everything: myelin promote test',
  );
});

test('one that was itself rolled back is gone back to only by name', () => {
  const sim = served(3, { top: '  keepVersions: 5\n' });
  ask(sim, order('rollback'));
  ask(sim, order('rollback'));
  train(sim, 'v4');
  ask(sim, order('rollback', '3'));
  sim.serve();
  expect(versions(sim)).toEqual(['1 Serving', '2 RolledBack', '3 Serving 0', '4 RolledBack']);
  ask(sim, order('rollback', '2'));
  sim.serve();
  expect(versions(sim)).toEqual(['1 Serving', '2 Serving 0', '3 RolledBack', '4 RolledBack']);
});

test('a decision that waits is known to whoever takes over, and to a snapshot', () => {
  const sim = served(4);
  ask(sim, order('rollback', '1'));
  sim.restart();
  sim.serve();
  expect(versions(sim)).toEqual(['1 Serving 0', '2 Retired', '3 RolledBack', '4 RolledBack']);
  sim.restart();
  expect(versions(sim)).toEqual(['1 Serving 0', '2 Retired', '3 RolledBack', '4 RolledBack']);
});

test('pruning ends what waits, with the deployer that was removed', () => {
  const sim = served(4);
  ask(sim, order('rollback', '1'));
  sim.submit(axon(TASKS, '- {name: train, triggers: [{name: call, type: Rest}], tasks: [{trainer: {task: T}}]}'));
  sim.tell({ kind: 'prune' });
  expect(versions(sim)).toEqual(['1 Retired', '2 Retired', '3 Retired', '4 Retired']);
  expect(sim.loop.wanted().versions).toEqual([]);
});
