import fc from 'fast-check';
import { lowerName } from '../../lib/spec/resolve/scope';
import { names, text, duration, free, some, type Keys, type Kind, type Task } from './generated-tasks';

/** Graphs of models of generated axons. */

const match = some({
  headers: fc.record({ 'x-user': fc.oneof(text, fc.record({ prefix: text })) }),
  path: fc.constantFrom('/v2', { exact: '/v2' }),
  query: fc.record({ q: fc.constant(1) }),
});
const weight = some({ weight: fc.integer({ min: 1, max: 100 }) });

export function graph(given: string, tasks: readonly Task[]): fc.Arbitrary<Keys> {
  const of = (kind: Kind) => fc.constantFrom(...tasks.filter((one) => one.kind === kind).map((one) => one.name));
  const backend = fc
    .tuple(of('deploy'), some({ trainer: of('train'), modelSelectionStrategy: fc.constantFrom('best', 'latest') }))
    .map(([deployer, keys]) => ({ deployer, ...keys }));
  const model = fc
    .tuple(
      names(1, 2),
      fc.array(backend, { minLength: 2, maxLength: 2 }),
      some({
        match,
        shadow: fc.constant(true),
        sticky: fc.constant(true),
        bandit: fc.constant({ policy: 'UCB', reward: 'accuracy' }),
      }),
      weight,
    )
    .map(([backends, keys, { shadow, ...rule }, share]) => ({
      modelSelectionStrategy: 'latest',
      backendModels: backends.map((one, index) => ({ name: one, ...keys[index] })),
      routingStrategy: [
        ...(rule.match === undefined ? [] : [{ match: rule.match, destinations: [{ destinationName: backends[0] }] }]),
        {
          destinations: backends.map((one) => ({ destinationName: one, ...share })),
          ...(shadow === true ? { shadow: { destinationName: backends.at(-1) } } : {}),
          ...rule,
          match: null,
        },
      ],
    }));
  const rollout = fc
    .tuple(
      fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 }),
      weight,
      some({
        match,
        shadow: fc.record({ destinationIndex: fc.nat(2) }),
        progressive: some({
          interval: duration,
          gate: fc.constant('latency p99 <= 50ms'),
          onFail: fc.constantFrom('rollback', 'pause'),
        }).map((keys) => ({ steps: [10, 100], ...keys })),
      }),
    )
    .map(([versions, share, keys]) => ({
      destinations: versions.map((destinationIndex) => ({ destinationIndex, ...share })),
      ...keys,
    }));
  const parts = fc.tuple(names(1, 3), fc.array(model, { minLength: 3, maxLength: 3 }));
  return parts.chain(([found, models]) =>
    fc
      .tuple(
        some({ replicas: fc.constantFrom(1, 2), rolloutSpec: fc.array(rollout, { maxLength: 2 }) }),
        fc.array(dag(found), { minLength: 1, maxLength: 2 }),
      )
      .map(([keys, dags]) => ({
        name: given,
        ...keys,
        models: found.map((one, index) => ({ name: one, ...models[index] })),
        routes: dags.map((nodes, index) => ({ path: `/route${index}`, dag: nodes })),
      })),
  );
}

/** Nodes of which each depends on some before it, the last one on all on which nobody depends, in any order. */
function dag(models: readonly string[]): fc.Arbitrary<readonly Keys[]> {
  const keys = some({
    path: fc.constant('/predict'),
    includeInput: fc.boolean(),
    endpointRestType: fc.constantFrom('Multipart', 'Json'),
    healthPath: fc.constant('/health'),
    kind: fc.constantFrom('model', 'ensemble'),
    policy: free,
  });
  const outside = ['outside', 'Other'].filter((one) => !models.some((other) => lowerName(other) === lowerName(one)));
  const nodes = fc.shuffledSubarray([...models, ...outside], { minLength: 1 });
  return nodes.chain((order) =>
    fc
      .tuple(
        fc.array(keys, { minLength: order.length, maxLength: order.length }),
        fc.array(fc.nat(7), { minLength: order.length, maxLength: order.length }),
      )
      .chain(([all, bits]) => {
        const dependencies = order.map((_, at) =>
          order.slice(0, at).filter((_, before) => ((bits[at] ?? 0) >> before) % 2 === 1),
        );
        const last = order.length - 1;
        dependencies[last] = order
          .slice(0, last)
          .filter((one) => !dependencies.slice(0, last).some((list) => list.includes(one)));
        const made = order.map((model, at) => ({
          model,
          ...all[at],
          ...(outside.includes(model) ? { fullPath: 'http://elsewhere/predict' } : {}),
          dependencies: dependencies[at],
        }));
        return fc.shuffledSubarray(made, { minLength: made.length });
      }),
  );
}
