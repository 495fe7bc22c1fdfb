import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as library from '../../lib/constructs';
import { compilerFaults } from './checked-programs';
import { run } from './ejected';

/** The examples in the documentation of the library's classes, by their files. */
const examples = Object.fromEntries(
  (readdirSync('lib/constructs', { recursive: true }) as string[]).flatMap((file) => {
    if (!file.endsWith('.ts')) return [];
    const [, code] = /^ \* ```ts\n([\s\S]*?)^ \* ```$/m.exec(readFileSync(join('lib/constructs', file), 'utf8')) ?? [];
    return code === undefined ? [] : [[file, code.replace(/^ \* ?/gm, '')]];
  }),
);

/** What an example finds there: an axon with a task of each kind, and a graph of models that a sensor deploys. */
const SCENE = `
const app = new App();
export const chart = new Chart(app, 'chart', { namespace: 'examples' });
export const axon = new Axon(chart, 'axon');
export const image = Image.fromRegistry('registry.example.com/code:1');
export const prepare = new ContainerTask(axon, 'first-prepare', { image });
export const train = new TrainTask(axon, 'first-train', { image, metrics: [Metric.gauge('accuracy')] });
export const deploy = new DeployTask(axon, 'first-deploy', { image, metrics: [Metric.gauge('accuracy')] });
export const graph = new ModelGraph(axon, 'graph');
const model = graph.addModel('model');
model.addBackend('backend', { train, deploy });
graph.addRoute('/predict', [model]);
new Sensor(axon, 'deployment', { triggers: [Trigger.succeeded(train)], actions: [Action.deploy(graph)] });
`;

function programOf(example: string): string {
  const body = `${SCENE}\n{\n${example}}\nwriteManifests(manifestsOf(app), 'dist');\n`;
  const used = Object.keys(library).filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return `import { App, Chart } from 'cdk8s';\nimport { ${used.join(', ')} } from 'myelin/constructs';\n${body}`;
}

const programs = Object.fromEntries(Object.entries(examples).map(([file, example]) => [file, programOf(example)]));

test('the examples of the library are programs that compile', () => {
  expect(Object.keys(examples).length).toBeGreaterThan(20);
  expect(compilerFaults(programs)).toEqual([]);
}, 120_000);

test.each(Object.keys(programs))('the example of %s makes objects', (file) => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const program = programs[file]!.replace("'cluster.json'", "'test/fixtures/clusters/eks.json'");
  expect(run(program).text).toContain('kind: ');
  warn.mockRestore();
});
