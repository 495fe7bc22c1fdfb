import { parseScaling } from '../../../lib/spec/derive/scaling';

const read = (scaling: Parameters<typeof parseScaling>[0]) => {
  const result = parseScaling(scaling);
  return result.ok ? result.value : result.faults.map(({ message }) => message);
};
const cpu = { kind: 'utilization', resource: 'cpu', percent: 80 };
const wrong = (target: string) => [`"${target}" is no target of scaling`];

test('what scales and says nothing else has two replicas, and follows the CPU', () => {
  expect(read({ max: 5 })).toEqual({ min: 2, max: 5, target: cpu });
  expect(read({ max: 1 })).toEqual({ min: 1, max: 1, target: cpu });
  expect(read({ min: 1, max: 5 })).toEqual({ min: 1, max: 5, target: cpu });
});

test.each([
  ['cpu <= 60%', { kind: 'utilization', resource: 'cpu', percent: 60 }],
  ['cpu 60%', { kind: 'utilization', resource: 'cpu', percent: 60 }],
  ['Memory <= 75.4 %', { kind: 'utilization', resource: 'memory', percent: 75 }],
  ['p99 <= 50ms', { kind: 'latency', quantile: 0.99, milliseconds: 50 }],
  ['p99.9 < 1s', { kind: 'latency', quantile: 0.999, milliseconds: 1000 }],
])('the target %s is %j', (target, expected) => {
  expect(read({ max: 3, target })).toMatchObject({ target: expected });
});

test('a metric is taken as it is written', () => {
  const metric = {
    type: 'Pods',
    pods: { metric: { name: 'busy' }, target: { type: 'AverageValue', averageValue: 3 } },
  };
  expect(read({ max: 3, target: metric })).toMatchObject({ target: { kind: 'metric', metric } });
});

test.each([
  [{ min: 4, max: 3 }, ['min must not exceed max, got 4 and 3']],
  [{ min: 0, max: 3 }, ['min must be at least 1, got 0']],
  [{ max: 3, target: 'fast' }, wrong('fast')],
  [{ max: 3, target: 'cpu >= 60%' }, wrong('cpu >= 60%')],
  [{ max: 3, target: 'p99 >= 50ms' }, wrong('p99 >= 50ms')],
  [{ max: 3, target: 'cpu <= 0%' }, ['a utilization is at least 1%, got "cpu <= 0%"']],
])('%j is no scaling: %j', (scaling, faults) => {
  expect(read(scaling)).toEqual(faults);
});
