import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../lib/cli/main';
import { loadAxons } from '../../lib/spec/load';
import { AxonMemory } from '../../lib/local/axon-memory';
import { openStore } from '../../lib/local/store/store';
import { Simulation } from '../engine/simulation';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, and gives what it said. */
export async function myelin(...words: readonly string[]): Promise<Outcome> {
  const said = { out: '', err: '' };
  const into = (stream: 'out' | 'err') => (chunk: unknown) => {
    said[stream] += chunk instanceof Uint8Array ? Buffer.from(chunk).toString('utf8') : String(chunk);
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    jest.spyOn(process.stderr, 'write').mockImplementation(into('err')),
    jest.spyOn(console, 'error').mockImplementation((...parts) => void into('err')(`${parts.join(' ')}\n`)),
    jest.spyOn(console, 'log').mockImplementation((...parts) => void into('out')(`${parts.join(' ')}\n`)),
  ];
  try {
    return { code: await main(words), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

/** A directory that is gone after the test. */
export function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'myelin-cli-'));
  made.push(dir);
  return dir;
}

const made: string[] = [];
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A state folder with the axon, as if it had lived through what the test tells. */
export function lived(stateDir: string, yaml: string, live: (simulation: Simulation) => void): Simulation {
  const simulation = new Simulation(yaml);
  live(simulation);
  const axon = loadAxons(yaml, { file: 'axon.yaml' }).axons[0]!.axon!;
  const store = openStore(stateDir);
  const memory = new AxonMemory(store, axon.name);
  memory.remember(axon);
  memory.append(simulation.journal);
  store.close();
  return simulation;
}

/** Trains at the start and on a call, and deploys what is good enough. */
export const LOOP = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: digits}
spec:
  tasks:
    - {name: Train, train: {image: example, metrics: [{name: accuracy}], lossMetric: accuracy, lossMetricSelector: greater}}
    - {name: Serve, deploy: {image: example}}
  sensors:
    - {name: start, tasks: [{trainer: {task: Train}}]}
    - {name: again, triggers: [{name: asked, type: Rest}], tasks: [{trainer: {task: Train}}]}
    - name: release
      when: metrics.accuracy >= 0.9
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer:
            name: api
            models: [{name: m, backendModels: [{name: b, trainer: Train, deployer: Serve}]}]
            routes: [{path: /predict, dag: [{model: m}]}]
`;

/** Two trainings: the first too weak, the second served. */
export function twoTrainings(simulation: Simulation): void {
  simulation.begin('Train');
  simulation.succeed('Train', { accuracy: 0.5 });
  simulation.call('again', 'asked', 'one');
  simulation.succeed('Train', { accuracy: 0.95 });
  simulation.serve();
}
