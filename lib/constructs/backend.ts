import type { Keys } from './known-keys';
import type { KubernetesObject } from './kubernetes-object';
import type { DeployTask } from './tasks/deploy-task';
import type { TrainTask } from './tasks/train-task';

/** Which training a backend serves: the best by its objective, or the latest. */
export type ModelSelection = 'best' | 'latest';

/** What answers, and which training it serves. */
export interface BackendProps {
  /**
   * The training that makes its model.
   * @default - it serves what its image holds
   */
  readonly train?: TrainTask;
  /** What serves it. */
  readonly deploy: DeployTask;
  /** @default - that of the model */
  readonly selection?: ModelSelection;
}

export const BACKEND_KEYS: Keys<BackendProps> = { train: true, deploy: true, selection: true };

/** An implementation that can answer for a model; made by `addBackend` of the model. */
export class Backend {
  private constructor(
    /** Name in the model. */
    readonly name: string,
    private readonly props: BackendProps,
  ) {}

  /** @internal */
  static _of(name: string, props: BackendProps): Backend {
    return new Backend(name, props);
  }

  /** @internal */
  _toDocument(): KubernetesObject {
    const { train, deploy, selection } = this.props;
    return {
      name: this.name,
      ...(train === undefined ? {} : { trainer: train.name }),
      deployer: deploy.name,
      modelSelectionStrategy: selection,
    };
  }
}
