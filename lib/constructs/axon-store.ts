import type { Path } from '../spec/issue';
import { expectKeys, type Keys } from './known-keys';
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
  static claim(props: ClaimProps = {}): AxonStore {
    return new AxonStore({ kind: 'claim', props });
  }

  /** A claim as Kubernetes has it: `{ metadata, spec }`, for what `claim` does not name. */
  static claimTemplate(template: KubernetesObject): AxonStore {
    return new AxonStore({ kind: 'form', key: 'volumeClaimTemplate', form: template });
  }

  /** A volume of Kubernetes, such as `{ hostPath: { path: '/var/lib/store' } }`. */
  static volume(volume: KubernetesObject): AxonStore {
    return new AxonStore({ kind: 'form', key: 'volume', form: volume });
  }

  private constructor(
    private readonly content:
      | { readonly kind: 'claim'; readonly props: ClaimProps }
      | { readonly kind: 'form'; readonly key: 'volume' | 'volumeClaimTemplate'; readonly form: KubernetesObject },
  ) {}

  /**
   * The key of the axon that says its store.
   *
   * @param construct - path of the axon, for errors
   * @internal
   */
  _toDocument(construct: string): KubernetesObject {
    const { content } = this;
    switch (content.kind) {
      case 'claim':
        expectKeys(construct, 'store', content.props, CLAIM_KEYS);
        return { volumeClaimTemplate: claimOf(content.props) };
      case 'form':
        return { [content.key]: content.form };
    }
  }

  /**
   * Which of its props says what stands at a path.
   *
   * @param path - below the key of the axon that says its store
   * @internal
   */
  _property(path: Path): Path {
    if (this.content.kind === 'form') return path;
    const [top, key] = path;
    if (top === 'metadata') return path.slice(1);
    if (top !== 'spec' || key === undefined) return [];
    return key === 'resources' ? ['storage'] : path.slice(1);
  }
}

function claimOf({ name, storageClassName, accessModes, storage }: ClaimProps): KubernetesObject {
  const spec = {
    ...(storageClassName === undefined ? {} : { storageClassName }),
    ...(accessModes === undefined ? {} : { accessModes }),
    ...(storage === undefined ? {} : { resources: { requests: { storage } } }),
  };
  return {
    ...(name === undefined ? {} : { metadata: { name } }),
    ...(Object.keys(spec).length === 0 ? {} : { spec }),
  };
}

const CLAIM_KEYS: Keys<ClaimProps> = { name: true, storageClassName: true, accessModes: true, storage: true };
