import type { Axon } from '../axon';
import type { Path } from '../issue';
import { deployerName, deployerRoutesName, gatewayName, modelServerName, storeJobName, taskJobName } from './names';

/** A Kubernetes object whose name follows from a name that a user chose. */
export interface NamedObject {
  readonly kind: 'CronJob' | 'TFJob' | 'SparkApplication' | 'Deployment' | 'Service' | 'VirtualService';
  readonly name: string;
  /** What it is of, in words: `the task Train`. */
  readonly of: string;
  /** Where that has its name. */
  readonly path: Path;
}

/** The objects of an axon that could be called alike though what they are of is not; their constructs and the runtime make exactly these. */
export function objectNames(axon: Axon): readonly NamedObject[] {
  const tasks = [...axon.tasks.values()].flatMap((task): NamedObject[] => {
    const common = { of: `the task ${task.name}`, path: [...task.path, 'name'] };
    if (task.kind === 'deploy') {
      const name = modelServerName(axon.name, task.name);
      return [
        { kind: 'Deployment', name, ...common },
        { kind: 'Service', name, ...common },
      ];
    }
    const name = taskJobName(axon.name, task.name);
    if (task.kind === 'spark') return [{ kind: 'SparkApplication', name, ...common }];
    return [
      { kind: task.kind === 'train' && task.spec.tfJobSpec !== undefined ? 'TFJob' : 'CronJob', name, ...common },
    ];
  });
  const deployers = [...axon.deployers.values()].flatMap((graph): NamedObject[] => {
    const common = { of: `the deployer ${graph.name}`, path: [...graph.path, 'name'] };
    const [api, routes, gateway] = [deployerName, deployerRoutesName, gatewayName].map((of) =>
      of(axon.name, graph.name),
    );
    return [
      { kind: 'Service', name: api ?? '', ...common },
      { kind: 'VirtualService', name: api ?? '', ...common },
      { kind: 'VirtualService', name: routes ?? '', ...common },
      { kind: 'Deployment', name: gateway ?? '', ...common },
      { kind: 'Service', name: gateway ?? '', ...common },
    ];
  });
  const store: NamedObject = {
    kind: 'CronJob',
    name: storeJobName(axon.name),
    of: 'the store',
    path: ['metadata', 'name'],
  };
  return [store, ...tasks, ...deployers];
}
