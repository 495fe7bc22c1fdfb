import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Task } from '../../spec/axon';
import type { ClusterFacts } from '../../spec/cluster-facts';
import { gatewayAccount, sharedAccount, taskAccount, type AccountOwner } from '../../spec/derive/accounts';
import type { Labels } from '../../spec/derive/labels';
import { identityOf, type AccountIdentity } from '../../spec/derive/on-cluster';
import { ConstructUseError } from '../axon-error';

/** Whose accounts they are. */
export interface AccountScope extends AccountOwner {
  /** @default - that of the chart */
  readonly namespace?: string;
}

/**
 * As whom the pods of an axon run.
 *
 * - An account that the axon names is that of all its tasks; else accounts are made.
 * - Gateways have accounts of their own either way, since by them a model server knows who asks.
 */
export class AxonAccounts {
  constructor(
    private readonly axon: Construct,
    private readonly owner: AccountScope,
    /** @default - nothing is known of the cluster */
    private readonly facts?: ClusterFacts,
  ) {}

  /** Whether those of tasks are made; else the axon names one that exists. */
  get areMade(): boolean {
    return this.owner.serviceAccountName === undefined;
  }

  /** Of all tasks that have none of their own. */
  get shared(): string {
    return sharedAccount(this.owner);
  }

  ofTask(task: Pick<Task, 'name' | 'kind'>): string {
    return taskAccount(this.owner, task);
  }

  ofGateway(deployer: string): string {
    return gatewayAccount(this.owner, deployer);
  }

  /**
   * How the cloud knows an account; undefined where it does not.
   *
   * @throws ConstructUseError where it knows one of this name, and nobody says whether it is this one
   */
  identity(account: string): AccountIdentity | undefined {
    const { axon, facts } = this;
    if (facts?.identities === undefined) return undefined;
    const namespace = this.owner.namespace ?? Chart.of(axon).namespace;
    if (namespace !== undefined) return identityOf(facts, namespace, account);
    const named = Object.keys(facts.identities).find((name) => name.endsWith(`/${account}`));
    if (named === undefined) return undefined;
    const fault = `the cluster knows the account ${named}: give the namespace to the axon or its chart`;
    throw new ConstructUseError(axon.node.path, fault);
  }

  /** What a cloud wants as labels of pods that run as an account. */
  labels(account: string): Labels {
    return this.identity(account)?.podLabels ?? {};
  }
}
