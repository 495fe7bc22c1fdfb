import type { Task } from '../../spec/axon';
import { SPEC_HASH_LABEL } from '../../spec/derive/labels';
import { storeJobName, taskJobName } from '../../spec/derive/names';
import type { WantedAttempt } from '../../engine/ports';
import type { Kind, KubeObject } from '../kube/kube';

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

/** Why a shape cannot be copied now; it is looked at again. */
export interface Trouble {
  /** In one word. */
  readonly reason: string;
  /** For a person. */
  readonly message: string;
}

/** @param hash - of the spec in force */
export function whyNotCopied(
  { kind, name }: ShapeAtRest,
  object: KubeObject | undefined,
  hash: string,
): Trouble | undefined {
  if (object === undefined) {
    return { reason: 'ShapeMissing', message: `there is no ${kind} ${name}: apply the files of one synth together` };
  }
  const found = object.metadata.labels?.[SPEC_HASH_LABEL] ?? 'none';
  if (found === hash) return undefined;
  const message = `${kind} ${name} is of the spec ${found}, in force is ${hash}: apply the files of one synth together`;
  return { reason: 'ShapeOutdated', message };
}
