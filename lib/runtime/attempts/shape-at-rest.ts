import type { Task } from '../../spec/axon';
import { storeJobName, taskJobName } from '../../spec/derive/names';
import type { WantedAttempt } from '../../engine/ports';
import type { Kind } from '../kube/kube';

/** Where the shape lies of which an attempt is a copy, and as what it runs. */
export interface ShapeAtRest {
  readonly kind: 'CronJob' | 'TFJob' | 'SparkApplication';
  readonly name: string;
  /** Of the copies. */
  readonly copies: Extract<Kind, 'Job' | 'TFJob' | 'SparkApplication'>;
}

/** Data are copied by what looks after the store, whatever the task is. */
export function shapeOf(axon: string, task: Task, attempt: Pick<WantedAttempt, 'copyData'>): ShapeAtRest {
  if (attempt.copyData !== undefined) return { kind: 'CronJob', name: storeJobName(axon), copies: 'Job' };
  const name = taskJobName(axon, task.name);
  if (task.kind === 'spark') return { kind: 'SparkApplication', name, copies: 'SparkApplication' };
  if (task.kind === 'train' && task.spec.tfJobSpec !== undefined) return { kind: 'TFJob', name, copies: 'TFJob' };
  return { kind: 'CronJob', name, copies: 'Job' };
}
