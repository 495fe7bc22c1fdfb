import type { Axon, Task } from '../axon';
import { ownerOf, taskAccount } from './accounts';
import { runtimeRoleName, taskAccessName } from './names';
import { runtimeNeeds, type Need } from './runtime-needs';
import type { Surroundings } from './surroundings';

/** What one account may do in the namespace of the axon. */
export interface Grant {
  /** Name of the Role. */
  readonly role: string;
  readonly account: string;
  readonly needs: readonly Need[];
}

/**
 * Who may do what in the cluster because of an axon.
 *
 * - No need without a reason, no wildcard, nothing outside of the namespace, nothing with Secrets.
 * - Another sensor adds needs or reasons, names or verbs; it takes none away.
 * - Accounts that are not in the list may do nothing.
 */
export function grantsOf(axon: Axon, surroundings: Pick<Surroundings, 'mesh' | 'runtimeAccount'>): readonly Grant[] {
  const runtime = {
    role: runtimeRoleName(axon.name),
    account: surroundings.runtimeAccount,
    needs: runtimeNeeds(axon, surroundings.mesh),
  };
  const drivers = [...axon.tasks.values()].filter(({ kind }) => kind === 'spark');
  return [
    runtime,
    ...drivers.map((task) => ({
      role: taskAccessName(axon.name, task.name),
      account: taskAccount(ownerOf(axon), task),
      needs: driverNeeds(task),
    })),
  ];
}

/**
 * What Spark's driver does when it runs in a cluster: it makes its executors with their configuration, and at the end takes
 * away whatever carries its label. "Running Spark on Kubernetes", RBAC.
 */
function driverNeeds({ name, path }: Task): readonly Need[] {
  const because = [{ text: `the driver of ${name} makes its executors`, path }];
  const cleans = ['delete', 'deletecollection', 'get', 'list'];
  return [
    { apiGroup: '', resource: 'pods', verbs: ['create', ...cleans, 'patch', 'watch'], because },
    { apiGroup: '', resource: 'configmaps', verbs: ['create', ...cleans], because },
    { apiGroup: '', resource: 'services', verbs: cleans, because },
    { apiGroup: '', resource: 'persistentvolumeclaims', verbs: cleans, because },
  ];
}
