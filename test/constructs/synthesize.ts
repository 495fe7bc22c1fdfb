import { App, Chart } from 'cdk8s';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Axon, type AxonOptions } from '../../lib/constructs';

export type Manifest = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- asserted field by field

export interface Synthesized {
  readonly app: App;
  readonly axons: readonly Axon[];
  /** All objects of all charts. */
  readonly objects: readonly Manifest[];
  find(kind: string, name: string): Manifest;
}

const silent: Pick<AxonOptions, 'onWarnings'> = { onWarnings: () => undefined };

export function synthesizeFile(file: string, options: AxonOptions = {}): Synthesized {
  return synthesize((chart) => Axon.allFromYaml(chart, file, { ...silent, ...options }));
}

/** The axon x, whose `spec` is written as in YAML. */
export function synthesizeSpec(spec: object, options: AxonOptions = {}): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-synthesize-'));
  const file = join(folder, 'axon.yaml');
  const document = { apiVersion: 'myelin.io/v1alpha1', kind: 'Axon', metadata: { name: 'x' }, spec };
  writeFileSync(file, JSON.stringify(document));
  try {
    return synthesizeFile(file, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function synthesize(make: (chart: Chart) => readonly Axon[]): Synthesized {
  const app = new App();
  const axons = make(new Chart(app, 'chart'));
  const objects = app.charts.flatMap((chart) => chart.toJson() as Manifest[]);
  return {
    app,
    axons,
    objects,
    find: (kind, name) => {
      const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
      if (found === undefined) {
        const all = objects.map((one) => `${one.kind} ${one.metadata.name}`).join(', ');
        throw new Error(`there is no ${kind} ${name} among ${all}`);
      }
      return found;
    },
  };
}

/** The pod template of whatever has one. */
export function podOf(object: Manifest): Manifest {
  return object.kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec.template;
}
