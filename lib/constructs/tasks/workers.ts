import type { TrainTask } from '../../spec/axon';
import type { EnvVar } from '../../spec/schema/workload';

/** Port on which workers meet when the axon names none; PyTorch's. */
const DEFAULT_PORT = 29_500;

/** The workers of a distributed training, which are the pods of an Indexed Job. */
export interface Workers {
  readonly count: number;
  /** On which they meet. */
  readonly port: number;
}

/** @returns undefined for one worker, and where a TFJob says how it trains */
export function workersOf({ spec: { distributed, tfJobSpec } }: Pick<TrainTask, 'spec'>): Workers | undefined {
  if (distributed === undefined || tfJobSpec !== undefined) return undefined;
  return { count: distributed.workers, port: distributed.port ?? DEFAULT_PORT };
}

/** What the Job controller writes on each of its pods. */
const JOB_NAME = 'batch.kubernetes.io/job-name';
const INDEX = 'batch.kubernetes.io/job-completion-index';

/**
 * How a worker finds the others: worker 0 of the same Job, by a name that stands before its pod does. In our words, and in
 * those of PyTorch, which other frameworks read too.
 *
 * The name is put together in the pod, since only its Job knows what it is called.
 *
 * @param subdomain - the headless Service
 */
export function workerVariables({ count, port }: Workers, subdomain: string): readonly EnvVar[] {
  return [
    { name: 'MYELIN_JOB', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${JOB_NAME}']` } } },
    { name: 'MYELIN_WORKER', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } } },
    { name: 'MYELIN_WORKERS', value: String(count) },
    { name: 'MASTER_ADDR', value: `$(MYELIN_JOB)-0.${subdomain}` },
    { name: 'MASTER_PORT', value: String(port) },
    { name: 'WORLD_SIZE', value: String(count) },
    { name: 'RANK', value: '$(MYELIN_WORKER)' },
  ];
}
