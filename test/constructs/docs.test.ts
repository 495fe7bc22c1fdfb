import { readFileSync } from 'node:fs';
import * as library from '../../lib/constructs';
import { compilerFaults } from './checked-programs';
import { run } from './ejected';

const page = readFileSync('docs/constructs.md', 'utf8');
const program = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, snippet]) => snippet).join('\n');

test('the snippets of docs/constructs.md are one program that compiles', () => {
  expect(compilerFaults({ page: program })).toEqual([]);
}, 120_000);

test('it makes an axon without an error, and says what the page says', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const [spec] = run(program).specs;
  expect(spec?.spec.sensors.find(({ name }) => name === 'deploy')?.when).toBe(
    "metrics.accuracy >= 0.95 && improves('accuracy')",
  );
  expect(spec?.spec.sensors.find(({ name }) => name === 'watch')?.triggers[0]).toMatchObject({
    condition: 'avg_over_time({{accuracy}}{source="serving",deployer="digits"}[5m]) < 0.9',
  });
  expect(spec?.spec.tasks.map(({ name }) => name)).toEqual(['Prepare', 'Deploy', 'Report', 'Train', 'cleanup-task']);
  warn.mockRestore();
});

test('every class of the library that a person uses is on the page', () => {
  const made = [
    'Backend',
    'BackendRouting',
    'Deployer',
    'Gate',
    'MetricComparison',
    'MetricSeries',
    'Model',
    'Rollout',
  ];
  const told = [
    'AxonSpecError',
    'manifestsOf',
    'writeManifests',
    'ServingMetric',
    'Task',
    'TrainingMetric',
    'WindowedMetric',
    ...made,
  ];
  const names = Object.keys(library).filter((name) => !told.includes(name));
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});
