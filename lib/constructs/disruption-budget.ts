import { Construct } from 'constructs';
import type { AxonContext } from './axon-context';
import { KubeObject } from './kube-object';
import type { KubernetesObject } from './kubernetes-object';
import { identityLabels, type LabelledThing, type Labels } from '../spec/derive/labels';

/**
 * How many pods of what serves a drained node may take at once: one, of all versions together.
 *
 * - It names no version, so there is one for all of them and nothing is copied.
 * - A single replica may be taken, else it would hold up its node for ever; so may one that is not ready.
 */
export class DisruptionBudget extends Construct {
  constructor(scope: Construct, context: AxonContext, name: string, thing: Omit<LabelledThing, 'version'>) {
    super(scope, 'DisruptionBudget');
    new KubeObject(this, 'Resource', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: context.metadata.of(name, thing),
      fields: { spec: () => budgetSpec(identityLabels(context.name, thing)) },
    });
  }
}

/** @param matchLabels - of the pods that are counted together */
export function budgetSpec(matchLabels: Labels): KubernetesObject {
  return { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels } };
}
