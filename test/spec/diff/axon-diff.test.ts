import { diffAxons, type ComparedAxon } from '../../../lib/spec/diff/axon-diff';
import { loadAxons } from '../../../lib/spec/load';
import { renderIssues } from '../../../lib/spec/render';

/** Trains at the start and every night, deploys what is good enough, watches it. */
const LOOP = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:
  artifacts:
    - {name: code, path: /src, git: {repo: 'https://example.com/code.git', revision: v1}}
  tasks:
    - name: Train
      train:
        imageBuild: {repositoryName: train, artifact: code, buildLocation: /src, dockerfile: {path: Dockerfile}}
        env: [{name: EPOCHS, value: 3}]
        resources: {limits: {memory: 1Gi}}
        metrics: [{name: accuracy}]
        lossMetric: accuracy
        lossMetricSelector: greater
        hpTuning:
          minBudget: 1
          maxBudget: 9
          params: [{name: rate, type: UniformFloat, numerical: {lower: 0.001, upper: 0.1, log: true}}]
    - {name: Serve, deploy: {image: registry/serve:1}}
  sensors:
    - {name: start, tasks: [{trainer: {task: Train}}]}
    - name: Retrain
      policy: Any
      cooldown: 1h
      triggers:
        - {name: bad, type: Alert, condition: '{{accuracy}} < 0.9'}
      tasks: [{trainer: {task: Train}}]
    - name: release
      when: metrics.accuracy >= 0.9
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer:
            name: api
            rolloutSpec: [{destinations: [{destinationIndex: 0, weight: 90}, {destinationIndex: 1, weight: 10}]}]
            models:
              - name: m
                routingStrategy: [{destinations: [{destinationName: a, weight: 50}, {destinationName: b, weight: 50}]}]
                backendModels: [{name: a, trainer: Train, deployer: Serve}, {name: b, trainer: Train, deployer: Serve}]
            routes: [{path: /v1, dag: [{model: m}]}]
