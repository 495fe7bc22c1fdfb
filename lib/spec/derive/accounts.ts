import type { Axon } from '../axon';
import { axonAccountName, gatewayName, modelAccountName, sparkAccountName } from './names';

/** What decides how the accounts of an axon are called. */
export interface AccountOwner {
  readonly name: string;
  /** The published key: an account that exists. */
  readonly serviceAccountName?: string | undefined;
}

/**
 * Accounts of the pods of an axon.
 *
 * - An account that the axon names is that of all its tasks, model servers and Spark drivers included, since code may use
 *   what a cloud lets this account do. Else each of the three has one of its own.
 * - Gateways have accounts of their own, one for each deployer: by it a model server knows who calls.
 */
export function accountsOf({ name, serviceAccountName }: AccountOwner) {
  return {
    task: serviceAccountName ?? axonAccountName(name),
    models: serviceAccountName ?? modelAccountName(name),
    spark: serviceAccountName ?? sparkAccountName(name),
    gateway: (deployer: string) => gatewayName(name, deployer),
  };
}

/** The same for an axon that is resolved. */
export function axonAccounts({ name, spec }: Pick<Axon, 'name' | 'spec'>) {
  return accountsOf({ name, serviceAccountName: spec.spec.serviceAccountName });
}
