import type { Construct } from 'constructs';
import type { KubernetesObject } from '../kubernetes-object';
import { cronJobAtRest } from './cron-job';
import { Task } from './task';
import { WORKLOAD_KEYS, type WorkloadProps } from './workload';

/** A container that runs to completion has what every task has, and no more. */
export type ContainerTaskProps = WorkloadProps;

/**
 * A task that runs a container to completion.
 *
 * @example
 * ```ts
 * new ContainerTask(axon, 'Prepare', {
 *   image: Image.fromRegistry('registry.example.com/prepare:3'),
 *   env: [{ name: 'ROWS', value: 10_000 }],
 *   retry: { limit: 2 },
 *   timeout: '1h',
 * });
 * ```
 */
export class ContainerTask extends Task {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ContainerTaskProps,
  ) {
    super(scope, id, 'container', props, WORKLOAD_KEYS);
    cronJobAtRest(this, this._axon, this._outline);
  }

  /** @internal */
  protected _keys(): KubernetesObject {
    return this._workload(this.props);
  }
}
