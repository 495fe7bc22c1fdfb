import { expandAxon } from '../../../lib/spec/derive/desired';
import { parseWanted } from '../../../lib/spec/derive/wanted-state';
import { loadAxons } from '../../../lib/spec/load';
import { parseSpec } from '../../../lib/spec/parse';
import { readSource } from '../../../lib/spec/source';
import { documentOf } from '../../../lib/spec/unparse';
import { HEADER } from '../diagnose';

const TASKS = `
  tasks:
    - {name: Prepare, container: {image: prepare}}
    - {name: Train, train: {image: train, metrics: [{name: accuracy}, {name: loss}]}}
    - {name: Serve, deploy: {image: serve, scaling: {max: 3}}}
`;

function expanded(desired: string): { sensors: unknown[]; tasks: Record<string, unknown>[] } {
  const { spec } = parseSpec(readSource(`${HEADER}${TASKS}${desired}`, 'axon.yaml').documents[0]?.data);
  if (spec === undefined) throw new Error('the axon of the test does not parse');
  return (documentOf(expandAxon(spec)) as { spec: never }).spec;
}

test('a wanted accuracy becomes three ordinary sensors and a deployer', () => {
  const { sensors } = expanded(`
  desired:
    - {name: digits, prepare: [Prepare], train: Train, deploy: Serve, state: {accuracy: ">= 0.95"}, cooldown: 30m, replicas: 2}
`);
  expect(sensors).toMatchObject([
    { name: 'digits-start', tasks: [{ resourceExecutor: { task: 'Prepare' } }, { trainer: { task: 'Train' } }] },
    {
      name: 'digits-deploy',
      triggers: [{ name: 'trained', type: 'Lifecycle', task: 'Train', condition: 'Succeeded' }],
      when: "metrics.accuracy >= 0.95 && improves('accuracy')",
      tasks: [
        {
          deployer: {
            name: 'digits',
            replicas: 2,
            rolloutSpec: [{ destinations: [{ destinationIndex: 0, weight: 100 }] }],
            models: [
              {
                name: 'digits',
                routingStrategy: [{ destinations: [{ destinationName: 'digits', weight: 100 }] }],
                modelSelectionStrategy: 'latest',
                backendModels: [{ name: 'digits', trainer: 'Train', deployer: 'Serve' }],
              },
            ],
            routes: [
              { path: '/predict', dag: [{ model: 'digits', path: '/predict' }] },
              { path: '/send-feedback', dag: [{ model: 'digits', path: '/send-feedback' }] },
            ],
          },
        },
      ],
    },
    {
      name: 'digits-watch',
      triggers: [
        {
          name: 'accuracy',
          type: 'Alert',
          condition: '{{accuracy}}{source="serving"} < 0.95',
          for: '1m',
          cooldown: '30m',
        },
      ],
      tasks: [{ resourceExecutor: { task: 'Prepare' } }, { trainer: { task: 'Train' } }],
    },
  ]);
  expect(sensors).toHaveLength(3);
});

test('of several wanted metrics all must hold to deploy, and any that does not trains again', () => {
  const { sensors } = expanded(`
  desired:
    - {name: m, train: Train, deploy: Serve, state: {accuracy: "> 0.9", loss: "<= 0.1"}}
`);
  expect(sensors).toMatchObject([
    { name: 'm-start' },
    {
      name: 'm-deploy',
      when: "metrics.accuracy > 0.9 && improves('accuracy') && metrics.loss <= 0.1 && improves('loss')",
    },
    {
      name: 'm-watch',
      policy: 'Any',
      triggers: [
        { name: 'accuracy', condition: '{{accuracy}}{source="serving"} <= 0.9' },
        { name: 'loss', condition: '{{loss}}{source="serving"} > 0.1' },
      ],
    },
  ]);
});

test('a wanted freshness trains again what is too old', () => {
  const { sensors } = expanded(`
  desired:
    - {name: m, train: Train, deploy: Serve, state: {freshness: "<= 7d"}}
`);
  expect(sensors).toMatchObject([
    { name: 'm-start' },
    { name: 'm-deploy' },
    { name: 'm-fresh', triggers: [{ condition: 'time() - {{myelin_model_trained_timestamp_seconds}} > 604800' }] },
  ]);
  expect(sensors[1]).not.toHaveProperty('when');
});

test('a wanted latency sets the target of scaling and holds a new version back', () => {
  const { sensors, tasks } = expanded(`
  desired:
    - {name: m, train: Train, deploy: Serve, state: {latency: p99 <= 50ms, availability: ">= 99.9%"}}
`);
  expect(tasks[2]).toMatchObject({ name: 'Serve', deploy: { scaling: { max: 3, target: 'p99 <= 50ms' } } });
  expect(sensors[1]).toMatchObject({
    tasks: [
      {
        deployer: {
          rolloutSpec: [
            {
              progressive: {
                steps: [10, 100],
                interval: '5m',
                gate: 'latency p99 <= 50ms && availability >= 99.9%',
                onFail: 'rollback',
              },
            },
          ],
        },
      },
    ],
  });
});

