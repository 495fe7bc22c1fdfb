import type { Construct } from 'constructs';
import type { KubernetesObject } from '../kubernetes-object';
import { cronJobAtRest } from './cron-job';
import { Task } from './task';
import type { WorkloadProps } from './workload';

export type ContainerTaskProps = WorkloadProps;

/** A task that runs a container to completion. */
export class ContainerTask extends Task {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ContainerTaskProps,
  ) {
    super(scope, id, 'container', props);
    cronJobAtRest(this, this._axon, this._outline);
  }

  /** @internal */
  protected _keys(): KubernetesObject {
    return this._workload(this.props);
  }
}
