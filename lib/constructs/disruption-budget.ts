import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { AxonContext } from './axon-context';
import { identityLabels, type LabelledThing } from '../spec/derive/labels';

/**
 * How many pods of what serves a drained node may take at once: one, of all versions together.
 *
 * - It names no version, so there is one for all of them and nothing is copied.
 * - A single replica may be taken, else it would hold up its node for ever; so may one that is not ready.
 */
export class DisruptionBudget extends Construct {
  constructor(
    scope: Construct,
    private readonly context: AxonContext,
    name: string,
    private readonly thing: Omit<LabelledThing, 'version'>,
  ) {
    super(scope, 'DisruptionBudget');
    new k8s.KubePodDisruptionBudget(this, 'Resource', {
      metadata: context.metadata(name, thing),
      spec: this._toKube(),
    });
  }

  /** @internal */
  _toKube(): k8s.PodDisruptionBudgetSpec {
    return {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: identityLabels(this.context.name, this.thing) },
    };
  }
}
