import { backendShares, canAnswer, rolloutShares, routingRules, trafficMatrix } from '../../../lib/spec/derive/traffic';
import { graph, model, node, route, split, toBackends } from '../../gateway/graphs';

const served = (shares: { served: readonly { to: number | string; share: number }[] }) =>
  Object.fromEntries(shares.served.map(({ to, share }) => [to, share]));

describe('rollout shares', () => {
  const publishedRule = { ...split(1, 80, 2, 20), shadow: { index: 0 } };

  test.each([
    // rule, versions, shares by position, shadow
    [split(0, 100), 1, { 0: 1 }, undefined],
    [split(0, 100), 3, { 0: 1 }, undefined],
    [split(0, 90, 1, 10), 1, { 0: 1 }, undefined],
    [split(0, 90, 1, 10), 2, { 0: 0.9, 1: 0.1 }, undefined],
    [split(0, 90, 1, 10), 3, { 0: 0.9, 1: 0.1 }, undefined],
    [split(0, 10, 1, 90), 1, { 0: 1 }, undefined],
    [split(0, 10, 2, 90), 2, { 0: 0.1, 1: 0.9 }, undefined],
    [split(0, 3, 1, 1), 2, { 0: 0.75, 1: 0.25 }, undefined],
    [split(0, 0, 1, 100), 2, { 1: 1 }, undefined],
    // The published axon that weighs only the indices 1 and 2 and gives the newest a copy.
    [publishedRule, 1, { 0: 1 }, undefined],
    [publishedRule, 2, { 1: 1 }, 0],
    [publishedRule, 3, { 1: 0.8, 2: 0.2 }, 0],
    [publishedRule, 7, { 1: 0.8, 2: 0.2 }, 0],
    [{ ...split(0, 100), shadow: { index: 1 } }, 1, { 0: 1 }, undefined],
    [{ ...split(0, 100), shadow: { index: 1 } }, 2, { 0: 1 }, 1],
    [{ ...split(0, 100), shadow: { index: 5 } }, 3, { 0: 1 }, 2],
  ])('%j with %i versions', (rule, versions, expected, shadow) => {
    const shares = rolloutShares(rule, versions);
    expect(served(shares)).toEqual(expected);
    expect(shares.shadow).toBe(shadow);
  });

  test('an index past the oldest adds to the oldest and is never spread anew', () => {
    expect(rolloutShares(split(0, 10, 1, 60, 2, 30), 2).served).toEqual([
      { to: 0, weight: 10, share: 0.1 },
      { to: 1, weight: 90, share: 0.9 },
    ]);
  });

  test('without a version nobody is served, and nobody gets a copy', () => {
    expect(rolloutShares(publishedRule, 0)).toEqual({ served: [] });
  });

  test('a shadow whose weight is 0 among the destinations is not served, so it stays', () => {
    expect(rolloutShares({ ...split(0, 100, 1, 0), shadow: { index: 1 } }, 2)).toEqual({
      served: [{ to: 0, weight: 100, share: 1 }],
      shadow: 1,
    });
  });
});

describe('backend shares', () => {
  const three = model('m', ['a', 'b', 'c'], [toBackends({ a: 60, b: 30, c: 10 })]);
  const rule = three.routing[0]!;

  test('follow the weights while all are ready', () => {
    expect(served(backendShares(three, rule, () => true))).toEqual({ a: 0.6, b: 0.3, c: 0.1 });
  });

  test('a backend that is not ready gives its weight to the others in proportion', () => {
    expect(served(backendShares(three, rule, (name) => name !== 'a'))).toEqual({ b: 0.75, c: 0.25 });
  });

  test('when none of the rule is ready the model’s others take over in equal parts', () => {
    const shares = backendShares(three, toBackends({ a: 100, b: 0 }), (name) => name !== 'a');
    expect(served(shares)).toEqual({ b: 0.5, c: 0.5 });
  });

  test('with no ready backend there is no share at all', () => {
    expect(backendShares(three, rule, () => false)).toEqual({ served: [] });
  });

  test('a shadow is dropped when it is served or not ready', () => {
    const shadowed = { ...toBackends({ a: 100 }), shadow: { backend: 'b' } };
    expect(backendShares(three, shadowed, () => true).shadow).toBe('b');
    expect(backendShares(three, shadowed, (name) => name !== 'b').shadow).toBeUndefined();
    expect(backendShares(three, { ...shadowed, shadow: { backend: 'a' } }, () => true).shadow).toBeUndefined();
    // b takes over from a, so a copy for b would be a second request to the one that answers.
    const two = model('m', ['a', 'b']);
    expect(backendShares(two, shadowed, (name) => name === 'b')).toEqual({
      served: [{ to: 'b', weight: 1, share: 1 }],
    });
  });

  test('a model without rules is split in equal parts', () => {
    expect(served(backendShares(three, routingRules(model('m', ['x', 'y']))[0]!, () => true))).toEqual({
      x: 0.5,
      y: 0.5,
    });
  });
});

