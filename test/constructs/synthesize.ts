import { App, Chart } from 'cdk8s';
import { Axon, type AxonOptions, type AxonProps } from '../../lib/constructs';

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

export function synthesizeProps(props: AxonProps): Synthesized {
  return synthesize((chart) => [new Axon(chart, 'axon', { ...silent, ...props })]);
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
