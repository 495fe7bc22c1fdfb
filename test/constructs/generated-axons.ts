import fc from 'fast-check';
import { graph } from './generated-graphs';
import {
  names,
  text,
  duration,
  texts,
  some,
  secretKey,
  objectName,
  env,
  network,
  artifact,
  task,
  fewTexts,
  type Keys,
  type Kind,
  type Task,
} from './generated-tasks';

/**
 * Axons without errors in which every key of the language can be, as documents in the form of YAML. Names, texts and numbers
 * are what an author might write who wants to break a generator of programs.
 */

const GATES = [
  "metrics.accuracy >= 0.9 && improves('accuracy')",
  'metrics.loss < 1e-7',
  "metrics['a:b'] > 1",
  "improves('f1')",
  'metrics.accuracy > 0.50',
  'event.data.size > 3 || metrics.loss > 2.0',
];
const ALERTS = [
  '{{accuracy}}{source="serving"} < 0.9',
  '{{accuracy}} < 0.9',
  "avg_over_time({{loss}}{job='x'}[5m]) > 0.2",
  '{{f1}}{source="serving"} >= 1e21',
];
const CONDITIONS = ['{{accuracy}} > 0.95', '{{loss}} <= 1.50', '{{accuracy}} > {{loss}}'];

function sensor(tasks: readonly Task[], graphs: readonly Keys[], desired: readonly string[]): fc.Arbitrary<Keys> {
  const taskName = fc.constantFrom(...tasks.map((one) => one.name));
  const runnable = tasks.filter(({ kind }) => kind !== 'deploy');
  const deployers = [...graphs.map((one) => one['name'] as string), ...desired];
  const subject = fc.oneof(
    taskName.map((one) => ({ task: one }) as Keys),
    ...(deployers.length === 0 ? [] : [fc.constantFrom(...deployers).map((one) => ({ deployer: one }) as Keys)]),
  );
  const when = fc.constantFrom(...GATES);
  const trigger = fc.oneof(
    fc
      .tuple(subject, fc.constantFrom('Running', 'Succeeded', 'Failed', 'Finished'), some({ when }))
      .map(([of, condition, keys]) => ({ type: 'Lifecycle', ...of, condition, ...keys })),
    some({ when, auth: some({ token: secretKey, hmac: secretKey }) }).map((keys) => ({ type: 'Rest', ...keys })),
    fc
      .tuple(fc.constantFrom(...ALERTS), some({ for: duration, interval: duration, cooldown: duration }))
      .map(([condition, keys]) => ({ type: 'Alert', condition, ...keys })),
    fc
      .tuple(
        fc.constantFrom('0 3 * * *', '*/5 * * * 1-5'),
        some({ timezone: fc.constant('Europe/Berlin'), catchUp: fc.boolean() }),
      )
      .map(([schedule, keys]) => ({ type: 'Calendar', schedule, ...keys })),
  );
  const triggers = fc
    .tuple(names(0, 3), fc.array(trigger, { minLength: 3, maxLength: 3 }))
    .map(([found, all]) => found.map((one, index) => ({ name: one, ...all[index] })));

  const subjects: readonly Keys[] = [
    ...runnable.flatMap(({ name: one, kind }) => [
      { resourceExecutor: { task: one } },
      ...(kind === 'train' || kind === 'container' ? [{ trainer: { task: one } }] : []),
    ]),
    ...graphs.map((deployer) => ({ deployer })),
  ];
  const actionKeys = some({
    env,
    forEach: fewTexts,
    approval: fc.constantFrom(true, { by: 'team' }),
    needs: fc.constant(true),
  });
  const actions = fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...subjects), { minLength: 1, maxLength: 3, selector: actionName }),
      fc.array(actionKeys, { minLength: 3, maxLength: 3 }),
    )
    .map(([chosen, all]) =>
      chosen.map((one, index) => {
        const { needs, ...keys } = all[index] ?? {};
        return { ...one, ...keys, ...(needs === true ? { needs: chosen.slice(0, index).map(actionName) } : {}) };
      }),
    );
  const condition = fc
    .tuple(fc.constantFrom(...CONDITIONS), taskName, some({ name: text }))
    .map(([comparison, of, keys]) => ({ type: 'Metric', condition: comparison, task: of, ...keys }));
  return fc
    .tuple(
      actions,
      some({
        triggers,
        conditions: fc.array(condition, { maxLength: 2 }),
        policy: fc.constantFrom('All', 'Any'),
        when,
        filter: fc.constant("event.type != 'x'"),
        cooldown: duration,
        debounce: duration,
        concurrency: fc.constantFrom('Forbid', 'Replace', 'Allow'),
        deadLetter: text,
        suspend: fc.boolean(),
      }),
    )
    .map(([started, keys]) => ({ ...keys, tasks: started }));
}