describe('the traffic matrix', () => {
  const two = graph({
    rollout: [
      { match: { headers: { 'x-team': 'internal' } }, ...split(0, 100) },
      { ...split(0, 10, 1, 90), shadow: { index: 2 } },
    ],
    models: [model('vision', ['cnn', 'svm'], [toBackends({ cnn: 75, svm: 25 })]), model('text', ['bow'])],
    routes: [route('/classify', node('vision'), node('text'), node('vision', '/join')), route('/words', node('text'))],
  });
  const versions = [
    { name: 'v3', number: 3 },
    { name: 'v2', number: 2 },
    { name: 'v1', number: 1 },
  ];

  test('lists rule by route by version by backend', () => {
    const lines = trafficMatrix(two, versions).map(
      (cell) =>
        `${cell.rule} ${cell.route} ${cell.version} ${cell.model}/${cell.backend} ${cell.share}${cell.shadow ? ' copy' : ''}`,
    );
    expect(lines).toEqual([
      '0 /classify v3 vision/cnn 0.75',
      '0 /classify v3 vision/svm 0.25',
      '0 /classify v3 text/bow 1',
      '0 /words v3 text/bow 1',
      '1 /classify v3 vision/cnn 0.07500000000000001',
      '1 /classify v3 vision/svm 0.025',
      '1 /classify v3 text/bow 0.1',
      '1 /classify v2 vision/cnn 0.675',
      '1 /classify v2 vision/svm 0.225',
      '1 /classify v2 text/bow 0.9',
      '1 /classify v1 vision/cnn 0.75 copy',
      '1 /classify v1 vision/svm 0.25 copy',
      '1 /classify v1 text/bow 1 copy',
      '1 /words v3 text/bow 0.1',
      '1 /words v2 text/bow 0.9',
      '1 /words v1 text/bow 1 copy',
    ]);
  });

  test('what is served adds up to 1 for every rule, route and model, whoever is down', () => {
    const readyBackends = [
      { model: 'vision', backend: 'svm' },
      { model: 'text', backend: 'bow' },
    ];
    const sums = new Map<string, number>();
    for (const cell of trafficMatrix(two, [{ ...versions[0]!, readyBackends }, ...versions.slice(1)])) {
      if (cell.version === 'v3') expect(cell.backend).not.toBe('cnn');
      const key = `${cell.rule} ${cell.route} ${cell.model}`;
      if (!cell.shadow) sums.set(key, (sums.get(key) ?? 0) + cell.share);
    }
    expect(sums.size).toBe(6);
    for (const sum of sums.values()) expect(sum).toBeCloseTo(1, 12);
  });

  test('a version with a model that nobody can answer for is passed over by the indices', () => {
    const headless = { ...versions[0]!, readyBackends: [{ model: 'vision', backend: 'cnn' }] };
    expect(canAnswer(two, headless)).toBe(false);
    const cells = trafficMatrix(two, [headless, ...versions.slice(1)]).filter(({ shadow }) => !shadow);
    expect(new Set(cells.map(({ version }) => version))).toEqual(new Set(['v2', 'v1']));
  });

  test('a graph without rollout rules sends everything to the newest', () => {
    expect(trafficMatrix(graph(), versions).map(({ version, share }) => [version, share])).toEqual([
      ['v3', 1],
      ['v3', 1],
    ]);
  });
});
