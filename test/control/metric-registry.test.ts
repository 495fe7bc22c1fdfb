import { exposition, mergeExpositions } from '../../lib/control/exposition';
import { readPush } from '../../lib/control/metric-push';
import { MetricRegistry } from '../../lib/control/metric-registry';

let newest: string;
let registry: MetricRegistry;
const make = (limit?: number) =>
  new MetricRegistry({
    isNewest: (axon, deployer, version) => axon === 'digits' && deployer === 'd' && version === newest,
    ...(limit === undefined ? {} : { limit }),
  });
beforeEach(() => {
  newest = 'v2';
  registry = make();
});

const from = (version: string) => ({ deployer: 'd', version, model: 'm', backend: 'b' });
const text = () => exposition(registry);

describe('what code reports', () => {
  test('has room for so many characters of names and labels, which a new run gives back', () => {
    registry = new MetricRegistry({ isNewest: () => true, longest: 100 });
    const push = (name: string, run: string) =>
      registry.push('digits', [{ name, value: 1, labels: { fold: '1' } }], { task: 'Train', run });
    const names = () => registry.samples().map(({ name }) => name.slice(0, 1));
    push('a'.repeat(60), 'r1');
    push('b'.repeat(60), 'r1');
    push('c'.repeat(30), 'r1');
    expect([names(), registry.dropped]).toEqual([['a', 'c'], 1]);
    push('d'.repeat(95), 'r2');
    expect([names(), registry.dropped]).toEqual([['d'], 1]);
  });

  test('is exposed with who reported it', () => {
    registry.push('digits', [{ name: 'train_accuracy', value: 0.97 }], { task: 'Train', run: 'r1', trial: '0_0_1' });
    registry.push('digits', [{ name: 'accuracy', value: 0.5 }], from('v2'));
    expect(text()).toBe(
      [
        "# HELP accuracy reported by an axon's code",
        '# TYPE accuracy gauge',
        'accuracy{axon="digits",newest="true",source="serving",deployer="d",version="v2",model="m",backend="b"} 0.5',
        "# HELP train_accuracy reported by an axon's code",
        '# TYPE train_accuracy gauge',
        'train_accuracy{axon="digits",newest="true",source="task",task="Train"} 0.97',
        '',
      ].join('\n'),
    );
  });

  test('is the last value, and counters add up', () => {
    const push = (value: number) =>
      registry.push(
        'digits',
        [
          { name: 'g', value },
          { name: 'c', value, type: 'Counter' },
        ],
        from('v2'),
      );
    push(3);
    push(4);
    expect(registry.samples().map(({ name, value, type }) => [name, value, type])).toEqual([
      ['g', 4, 'gauge'],
      ['c', 7, 'counter'],
    ]);
  });

  test('a counter that forgets to say so goes on as one', () => {
    registry.push('digits', [{ name: 'c', value: 1, type: 'Counter' }], from('v2'));
    registry.push('digits', [{ name: 'c', value: 2 }], from('v2'));
    expect(registry.samples()).toMatchObject([{ value: 3, type: 'counter' }]);
  });

  test('newest is asked when it is read, not when it is reported', () => {
    registry.push('digits', [{ name: 'a', value: 1 }], from('v1'));
    registry.push('digits', [{ name: 'a', value: 2 }], from('v2'));
    const flags = () => registry.samples().map(({ labels }) => `${labels['version']} ${labels['newest']}`);
    expect(flags()).toEqual(['v1 false', 'v2 true']);
    newest = 'v1';
    expect(flags()).toEqual(['v1 true', 'v2 false']);
  });

  test('of a task is its latest run’s', () => {
    const push = (run: string, name: string, value: number) =>
      registry.push('digits', [{ name, value }], { task: 'Train', run });
    push('r1', 'loss', 0.5);
    push('r1', 'epoch', 3);
    push('r2', 'loss', 0.4);
    push('r1', 'loss', 0.1);
    expect(registry.samples().map(({ name, value }) => [name, value])).toEqual([['loss', 0.4]]);
  });

  test('of a task that has ended is what its run came to: gauges without labels that it reported, and nothing else', () => {
    registry.push(
      'digits',
      [
        { name: 'loss', value: 0.5 },
        { name: 'accuracy', value: 0.9, labels: { fold: '1' } },
        { name: 'epochs', value: 3, type: 'Counter' },
      ],
      { task: 'Train', run: 'r2' },
    );
    const told = () => registry.samples().map(({ value }) => value);
    registry.conclude('digits', 'Train', 'r1', { loss: 0.1 });
    expect(told()).toEqual([0.5, 0.9, 3]);
    registry.conclude('digits', 'Train', 'r2', { loss: 0.2, accuracy: 0.8, epochs: 5, unheard: 1 });
    expect(told()).toEqual([0.2, 0.9, 3]);
  });

  test('of a retired version is gone, late reports too', () => {
    registry.push('digits', [{ name: 'a', value: 1 }], from('v1'));
    registry.push('digits', [{ name: 'a', value: 2 }], from('v2'));
    registry.retire('digits', 'd', 'v1');
    registry.push('digits', [{ name: 'a', value: 3 }], from('v1'));
    expect(registry.samples().map(({ labels }) => labels['version'])).toEqual(['v2']);
  });

  test('keeps the code’s own labels, and ours win', () => {
    const labels = { digit: '7', axon: 'mine', source: 'x' };
    registry.push('digits', [{ name: 'a', value: 1, labels }], { task: 'T' });
    expect(registry.samples()[0]!.labels).toEqual({
      axon: 'digits',
      newest: 'true',
      source: 'task',
      task: 'T',
      digit: '7',
      exported_axon: 'mine',
      exported_source: 'x',
    });
  });

  test('labels in another order are the same series', () => {
    registry.push('digits', [{ name: 'a', value: 1, labels: { x: '1', y: '2' } }], { task: 'T' });
    registry.push('digits', [{ name: 'a', value: 2, labels: { y: '2', x: '1' } }], { task: 'T' });
    expect(registry.samples()).toHaveLength(1);
  });

  test('of axons that disagree about a type is untyped', () => {
    registry.push('digits', [{ name: 'a', value: 1, type: 'Counter' }], { task: 'T' });
    registry.push('fraud', [{ name: 'a', value: 1, type: 'Gauge' }], { task: 'T' });
    expect(text()).toContain('# TYPE a untyped\n');
  });

  test('beyond the limit is dropped and counted, per axon', () => {
    registry = make(2);
    for (let n = 0; n < 5; n++) registry.push('digits', [{ name: `m${n}`, value: n }], { task: 'T' });
    registry.push('fraud', [{ name: 'a', value: 1 }], { task: 'T' });
    expect(registry.samples()).toHaveLength(3);
    expect(registry.dropped).toBe(3);
  });

  test('survives a restart as plain JSON', () => {
    registry.push(
      'digits',
      [
        { name: 'c', value: 3, type: 'Counter' },
        { name: 'n', value: NaN },
      ],
      from('v2'),
    );
    registry.push('digits', [{ name: 'inf', value: -Infinity }], { task: 'T', run: 'r1' });
    registry.push('digits', [{ name: 'inf', value: Infinity }], { task: 'T', run: 'r2' });
    registry.retire('digits', 'd', 'v1');
    const before = text();
    const again = make();
    again.restore(JSON.parse(JSON.stringify(registry.snapshot())));
    expect(exposition(again)).toBe(before);
    again.push('digits', [{ name: 'a', value: 1 }], from('v1'));
    again.push('digits', [{ name: 'inf', value: 1 }], { task: 'T', run: 'r1' });
    expect(exposition(again)).toBe(before);
    again.push('digits', [{ name: 'c', value: 1, type: 'Counter' }], from('v2'));
    expect(again.samples().find(({ name }) => name === 'c')!.value).toBe(4);
  });
});

