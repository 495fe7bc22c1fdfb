import { canonicalJson } from '../../spec/canonical';
import type { Axon } from '../../spec/axon';
import { objectName } from '../../spec/derive/names';
import type { KubeObject } from '../kube/kube';
import { readKeptAxon, SPEC_KEY } from '../read-axon';
import { createOwned, isOwned, type OwnedPlace } from './create-owned';
import type { Recall } from './recall';
import { memoryLabels } from './segments';

/** What the object of a spec is for: `app.kubernetes.io/component`. */
const SPEC_COMPONENT = 'spec';

/** A spec of which the journal speaks is not there, or this release cannot read it. */
export class UnknownSpecError extends Error {
  override readonly name = 'UnknownSpecError';
  constructor(
    readonly object: string,
    why: string,
  ) {
    super(`the journal speaks of the spec in ${object}, ${why}`);
  }
}

/** The ConfigMap that keeps a spec for as long as something refers to it; gateways of a version read theirs from it. */
export function specObjectName(axon: string, hash: string): string {
  return objectName([axon, 'spec', hash], 253);
}

/**
 * Every spec that an axon had in force, each in an immutable ConfigMap: runs and versions keep the one they began with.
 */
export class SpecHistory {
  private readonly axons = new Map<string, Axon>();
  private readonly kept = new Set<string>();
  private readonly broken = new Map<string, string>();
  /** What was in force before this process. */
  private readonly earlier = new Set<string>();
  private forgetting: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: OwnedPlace,
    private readonly axon: string,
  ) {}

  /** Reads what there is; a spec that cannot be read is a fault once something asks for it. @throws KubeError */
  async load(recall: Recall): Promise<void> {
    for (const object of await recall.of(this.axon, SPEC_COMPONENT)) {
      if (!isOwned(object, this.place.owner)) continue;
      const read = readKeptAxon(object);
      if (read.ok && specObjectName(this.axon, read.axon.hash) === object.metadata.name) {
        this.axons.set(read.axon.hash, read.axon);
        this.kept.add(read.axon.hash);
        this.earlier.add(read.axon.hash);
      } else {
        this.broken.set(
          object.metadata.name,
          read.ok ? 'which holds another one' : `which cannot be read: ${read.reason}`,
        );
      }
    }
  }

  /** Knows a spec that is about to be in force; `keep` makes it last. */
  add(axon: Axon): void {
    this.earlier.delete(axon.hash);
    if (!this.axons.has(axon.hash)) this.axons.set(axon.hash, axon);
  }

  /** @throws UnknownSpecError */
  get(hash: string): Axon {
    const known = this.axons.get(hash);
    if (known !== undefined) return known;
    const object = specObjectName(this.axon, hash);
    throw new UnknownSpecError(object, this.broken.get(object) ?? 'which is not there');
  }

  /** Resolves once a successor will find the spec. May be repeated. @throws KubeError, also when `signal` is given before */
  async keep(hash: string, signal: AbortSignal): Promise<void> {
    await this.forgetting.catch(() => undefined);
    if (this.kept.has(hash)) return;
    const object = this.object(this.get(hash));
    await createOwned(this.place, object, signal, (found) => found['data']?.[SPEC_KEY] === object['data'][SPEC_KEY]);
    this.kept.add(hash);
  }

  /**
   * Forgets every spec but these. Those that came into force during this process stay until the next one.
   *
   * @throws KubeError; what is left then goes the next time
   */
  retain(hashes: ReadonlySet<string>): Promise<void> {
    const unneeded = [...this.earlier].filter((hash) => !hashes.has(hash));
    for (const hash of unneeded) {
      this.earlier.delete(hash);
      this.kept.delete(hash);
      this.axons.delete(hash);
    }
    this.forgetting = this.forget(unneeded);
    return this.forgetting;
  }

  private async forget(hashes: readonly string[]): Promise<void> {
    for (const hash of hashes) await this.place.kube.delete('ConfigMap', specObjectName(this.axon, hash));
  }

  private object({ hash, spec }: Axon): KubeObject {
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: specObjectName(this.axon, hash),
        labels: memoryLabels(this.axon, SPEC_COMPONENT),
        ownerReferences: [this.place.owner],
      },
      immutable: true,
      data: { [SPEC_KEY]: canonicalJson(spec) },
    };
  }
}
