import { Construct } from 'constructs';
import { axonPolicyName, runtimeRoleName } from '../spec/derive/names';
import { AccountRole } from './access/account-role';
import { podAccount } from './access/pod-account';
import { axonConfig } from './axon-config';
import type { AxonContext } from './axon-context';
import { PodNetwork } from './network/pod-network';
import type { Outline } from './outline';
import { StoreClaim } from './store-claim';
import { StoreJob } from './store-job';
import type { StorePlan } from './store-plan';

/**
 * The objects that an axon has once, and the folders of its parts, in the order in which they are written. Objects of a
 * deployer are those of `Deployer`, objects of a task those of its kind.
 */
export function growAxonObjects(axon: Construct, context: AxonContext, outline: Outline, store: StorePlan): void {
  axonConfig(axon, 'Spec', context, outline.annotations);
  growAxonAccess(axon, context);
  if (store.kind !== 'inline') new StoreClaim(axon, 'Store', context, store);
  new StoreJob(axon, 'StoreJob', context);
  for (const folder of ['Tasks', 'Sensors', 'Deployers'] as const) new Construct(axon, folder);
}

/** The account that tasks share, what the runtime may do, and what holds for the network of every pod. */
function growAxonAccess(axon: Construct, context: AxonContext): void {
  const thing = { component: 'axon' } as const;
  const { name, accounts, surroundings } = context;
  if (accounts.areMade) podAccount(axon, context, { name: accounts.shared, thing });
  const { runtimeAccount: account } = surroundings;
  new AccountRole(axon, 'Runtime', context, { role: runtimeRoleName(name), account, thing });
  new PodNetwork(axon, 'Network', context, { name: axonPolicyName(name), pods: { kind: 'axon' }, thing });
}
