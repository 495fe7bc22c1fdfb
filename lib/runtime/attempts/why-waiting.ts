import type { KubeObject } from '../kube/kube';
import type { Trouble } from './shape-at-rest';

/** What every pod goes through. */
const ORDINARY = new Set(['ContainerCreating', 'PodInitializing']);

/** What would help, by reason. */
const HINTS: Readonly<Record<string, string>> = {
  ErrImageNeverPull: 'the node must have the image, or be allowed to pull it',
  ErrImagePull: 'see that the image exists and that imagePullSecrets let the namespace have it',
  ImagePullBackOff: 'see that the image exists and that imagePullSecrets let the namespace have it',
  InvalidImageName: 'the name of the image is none',
  CreateContainerConfigError: 'a ConfigMap or Secret that its environment names is missing',
};

/** What keeps a pod from running, as far as its status says. @returns undefined where nothing but time does */
export function whyWaiting({ status = {} }: KubeObject): Trouble | undefined {
  const scheduled = (status.conditions ?? []).find(({ type }: { type: string }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') {
    return { reason: scheduled.reason ?? 'Unschedulable', message: scheduled.message ?? 'no node takes its pod' };
  }
  for (const { name, state } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
    const { reason, message = '' } = state?.waiting ?? {};
    if (reason === undefined || ORDINARY.has(reason)) continue;
    const hint = HINTS[reason] === undefined ? '' : `; ${HINTS[reason]}`;
    return { reason, message: `container ${name}: ${message === '' ? reason : message}${hint}` };
  }
  return undefined;
}
