import type { KubernetesObject } from './kubernetes-object';

/** A claim, as far as axons say it. */
export interface ClaimProps {
  /**
   * End of the name of the claim, after the name of the axon.
   * @default 'axon-store'
   */
  readonly name?: string;
  /** @default - the default class of the cluster */
  readonly storageClassName?: string;
  /**
   * `ReadWriteMany` lets pods of several nodes share it.
   * @default ['ReadWriteOnce']
   */
  readonly accessModes?: readonly string[];
  /**
   * Its size.
   * @default '1Gi'
   */
  readonly storage?: string;
}

/**
 * The store that all tasks of an axon share: a claim, or a plain volume.
 *
 * @example
 * ```ts
 * new Axon(chart, 'digits', { store: AxonStore.claim({ accessModes: ['ReadWriteMany'], storage: '10Gi' }) });
 * ```
 */
export class AxonStore {
  /** A claim that the cluster fulfils. */
  static claim({ name, storageClassName, accessModes, storage }: ClaimProps = {}): AxonStore {
    const spec = {
      ...(storageClassName === undefined ? {} : { storageClassName }),
      ...(accessModes === undefined ? {} : { accessModes }),
      ...(storage === undefined ? {} : { resources: { requests: { storage } } }),
    };
    return AxonStore.claimTemplate({
      ...(name === undefined ? {} : { metadata: { name } }),
      ...(Object.keys(spec).length === 0 ? {} : { spec }),
    });
  }

  /** A claim as Kubernetes has it: `{ metadata, spec }`, for what `claim` does not name. */
  static claimTemplate(template: KubernetesObject): AxonStore {
    return new AxonStore({ volumeClaimTemplate: template });
  }

  /** A volume of Kubernetes, such as `{ hostPath: { path: '/var/lib/store' } }`. */
  static volume(volume: KubernetesObject): AxonStore {
    return new AxonStore({ volume });
  }

  private constructor(private readonly form: KubernetesObject) {}

  /**
   * The key of the axon that says its store.
   *
   * @internal
   */
  _toDocument(): KubernetesObject {
    return this.form;
  }
}