`;

function axonsOf(text: string): readonly ComparedAxon[] {
  const { axons, issues } = loadAxons(text, { file: 'axon.yaml' });
  return axons.map(({ spec, axon }) => {
    if (spec === undefined || axon === undefined) throw new Error(renderIssues(issues));
    return { spec, axon };
  });
}

/** What is told when texts in the loop are replaced; `!` is before what counts for security. */
function told(...edits: readonly (readonly [from: string, to: string])[]): readonly string[] {
  const edited = edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, LOOP);
  return between(LOOP, edited);
}

function between(before: string, after: string): readonly string[] {
  return diffAxons(axonsOf(before), axonsOf(after)).flatMap(({ changes }) =>
    changes.map(({ text, security, expanded }) => `${security ? '! ' : ''}${expanded ? '> ' : ''}${text}`),
  );
}

describe('in words', () => {
  test.each<[name: string, from: string, to: string, lines: readonly string[]]>([
    [
      'weights of versions',
      'weight: 90}, {destinationIndex: 1, weight: 10}',
      'weight: 70}, {destinationIndex: 1, weight: 30}',
      ['route /v1: 90/10 → 70/30'],
    ],
    [
      'weights that are the same shares',
      'weight: 90}, {destinationIndex: 1, weight: 10}',
      'weight: 9}, {destinationIndex: 1, weight: 1}',
      ['route /v1: 90/10 → 9/1, which are the same shares'],
    ],
    [
      'versions that get traffic',
      '{destinationIndex: 1, weight: 10}',
      '{destinationIndex: 2, weight: 10}',
      ['route /v1: 90 to newest, 10 to one before → 90 to newest, 10 to 2 before'],
    ],
    [
      'weights of backends',
      'a, weight: 50}, {destinationName: b, weight: 50}',
      'a, weight: 30}, {destinationName: b, weight: 70}',
      ['model m: 50/50 → 30/70 for a/b'],
    ],
    [
      'an alert threshold',
      "'{{accuracy}} < 0.9'",
      "'{{accuracy}} < 0.95'",
      ['sensor Retrain: alert bad {{accuracy}} < 0.9 → {{accuracy}} < 0.95'],
    ],
    [
      'a trigger',
      "< 0.9'}",
      "< 0.9'}\n        - {name: nightly, type: Calendar, schedule: '0 3 * * *'}",
      ['sensor Retrain now also fires on Calendar 0 3 * * *'],
    ],
    [
      'a gate',
      'when: metrics.accuracy >= 0.9',
      'when: metrics.accuracy >= 0.95',
      ['sensor release: gate metrics.accuracy >= 0.9 → metrics.accuracy >= 0.95'],
    ],
    [
      'a gate that is gone',
      '      when: metrics.accuracy >= 0.9\n',
      '',
      ['sensor release no longer asks for metrics.accuracy >= 0.9'],
    ],
    ['a quiet time', 'cooldown: 1h', 'cooldown: 90m', ['sensor Retrain: cooldown 1h → 1h30m']],
    [
      'the code of an image',
      'revision: v1',
      'revision: v2',
      ['artifact code: source.revision v1 → v2', 'Train: image rebuilt, since the artifact code changed'],
    ],
    [
      'how an image is built',
      '{path: Dockerfile}',
      '{path: Dockerfile.gpu}',
      ['Train: image rebuilt, dockerfile.path Dockerfile → Dockerfile.gpu'],
    ],
    ['an environment', 'value: 3', 'value: 5', ['Train: env EPOCHS 3 → 5']],
    ['resources', 'memory: 1Gi', 'memory: 2Gi', ['Train: limit of memory 1Gi → 2Gi']],
    [
      'bounds of a search',
      'upper: 0.1',
      'upper: 0.5',
      ['Train: searches rate from 0.001 to 0.1 on a logarithmic scale → from 0.001 to 0.5 on a logarithmic scale'],
    ],
    [
      'budgets of a search',
      'maxBudget: 9',
      'maxBudget: 27',
      ['Train: maxBudget 9 → 27', 'Train: the search runs 13 → 40 trials'],
    ],
    [
      'the direction of a metric',
      'lossMetricSelector: greater',
      'lossMetricSelector: less',
      ['Train: greater → less accuracy is better'],
    ],
    ['replicas', 'name: api', 'name: api\n            replicas: 3', ['deployer api: 1 → 3 replicas']],
    ['a route', 'routes: [', 'routes: [{path: /v2, dag: [{model: m}]}, ', ['route /v2 of api added, answered by m']],
    [
      'which training is served',
      '{name: a, trainer',
      '{name: a, modelSelectionStrategy: best, trainer',
      ['backend a serves the latest → best model'],
    ],
    [
      'what is kept',
      'spec:\n',
      'spec:\n  retention: {runs: 5}\n  keepVersions: 3\n',
      ['retention of runs 50 → 5', 'versions kept beyond those that get traffic 1 → 3'],
    ],
    ['a parameter', 'spec:\n', 'spec:\n  parameters: [{name: epochs, value: 3}]\n', ['parameter epochs added, 3']],
    ['a hold', 'spec:\n', 'spec:\n  suspend: true\n', ['the axon is suspended']],
    [
      'a key that has no words of its own',
      'image: registry/serve:1',
      'image: registry/serve:1, affinity: {nodeAffinity: {x: 1}}',
      ['Serve: affinity {nodeAffinity: {x: 1}} added'],
    ],
  ])('%s', (_, from, to, lines) => {
    expect(told([from, to])).toEqual(lines);
  });
});

describe('what counts for security is marked', () => {
  const serve = 'image: registry/serve:1';
  test.each<[name: string, from: string, to: string, lines: readonly string[]]>([
    [
      'an image by tag',
      serve,
      'image: registry/serve:2',
      ['! Serve: image registry/serve:1 → registry/serve:2, by a tag that can be moved'],
    ],
    [
      'an image by digest is not',
      serve,
      `image: registry/serve@sha256:${'a'.repeat(64)}`,
      [`Serve: image registry/serve:1 → registry/serve@sha256:${'a'.repeat(64)}`],
    ],
    [
      'what may be reached',
      serve,
      `${serve}, network: {egress: [{cidr: 10.0.0.0/8, ports: [443]}]}`,
      ['! Serve: may reach nothing → 10.0.0.0/8 on port 443'],
    ],
    [
      'an account',
      'spec:\n',
      'spec:\n  serviceAccountName: runner\n',
      ['! task pods run as an account of its own → the account runner'],
    ],
    [
      'a secret that is read',
      serve,
      `${serve}, env: [{name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}]`,
      ['! Serve: env KEY added, from the Secret s, key k'],
    ],
    [
      'secrets that are read whole',
      serve,
      `${serve}, envFrom: [{secretRef: {name: s}}]`,
      ['! Serve: envFrom [{secretRef: {name: s}}] added'],
    ],
    [
      'a patch of pods',
      serve,
      `${serve}, podPatch: {spec: {hostNetwork: true}}`,
      ['! Serve: podPatch {spec: {hostNetwork: true}} added'],
    ],
    [
      'a volume of the node',
      serve,
      `${serve}, volumes: [{name: v, hostPath: {path: /}}]`,
      ['! Serve: volumes [{name: v, hostPath: {path: /}}] added'],
    ],
    [
      'a door that anyone can open',
      "< 0.9'}",
      "< 0.9'}\n        - {name: ask, type: Rest}",
      ['! sensor Retrain now also fires on a call from outside by anyone who reaches it, ask'],
    ],
    [
      'what a new task may do',
      '  sensors:\n',
      '    - {name: Load, container: {image: load:1, podPatch: {spec: {hostPID: true}}}}\n  sensors:\n',
      [
        'task Load added: container, load:1',
        '! Load: image load:1, by a tag that can be moved',
        '! Load: podPatch {spec: {hostPID: true}} added',
        '! Load: may reach the internet',
      ],
    ],
  ])('%s', (_, from, to, lines) => {
    expect(told([from, to]).toSorted()).toEqual([...lines].sort());
  });
});

describe('secrets are not shown', () => {
  test('of an environment, neither in words nor as data', () => {
    const edits = (value: string) =>
      LOOP.replace('image: registry/serve:1', `image: x, env: [{name: API_TOKEN, value: ${value}}]`);
    const [diff] = diffAxons(axonsOf(edits('hunter2')), axonsOf(edits('swordfish')));
    expect(diff?.changes.map(({ text }) => text)).toEqual(['Serve: env API_TOKEN changed (not shown)']);
    expect(JSON.stringify(diff)).not.toMatch(/hunter2|swordfish/);
  });
  test('of a parameter, wherever it was put', () => {
    const edit = (value: string) =>
      LOOP.replace('spec:\n', `spec:\n  parameters: [{name: db-password, value: ${value}}]\n`).replace(
        'value: 3',
        "value: 'postgres://u:{{workflow.parameters.db-password}}@db/{{workflow.parameters.db-password}}'",
      );
    const [diff] = diffAxons(axonsOf(edit('hunter2')), axonsOf(edit('swordfish')));
    expect(diff?.changes.map(({ text }) => text)).toEqual([
      'parameter db-password changed (not shown)',
      'Train: env EPOCHS postgres://u:(not shown)@db/(not shown) → postgres://u:(not shown)@db/(not shown)',
    ]);
    expect(JSON.stringify(diff)).not.toMatch(/hunter2|swordfish/);
  });
});

test('what means the same is no difference: order, quotes, units and defaults', () => {
  expect(
    told(
      ['cooldown: 1h', 'cooldown: 60m'],
      ['maxBudget: 9', "maxBudget: '9'"],
      ['spec:\n', 'spec:\n  keepVersions: 1\n  retention: {runs: 50}\n'],
      ["condition: '{{accuracy}} < 0.9'", "condition: '{{accuracy}} < 0.9', interval: 15s, for: 0"],
      ['image: registry/serve:1', 'image: registry/serve:1, port: 5000, network: {egress: none}'],
      ['name: rate, type: UniformFloat', 'type: UniformFloat, name: rate'],
    ),
  ).toEqual([]);
});

test('several triggers that are all needed are waited for', () => {
  const all = LOOP.replace('policy: Any', 'policy: All');
  const more = "< 0.9'}\n        - {name: nightly, type: Calendar, schedule: '0 3 * * *', timezone: Europe/Berlin}";
  expect(between(all, all.replace("< 0.9'}", more))).toEqual([
    'sensor Retrain now also waits for Calendar 0 3 * * * Europe/Berlin',
  ]);
});

test('a sensor that gets its first trigger no longer fires at the start', () => {
  expect(
    told(['{name: start, tasks', "{name: start, triggers: [{name: t, type: Calendar, schedule: '@daily'}], tasks"]),
  ).toEqual(['sensor start now fires on Calendar @daily', 'sensor start no longer fires at the start']);
});

describe('a store that exists already', () => {
  const claim = (spec: string, metadata = '{}') =>
    LOOP.replace('spec:\n', `spec:\n  volumeClaimTemplate: {metadata: ${metadata}, spec: ${spec}}\n`);
  const sized = (storage: string) => claim(`{resources: {requests: {storage: ${storage}}}}`);
  const REFUSED =
    'which a claim that exists does not take: apply will be refused until the claim is deleted, and its files with it';
  test.each([
    [
      'grows where its class lets it',
      sized('1Gi'),
      sized('10Gi'),
      'store: 1Gi → 10Gi, which its storage class must allow (allowVolumeExpansion)',
    ],
    ['never shrinks', LOOP, sized('500Mi'), `store: 1Gi → 500Mi, ${REFUSED}`],
    [
      'keeps its modes',
      claim('{accessModes: [ReadWriteMany]}'),
      LOOP,
      `store: accessModes [ReadWriteMany] → [ReadWriteOnce], ${REFUSED}`,
    ],
    ['keeps its class', LOOP, claim('{storageClassName: fast}'), `store: storageClassName none → fast, ${REFUSED}`],
    [
      'of another name is another one',
      LOOP,
      claim('{}', '{name: two}'),
      'claim of the store none → two, which has none of the files: copy what is still needed',
    ],
    [
      'is not the other volume',
      LOOP.replace('spec:\n', 'spec:\n  volume: {emptyDir: {}}\n'),
      LOOP.replace('spec:\n', 'spec:\n  volume: {hostPath: {path: /s}}\n'),
      '! volume of the store {emptyDir: {}} → {hostPath: {path: /s}}, which has none of the files: copy what is still needed',
    ],
  ])('%s', (_, before, after, line) => {
    expect(between(before, after)).toEqual([line]);
  });
  test('and is the default that is written out', () => {
    expect(between(LOOP, claim('{accessModes: [ReadWriteOnce]}').replace('metadata: {}, ', ''))).toEqual([]);
  });
});

describe('axons of a file', () => {
  const second = LOOP.replace('name: demo', 'name: other');
  test('are told as added and removed', () => {
    const diffs = diffAxons(axonsOf(`${LOOP}---\n${second}`), axonsOf(LOOP));
    expect(diffs.map(({ axon, status }) => [axon, status])).toEqual([
      ['demo', 'same'],
      ['other', 'removed'],
    ]);
    expect(diffs[1]?.changes.map(({ text }) => text)).toContain('task Train removed: train, built as train');
  });
  test('are one that was renamed, if there is one on each side', () => {
    expect(between(LOOP, second)).toEqual(['renamed demo → other, so every object of it has a new name']);
  });
  test('in another order are the same', () => {
    const diffs = diffAxons(axonsOf(`${LOOP}---\n${second}`), axonsOf(`${second}---\n${LOOP}`));
    expect(diffs.map(({ status }) => status)).toEqual(['same', 'same']);
  });
});

describe('a wanted state', () => {
  const desired = (state: string) => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:
  tasks:
    - {name: Train, train: {image: train:1, metrics: [{name: accuracy}], lossMetric: accuracy, lossMetricSelector: greater}}
    - {name: Serve, deploy: {image: serve:1}}
  desired: [{name: api, train: Train, deploy: Serve, state: {${state}}}]
`;
  test('is compared as it is written, and then what follows from it', () => {
    expect(between(desired("accuracy: '>= 0.9'"), desired("accuracy: '>= 0.95'"))).toEqual([
      'desired api wants accuracy >= 0.9 → >= 0.95',
      "> sensor api-deploy: gate metrics.accuracy >= 0.9 && improves('accuracy') → metrics.accuracy >= 0.95 && improves('accuracy')",
      '> sensor api-watch: alert accuracy {{accuracy}}{source="serving"} < 0.9 → {{accuracy}}{source="serving"} < 0.95',
    ]);
  });
  test('that is written in other words is no more than that', () => {
    expect(between(desired("accuracy: '>= 0.9'"), desired("accuracy: '>=0.90'"))).toEqual([
      'desired api wants accuracy >= 0.9 → >=0.90',
    ]);
  });
});
