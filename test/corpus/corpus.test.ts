import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatPath } from '../../lib/spec/issue';
import { loadAxons, placeIssues, resolveSpec } from '../../lib/spec/load';
import { unsupported } from '../../lib/spec/support';
import { specToYaml } from '../../lib/spec/unparse';

/**
 * Axons that others published. They are read from the folder that MYELIN_CORPUS names and are no part of the project; each must load
 * unchanged and without an error, and whatever else is said about it is pinned here because it is right.
 */
const folder = process.env['MYELIN_CORPUS'];

const DEPLOYER = 'spec.sensors[1].tasks[0].deployer';

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'distributed-hpo.yaml': ['info MYL1622 spec.tasks[0].train.tfJobSpec'],
  'model-graph.yaml': [
    'warning MYL5002 spec.volumeClaimTemplate.spec.accessModes',
    ...[0, 1, 2].map(
      (model) =>
        `warning MYL1307 spec.sensors[3].tasks[0].deployer.models[${model}].backendModels[0].modelSelectionStrategy`,
    ),
  ],
  'recommender.yaml': [
    `warning MYL1307 ${DEPLOYER}.models[0].backendModels[0].modelSelectionStrategy`,
    'info MYL1202 spec.sensors[2].triggers[0].condition',
  ],
  'spark.yaml': ['info MYL1621 spec.tasks[0].spark'],
  'xgboost-hpo.yaml': ['warning MYL1401 spec.tasks[0].train.lossMetric'],
};

if (folder === undefined) {
  test.skip('SKIPPED: MYELIN_CORPUS does not name the folder of published axons', () => undefined);
} else {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const load = (name: string) => loadAxons(read(name), { file: name });

  test('the folder holds the axons that are pinned here, and no other', () => {
    const found = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(found.sort()).toEqual(Object.keys(EXPECTED));
  });

  test.each(Object.entries(EXPECTED))('%s loads unchanged, with no error and only what is right', (name, expected) => {
    const { axons, issues } = load(name);
    expect(axons).toHaveLength(1);
    expect(axons[0]?.axon).toBeDefined();
    expect(issues.map(({ severity, code, path }) => `${severity} ${code} ${formatPath(path)}`)).toEqual(expected);
  });

  test.each(Object.keys(EXPECTED))('%s is the same axon from every door', (name) => {
    const axon = load(name).axons[0]?.axon;
    if (axon === undefined) throw new Error(`${name} does not load`);
    const fromText = loadAxons(specToYaml(axon.spec), { file: name }).axons[0]?.axon;
    expect(fromText?.hash).toBe(axon.hash);
    expect(resolveSpec(JSON.parse(JSON.stringify(axon.spec))).axon?.hash).toBe(axon.hash);
  });

  test.each([
    ['distributed-hpo.yaml', ['MYL1622']],
    ['model-graph.yaml', []],
    ['recommender.yaml', []],
    ['spark.yaml', ['MYL1621']],
    ['xgboost-hpo.yaml', []],
  ])('one machine refuses of %s exactly what it cannot run', (name, codes) => {
    const [loaded] = load(name).axons;
    if (loaded?.axon === undefined) throw new Error(`${name} does not load`);
    const refusals = placeIssues(unsupported(loaded.axon, 'local'), loaded);
    expect(refusals.map(({ code, severity }) => [code, severity])).toEqual(codes.map((code) => [code, 'error']));
    expect(refusals.every(({ at }) => at?.file === name)).toBe(true);
    expect(unsupported(loaded.axon, 'cluster')).toEqual([]);
  });

  test('budgets of the published searches are those of HpBandSter', () => {
    const plan = (name: string, task: string) => {
      const found = load(name).axons[0]?.axon?.tasks.get(task);
      return found?.kind === 'train' ? found.tuning?.plan.brackets.map(({ rungs }) => rungs) : undefined;
    };
    expect(plan('xgboost-hpo.yaml', 'TrainGBT')).toEqual([
      [
        { budget: 10 / 3, configurations: 3 },
        { budget: 10, configurations: 1 },
      ],
      [{ budget: 10, configurations: 2 }],
    ]);
    expect(plan('distributed-hpo.yaml', 'TfJobTrain')?.[0]?.map(({ configurations }) => configurations)).toEqual([
      9, 3, 1,
    ]);
  });

  test('the graph of models is asked in an order in which every answer is there', () => {
    const graph = load('model-graph.yaml').axons[0]?.axon?.deployers.get('graph-deployer');
    const route = graph?.routes.find(({ path }) => path === '/predict');
    expect(route).toEqual({
      path: '/predict',
      nodes: [
        { model: 'DeployModel1', path: '/predict', dependencies: [], includeInput: false },
        { model: 'DeployModel2', path: '/predict', dependencies: [], includeInput: false },
        { model: 'DeployModel3', path: '/predict', dependencies: [0, 1], includeInput: true },
      ],
      sink: 2,
    });
  });
}
