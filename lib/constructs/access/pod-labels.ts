import { identityLabels, type LabelledThing, type Labels } from '../../spec/derive/labels';
import type { PodsOfAxon } from './access-plan';

/** Pods of an axon, and what the objects that are about them are called. */
export interface SelectedPods {
  readonly name: string;
  readonly pods: PodsOfAxon;
  readonly thing: LabelledThing;
}

/** Labels that pods of an axon have, and no others: those at rest and those of every copy of them. */
export function selectorOf(axon: string, pods: PodsOfAxon): Labels {
  switch (pods.kind) {
    case 'axon':
      return identityLabels(axon, { component: 'axon' });
    case 'task':
      return identityLabels(axon, { component: 'container', task: pods.task });
    case 'gateway':
      return {
        'app.kubernetes.io/component': 'gateway',
        ...identityLabels(axon, { component: 'gateway', deployer: pods.deployer }),
      };
  }
}
