import { STORE_MOUNT, StoreLayout } from '../../spec/derive/store-layout';
import { isReservedVariable } from '../../spec/derive/variable-name';
import type { EnvVar } from '../../spec/schema/workload';
import { TOKEN_FILE } from './task-token';

/** Kubernetes' own default; what a task leaves there stays in the status of its pod. */
const RESULT_PATH = '/dev/termination-log';

/** What the environment of a task's pod at rest is made of. */
export interface PodEnvironment {
  readonly axon: string;
  readonly task: string;
  readonly kind: string;
  readonly own: readonly EnvVar[];
  /** What more this kind of task is told, in the order in which one refers to another. @default - nothing */
  readonly injected?: readonly EnvVar[];
}

/**
 * The environment as far as it is known at synth. The runtime adds what belongs to one run, and gives `DATA_PATH` and
 * `MODEL_PATH` of its own; those here make a Job that was created by hand work in the root of the store.
 *
 * A task's own variables beat every injected one except `MYELIN_*`.
 */
export function podEnvironment({ axon, task, kind, own, injected = [] }: PodEnvironment): readonly EnvVar[] {
  const common: EnvVar[] = [
    ...injected,
    { name: 'AXON_NAME', value: axon },
    { name: 'TASK_TYPE', value: kind },
    { name: 'DATA_PATH', value: STORE_MOUNT },
    { name: 'MODEL_PATH', value: STORE_MOUNT },
    { name: 'HOME', value: '/tmp' },
  ];
  const names = new Set(own.map(({ name }) => name));
  return [
    ...common.filter(({ name }) => !names.has(name) || isReservedVariable(name)),
    ...own.filter(({ name }) => !isReservedVariable(name)),
    { name: 'MYELIN_AXON', value: axon },
    { name: 'MYELIN_TASK', value: task },
    { name: 'MYELIN_STORE', value: new StoreLayout().store },
    { name: 'MYELIN_RESULT', value: RESULT_PATH },
    { name: 'MYELIN_TOKEN_FILE', value: TOKEN_FILE },
  ];
}