function actionName(action: Keys): string {
  const { resourceExecutor, trainer, deployer } = action as Record<
    string,
    { task?: string; name?: string } | undefined
  >;
  return resourceExecutor?.task ?? trainer?.task ?? deployer?.name ?? '';
}

const header = some({
  serviceAccountName: fc.constant('runner'),
  parameters: fc.array(fc.record({ name: text, value: fc.oneof(text, fc.integer()) }), { maxLength: 2 }),
  network,
  retention: some({ runs: fc.nat(9), versions: fc.nat(9), trials: fc.nat(9) }),
  keepVersions: fc.constantFrom(1, '2'),
  podPatch: fc.record({ metadata: fc.record({ annotations: texts }) }),
  imagePullSecrets: fc.array(fc.record({ name: objectName }), { maxLength: 2 }),
  suspend: fc.boolean(),
});
const store = fc.oneof(
  fc.constant({}),
  fc.record({ volume: fc.constantFrom({ name: 'v', hostPath: { path: '/v' } }, { emptyDir: {} }) }),
  fc.record({
    volumeClaimTemplate: fc.constantFrom<unknown>(
      {},
      { spec: {} },
      { metadata: { name: 'axon-store', labels: { a: 'b' } } },
      {
        metadata: { name: 's' },
        spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
      },
      { spec: { storageClassName: 'nfs', resources: { requests: { storage: 5 } }, selector: { matchLabels: {} } } },
    ),
  }),
);
const metadata = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/),
    some({ namespace: fc.constant('team'), labels: texts, annotations: texts, generation: fc.nat(3) }),
  )
  .map(([axonName, keys]) => ({ name: axonName, ...keys }));

/** Two trainings and two servers at least, so that whatever may be asked of one can be. */
const tasksOf = names(4, 6).map((found) =>
  found.map((one, index): Task => ({
    name: one,
    kind: (['train', 'deploy', 'container', 'spark', 'train', 'deploy'] as const)[index] ?? 'container',
  })),
);

/** Every graph is deployed by some sensor, else nothing could listen to it. */
function deployAll(graphs: readonly Keys[]): Keys {
  const triggers = [{ name: 'now', type: 'Rest' }];
  return { name: 'deploy-all-graphs', triggers, tasks: graphs.map((deployer) => ({ deployer })) };
}

/** Documents of axons. */
export const axons: fc.Arbitrary<Keys> = fc
  .tuple(metadata, header, store, names(0, 2), tasksOf, names(0, 3))
  .chain(([about, keys, kept, artifacts, tasks, deployers]) => {
    const [desiredName, ...graphNames] = deployers;
    const find = (kind: Kind) => tasks.find((one) => one.kind === kind)?.name;
    const desired =
      desiredName === undefined
        ? []
        : [{ name: desiredName, train: find('train'), deploy: find('deploy'), prepare: [find('container')] }];
    const state = some({
      accuracy: fc.constant('>= 0.9'),
      latency: fc.constant('p99 <= 50ms'),
      freshness: fc.constant('<= 7d'),
    });
    return fc
      .tuple(
        fc.tuple(...artifacts.map((one) => artifact.map((from) => ({ name: one, path: '/src', ...from })))),
        fc.tuple(...tasks.map((one) => task(one, artifacts))),
        fc.tuple(...graphNames.map((one) => graph(one, tasks))),
        some({ state, replicas: fc.constant(2), cooldown: duration }),
        names(0, 3),
      )
      .chain(([code, work, graphs, wanted, sensorNames]) =>
        fc
          .tuple(
            ...sensorNames.map((one) =>
              sensor(
                tasks,
                graphs,
                desired.map((other) => other.name),
              ).map((rest) => ({ name: one, ...rest })),
            ),
          )
          .map((sensors) => ({
            apiVersion: 'myelin.io/v1alpha1',
            kind: 'Axon',
            metadata: about,
            spec: {
              ...keys,
              ...kept,
              artifacts: code,
              tasks: work,
              sensors: [...sensors, ...(graphs.length === 0 ? [] : [deployAll(graphs)])],
              desired: desired.map((one) => ({ ...one, ...wanted })),
            },
          })),
      );
  });
