import { STORE_MOUNT, StoreLayout } from '../../spec/derive/store-layout';
import { DIRECTORIES_CONTAINER } from '../../spec/derive/task-containers';
import type { KubernetesObject } from '../kubernetes-object';
import { pullPolicy } from './pull-policy';
import { DIRECTORIES_RESOURCES, resourcesOf } from './resources';
import { containerSecurity } from './restricted';

/**
 * Makes the directories that a task is promised before the task starts: the runtime has no mount of the store, and published
 * code makes none. It runs when a person starts the task too.
 */
export function directoriesContainer(image: string): KubernetesObject {
  return {
    name: DIRECTORIES_CONTAINER,
    image,
    imagePullPolicy: pullPolicy(image),
    args: ['directories'],
    env: [
      { name: 'DATA_PATH', value: STORE_MOUNT },
      { name: 'MODEL_PATH', value: STORE_MOUNT },
      { name: 'MYELIN_STORE', value: new StoreLayout().store },
    ],
    resources: resourcesOf(undefined, DIRECTORIES_RESOURCES),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: containerSecurity(true),
    volumeMounts: [{ name: 'store', mountPath: STORE_MOUNT.slice(0, -1) }],
  };
}
