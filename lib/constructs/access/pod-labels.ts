import { type Labels, identityLabels } from '../../spec/derive/labels';
import type { PodsOfAxon } from './access-plan';

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
