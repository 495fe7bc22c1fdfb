import { ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { axonConfig } from './axon-config';
import type { AxonContext } from './axon-context';
import type { Outline } from './outline';
import { StoreClaim } from './store-claim';
import type { StorePlan } from './store-plan';

/**
 * The objects that an axon has once, and the folders of its parts, in the order in which they are written. Objects of a
 * deployer are those of `Deployer`, objects of a task those of its kind.
 */
export function growAxonObjects(axon: Construct, context: AxonContext, outline: Outline, store: StorePlan): void {
  axonConfig(axon, 'Spec', context, outline.annotations);
  if (outline.serviceAccountName === undefined) {
    const metadata = context.metadata(context.account, { component: 'axon' });
    new ServiceAccount(axon, 'Account', { metadata, automountToken: false });
  }
  if (store.kind !== 'inline') new StoreClaim(axon, 'Store', context, store);
  for (const folder of ['Tasks', 'Sensors', 'Deployers'] as const) new Construct(axon, folder);
}
