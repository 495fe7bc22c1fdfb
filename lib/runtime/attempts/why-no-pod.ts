import type { KubeObject } from '../kube/kube';
import type { Trouble } from '../hand';
import type { Warnings } from './warnings';

/** Events that say what keeps a Job from having pods, or a pod from having its containers. */
const TELLING = new Set([
  'FailedCreate',
  'FailedMount',
  'FailedAttachVolume',
  'FailedCreatePodSandBox',
  'FailedScheduling',
  'ProvisioningFailed',
]);

/**
 * What keeps a Job from running that only events tell: a quota that is exceeded, a webhook that refuses, a volume that cannot
 * be mounted.
 *
 * @returns undefined where no event tells
 */
export async function whyNoPod(
  warnings: Pick<Warnings, 'about'>,
  object: KubeObject,
  pods: readonly KubeObject[],
): Promise<Trouble | undefined> {
  const concerned = new Set([object, ...pods].map(({ metadata }) => metadata.uid));
  const telling = (await warnings.about(concerned)).find((event) => TELLING.has(event['reason']));
  return telling === undefined ? undefined : { reason: telling['reason'], message: telling['message'] };
}

/**
 * What an attempt waits for that nobody says anything about, by how far it has come: whoever should take the next step is away,
 * or busy.
 */
export function whoIsSilent({ kind, metadata }: KubeObject, pods: readonly KubeObject[]): Trouble {
  const [pod] = pods;
  if (pod === undefined) {
    const message = `${kind} ${metadata.name} has no pod, and no event says why: see that the controller manager runs`;
    return { reason: 'NoPod', message };
  }
  const { nodeName } = pod['spec'];
  const { name } = pod.metadata;
  if (nodeName === undefined) {
    return {
      reason: 'NotScheduled',
      message: `pod ${name} was given no node, and nothing says why: see that the scheduler runs`,
    };
  }
  const message = `node ${nodeName} has not started pod ${name}: it pulls an image or mounts a volume, or its kubelet is away`;
  return { reason: 'NotStarted', message };
}