test('two wanted states do not read the metrics of each other', () => {
  const { sensors } = expanded(`
  desired:
    - {name: a, train: Train, deploy: Serve, state: {accuracy: ">= 0.9"}}
    - {name: b, train: Train, deploy: Serve, state: {accuracy: ">= 0.8"}}
`);
  expect(sensors).toMatchObject([
    {},
    {},
    { triggers: [{ condition: '{{accuracy}}{source="serving",deployer="a"} < 0.9' }] },
    {},
    {},
    { triggers: [{ condition: '{{accuracy}}{source="serving",deployer="b"} < 0.8' }] },
  ]);
});

test('what is wrong with a wanted state is said once, where it was written', () => {
  const text = `${HEADER}${TASKS}  desired:
    - {name: m, prepare: [Prepar], train: Serve, deploy: Train, state: {accuracy: ">= 0.9"}}
`;
  const { issues } = loadAxons(text, { file: 'axon.yaml' });
  expect(issues.map(({ code, path, message }) => [code, path.slice(3).join('.'), message])).toEqual([
    ['MYL1101', 'prepare.0', 'unknown task Prepar'],
    ['MYL1105', 'train', 'a trainer is a train task, got Serve, a deploy task'],
    ['MYL1105', 'deploy', 'a backend needs a deploy task, got Train, a train task'],
  ]);
});

test.each([
  ['accuracy', '>= 0.95', { kind: 'metric', metric: 'accuracy', op: '>=', value: 0.95 }],
  ['accuracy', '>0.95', { kind: 'metric', metric: 'accuracy', op: '>', value: 0.95 }],
  ['loss', '<= 1e-3', { kind: 'metric', metric: 'loss', op: '<=', value: 0.001 }],
  ['latency', 'p99 <= 50ms', { kind: 'latency', quantile: 0.99, op: '<=', milliseconds: 50 }],
  ['latency', 'p99.9 < 1s', { kind: 'latency', quantile: 0.999, op: '<', milliseconds: 1000 }],
  ['availability', '>= 99.9%', { kind: 'availability', op: '>=', share: 0.999 }],
  ['availability', '>= 0.5', { kind: 'availability', op: '>=', share: 0.5 }],
  ['freshness', '<= 7d', { kind: 'freshness', op: '<=', milliseconds: 604_800_000 }],
])('the wanted %s "%s" is read', (key, source, value) => {
  expect(parseWanted(key, source)).toEqual({ ok: true, value });
});

test.each([
  ['accuracy', '0.95', '"0.95" has no comparison', 'did you mean ">= 0.95"'],
  ['accuracy', '== 1', 'a wanted metric cannot be compared with ==', 'for example ">= 0.95"'],
  ['accuracy', '>= high', '"high" is not a number', 'for example ">= 0.95"'],
  ['accuracy', 'p99 >= 1', 'only a latency has a quantile, got "p99 >= 1"', 'for example ">= 0.95"'],
  ['accuracy', '', '"" is not a wanted metric', 'for example ">= 0.95"'],
  ['latency', '<= 50ms', 'a latency needs a quantile, got "<= 50ms"', 'for example "p99 <= 50ms"'],
  ['latency', 'p99 >= 50ms', 'a latency is wanted from above, got "p99 >= 50ms"', 'for example "p99 <= 50ms"'],
  ['latency', 'p99 <= 50', '"50" is not a duration: 50 has no unit', 'did you mean "p99 <= 50ms"'],
  ['latency', '50ms', '"50ms" has no comparison', 'did you mean "p99 <= 50ms"'],
  ['freshness', '<= 7', '"7" is not a duration: 7 has no unit', 'did you mean "<= 7d"'],
  ['freshness', '7', '"7" has no comparison', 'did you mean "<= 7d"'],
  ['freshness', '<= 2 days', '"2 days" is not a duration: a space before the unit "days"', 'did you mean 2d'],
  ['availability', '<= 99%', 'an availability is wanted from below, got "<= 99%"', 'for example ">= 99.9%"'],
  ['availability', '>= 101%', 'an availability is a share of requests, got "101%"', 'for example ">= 99.9%"'],
  ['freshness', '7d', '"7d" has no comparison', 'did you mean "<= 7d"'],
])('the wanted %s "%s" is refused', (key, source, message, hint) => {
  const read = parseWanted(key, source);
  expect(read.ok ? [] : read.faults.map((fault) => [fault.message, fault.hint])).toEqual([[message, hint]]);
});
