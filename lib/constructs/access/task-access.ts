import { Construct } from 'constructs';
import { taskAccessName } from '../../spec/derive/names';
import type { AxonContext } from '../axon-context';
import { PodNetwork } from '../network/pod-network';
import type { TaskOutline } from '../outline';
import type { LabelledThing } from '../../spec/derive/labels';
import { AccountRole } from './account-role';
import { MeshGuard } from './mesh-guard';
import { podAccount } from './pod-account';
import type { SelectedPods } from './pod-labels';

/** What the pods of one task may do, whom they may ask, and who may ask them. */
export class TaskAccess extends Construct {
  constructor(scope: Construct, id: string, context: AxonContext, task: Pick<TaskOutline, 'name' | 'kind'>) {
    super(scope, id);
    const thing: LabelledThing = { component: task.kind, task: task.name };
    const name = taskAccessName(context.name, task.name);
    const selected: SelectedPods = { name, pods: { kind: 'task', task: task.name }, thing };
    const account = context.accounts.ofTask(task);
    const serves = task.kind === 'deploy';
    const asksApi = task.kind === 'spark';
    if (context.accounts.areMade && (serves || asksApi)) {
      podAccount(this, context, { name: account, thing, asksApi });
    }
    if (asksApi) new AccountRole(this, 'Role', context, { role: name, account, thing });
    new PodNetwork(this, 'Network', context, selected);
    if (serves && context.surroundings.knowsCallers) new MeshGuard(this, 'Guard', context, selected);
  }
}
