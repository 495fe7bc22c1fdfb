import type { TrafficVersion } from '../../../lib/spec/derive/traffic';
import { chooseBackend, chooseVersion, keepSplits } from '../../../lib/engine/serving/router';
import { Splitters } from '../../../lib/engine/serving/splitter';
import { graph, model, split, toBackends } from '../../gateway/graphs';

const facts = { path: '/predict', headers: {}, query: {} };
const versions: TrafficVersion[] = [
  { name: 'v3', number: 3 },
  { name: 'v2', number: 2 },
  { name: 'v1', number: 1 },
];

function tally(count: number, next: () => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let n = 0; n < count; n++) {
    const name = next();
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function versionOf(choice: ReturnType<typeof chooseVersion>): string {
  return choice.kind === 'chosen' ? choice.to.name : choice.kind;
}

describe('choosing a version', () => {
  test('splits 1000 requests exactly by the weights', () => {
    const canary = graph({ rollout: [split(0, 10, 1, 90)] });
    const splitters = new Splitters();
    expect(tally(1000, () => versionOf(chooseVersion(canary, versions, facts, splitters)))).toEqual({
      v3: 100,
      v2: 900,
    });
  });

  test('a header match goes before the split, in the order of the rules', () => {
    const rollout = [{ match: { headers: { 'x-canary': 'yes' } }, ...split(0, 100) }, split(1, 100)];
    const tested = graph({ rollout });
    const asked = { ...facts, headers: { 'x-canary': 'yes' } };
    expect(chooseVersion(tested, versions, asked, new Splitters())).toMatchObject({ to: { name: 'v3' }, rule: 0 });
    expect(chooseVersion(tested, versions, facts, new Splitters())).toMatchObject({ to: { name: 'v2' }, rule: 1 });
  });

  test('a request for which there is no rule is not sent anywhere', () => {
    const picky = graph({ rollout: [{ match: { path: '/other' }, ...split(0, 100) }] });
    expect(chooseVersion(picky, versions, facts, new Splitters())).toEqual({ kind: 'noRule' });
  });

  test('without a version that can answer there is nobody', () => {
    expect(chooseVersion(graph(), [], facts, new Splitters())).toEqual({ kind: 'nobody' });
    const down = [{ ...versions[0]!, readyBackends: [] }];
    expect(chooseVersion(graph(), down, facts, new Splitters())).toEqual({ kind: 'nobody' });
  });

  test('names who gets a copy', () => {
    const shadowed = graph({ rollout: [{ ...split(1, 80, 2, 20), shadow: { index: 0 } }] });
    expect(chooseVersion(shadowed, versions, facts, new Splitters())).toMatchObject({
      to: { name: 'v2' },
      shadow: { name: 'v3' },
    });
    const alone = chooseVersion(shadowed, versions.slice(0, 1), facts, new Splitters());
    expect(alone).toMatchObject({ kind: 'chosen', to: { name: 'v3' } });
    expect(alone).not.toHaveProperty('shadow');
  });
});

describe('choosing a backend', () => {
  const mixed = model('digits', ['mlp', 'svm'], [toBackends({ mlp: 75, svm: 25 })]);
  const name = (choice: ReturnType<typeof chooseBackend>) => (choice.kind === 'chosen' ? choice.to : choice.kind);

  test('splits exactly, separately for every version', () => {
    const splitters = new Splitters();
    const next = (version: TrafficVersion) => name(chooseBackend(mixed, version, facts, splitters));
    expect(tally(400, () => next(versions[0]!))).toEqual({ mlp: 300, svm: 100 });
    expect(tally(40, () => next(versions[1]!))).toEqual({ mlp: 30, svm: 10 });
  });

  test('goes round a backend that is not ready', () => {
    const halved = { ...versions[0]!, readyBackends: [{ model: 'digits', backend: 'svm' }] };
    expect(tally(10, () => name(chooseBackend(mixed, halved, facts, new Splitters())))).toEqual({ svm: 10 });
    const down = { ...versions[0]!, readyBackends: [{ model: 'other', backend: 'svm' }] };
    expect(name(chooseBackend(mixed, down, facts, new Splitters()))).toBe('nobody');
  });
});

test('the splits of versions that are gone are forgotten, those of the rollout stay', () => {
  const splitters = new Splitters();
  const even = graph({ rollout: [split(0, 1, 1, 1)], models: [model('digits', ['a', 'b'])] });
  const first = () => chooseBackend(even.models[0]!, versions[0]!, facts, splitters);
  expect(versionOf(chooseVersion(even, versions, facts, splitters))).toBe('v3');
  expect(first()).toMatchObject({ to: 'a' });
  keepSplits(splitters, versions.slice(1));
  expect(versionOf(chooseVersion(even, versions, facts, splitters))).toBe('v2');
  expect(first()).toMatchObject({ to: 'a' });
});
