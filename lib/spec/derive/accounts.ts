import type { Axon, Task } from '../axon';
import { axonAccountName, gatewayAccessName, taskAccessName } from './names';

/** What decides how the accounts of an axon are called. */
export interface AccountOwner {
  readonly name: string;
  /** The published key: an account that exists. */
  readonly serviceAccountName?: string | undefined;
}

/** The account that tasks share. */
export function sharedAccount({ name, serviceAccountName }: AccountOwner): string {
  return serviceAccountName ?? axonAccountName(name);
}

/**
 * The account of the pods of a task.
 *
 * - An account that the axon names is that of all its tasks, since their code may use what a cloud lets this account do.
 * - Else model servers and Spark drivers have one each, so that a mesh and the API server can tell them from the others.
 */
export function taskAccount(owner: AccountOwner, { name, kind }: Pick<Task, 'name' | 'kind'>): string {
  const own = owner.serviceAccountName === undefined && (kind === 'deploy' || kind === 'spark');
  return own ? taskAccessName(owner.name, name) : sharedAccount(owner);
}

/** The account of the gateways of a deployer: by it a model server knows who asks. */
export function gatewayAccount({ name }: Pick<AccountOwner, 'name'>, deployer: string): string {
  return gatewayAccessName(name, deployer);
}

export function ownerOf({ name, spec }: Pick<Axon, 'name' | 'spec'>): AccountOwner {
  return { name, serviceAccountName: spec.spec.serviceAccountName };
}