describe('the exposition', () => {
  test('escapes label values and writes every number that Prometheus reads', () => {
    registry.push('digits', [{ name: 'a', value: NaN, labels: { path: 'C:\\x\n"y"' } }], { task: 'T' });
    registry.push(
      'digits',
      [
        { name: 'b', value: Infinity },
        { name: 'c', value: 1e-9 },
      ],
      { task: 'T' },
    );
    const lines = text()
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    expect(lines).toEqual([
      'a{axon="digits",newest="true",source="task",task="T",path="C:\\\\x\\n\\"y\\""} NaN',
      'b{axon="digits",newest="true",source="task",task="T"} +Inf',
      'c{axon="digits",newest="true",source="task",task="T"} 1e-9',
      '',
    ]);
  });

  test('is empty without series', () => {
    expect(text()).toBe('');
  });

  test('merged keeps each family together and says its type once', () => {
    const histogram = '# HELP h x\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n\n';
    expect(
      mergeExpositions([histogram, '# TYPE g gauge\ng 1\n', '# HELP g again\n# TYPE g counter\ng{a="b"} 2\n']),
    ).toBe(
      '# HELP h x\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n# TYPE g gauge\ng 1\ng{a="b"} 2\n',
    );
    expect(mergeExpositions([])).toBe('');
  });
});

