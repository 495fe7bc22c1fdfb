import type { PodSeen } from '../../runtime/pod-trouble';
import { RUNTIME_LABELS } from '../../spec/derive/labels';
import { kubectl, type ClusterOptions, type KubectlAnswer } from '../kubectl';

/** The runtime's pods, by the labels that every installation of it has. */
const SELECTOR = Object.entries(RUNTIME_LABELS)
  .map(([name, value]) => `${name}=${value}`)
  .join(',');

/** All of them, as they are now. */
export async function podsOfRuntime(
  cluster: ClusterOptions,
): Promise<KubectlAnswer & { readonly pods: readonly RuntimePod[] }> {
  const answer = await kubectl(cluster, ['get', 'pods', `--selector=${SELECTOR}`, '-o', 'json']);
  return {
    ...answer,
    pods: answer.ok ? (JSON.parse(answer.text) as { readonly items: readonly RuntimePod[] }).items : [],
  };
}

export interface RuntimePod extends PodSeen {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
  readonly status: NonNullable<PodSeen['status']> & { readonly phase: string };
}