describe('a report', () => {
  test('is read with what it may leave out', () => {
    expect(
      readPush({
        metrics: [
          { name: 'a', value: 1 },
          { name: 'b', value: 'NaN', type: 'counter', labels: { k: 1, t: true } },
          { name: 'c', value: '+Inf', type: 'Gauge', labels: null },
        ],
        source: { deployer: 'd', version: 3, trial: null, unknown: {} },
      }),
    ).toEqual({
      ok: true,
      pushes: [
        { name: 'a', value: 1, labels: {} },
        { name: 'b', value: NaN, type: 'Counter', labels: { k: '1', t: 'true' } },
        { name: 'c', value: Infinity, type: 'Gauge', labels: {} },
      ],
      source: { deployer: 'd', version: '3' },
    });
    expect(readPush({ metrics: [] })).toEqual({ ok: true, pushes: [], source: {} });
  });

  test.each([
    [[], 'the body must be an object, got []'],
    [{}, 'metrics must be a list, got nothing'],
    [{ metrics: [1] }, 'metrics[0] must be an object, got 1'],
    [
      { metrics: [{ value: 1 }] },
      'metrics[0].name must be letters, digits and underscores, not starting with a digit, got nothing',
    ],
    [
      { metrics: [{ name: 'a b', value: 1 }] },
      'metrics[0].name must be letters, digits and underscores, not starting with a digit, got "a b"',
    ],
    [
      { metrics: [{ name: 'myelin_gateway_x', value: 1 }] },
      'metrics[0].name is taken by the runner itself, got "myelin_gateway_x"',
    ],
    [{ metrics: [{ name: 'a', value: '0.5' }] }, 'metrics[0].value must be a number, got "0.5"'],
    [{ metrics: [{ name: 'a' }] }, 'metrics[0].value must be a number, got nothing'],
    [
      { metrics: [{ name: 'a', value: 1, type: 'Histogram' }] },
      'metrics[0].type must be Gauge or Counter, got "Histogram"',
    ],
    [
      { metrics: [{ name: 'a', value: 1, labels: { '0': 'x' } }] },
      'metrics[0].labels has a name that is no label name, got "0"',
    ],
    [{ metrics: [{ name: 'a', value: 1, labels: { x: [] } }] }, 'metrics[0].labels.x must be text, got []'],
    [{ metrics: [], source: 'Train' }, 'source must be an object, got "Train"'],
    [{ metrics: [], source: { task: {} } }, 'source.task must be text, got {}'],
  ])('%j is refused', (body, fault) => {
    expect(readPush(body)).toEqual({ ok: false, faults: [fault] });
  });

  test.each([
    [{ name: 'n'.repeat(201), value: 1 }, 'metrics[0].name must have at most 200 characters, got 201'],
    [
      { name: 'm', value: 1, labels: { l: 'v'.repeat(1025) } },
      'metrics[0].labels.l must have at most 1024 characters, got 1025',
    ],
    [
      { name: 'm', value: 1, labels: { ['l'.repeat(201)]: 'v' } },
      'a name in metrics[0].labels must have at most 200 characters, got 201',
    ],
    [
      { name: 'm', value: 1, labels: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`l${n}`, n])) },
      'metrics[0].labels must have at most 32 names, got 33',
    ],
  ])('is refused where it is too long: case %#', (metric, fault) => {
    expect(readPush({ metrics: [metric] })).toEqual({ ok: false, faults: [fault] });
  });

  test('is refused with more metrics, or more of a source, than anybody has to say', () => {
    const metrics = Array.from({ length: 5001 }, () => 0);
    expect(readPush({ metrics })).toEqual({ ok: false, faults: ['metrics must have at most 5000 entries, got 5001'] });
    expect(readPush({ metrics: [], source: { trial: 't'.repeat(1025) } })).toEqual({
      ok: false,
      faults: ['source.trial must have at most 1024 characters, got 1025'],
    });
  });

  test('is refused with all its faults at once', () => {
    const read = readPush({ metrics: [{ name: '', value: null, type: 7 }], source: [] });
    expect(read.ok ? [] : read.faults).toHaveLength(4);
  });
});
