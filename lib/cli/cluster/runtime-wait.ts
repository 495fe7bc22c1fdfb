import { conditionOf, containersOf, howItEnded, podTrouble, type StatusCondition } from '../../runtime/pod-trouble';
import { RUNTIME_NAME } from '../../spec/derive/names';
import { kubectl, type ClusterOptions } from '../kubectl';
import { podsOfRuntime } from './runtime-pods';

interface Deployment {
  readonly metadata: { readonly generation: number };
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly conditions?: readonly StatusCondition[];
  };
}

/** What an installation has made, or why the cluster does not show it. */
export async function installedRuntime(
  cluster: ClusterOptions,
): Promise<{ readonly ok: true; readonly deployment: Deployment } | { readonly ok: false; readonly why: string }> {
  const answer = await kubectl(cluster, ['get', 'deployment', RUNTIME_NAME, '-o', 'json']);
  return answer.ok ? { ok: true, deployment: JSON.parse(answer.text) as Deployment } : answer;
}

/**
 * Why a runtime is not ready, in words, for who installs it and for who looks for it.
 *
 * @param replicas - pods that are wanted. @default - as many as the Deployment says
 * @returns undefined once it waits for nothing
 */
export async function whatItWaitsFor(
  cluster: ClusterOptions,
  { metadata, spec, status }: Deployment,
  replicas = spec?.replicas ?? 1,
): Promise<string | undefined> {
  if ((status.observedGeneration ?? 0) < metadata.generation) return 'the cluster has not looked at it yet';
  const { replicas: all = 0, updatedReplicas: updated = 0, readyReplicas: ready = 0 } = status;
  if (all > updated) return `${all - updated} of the old pods have to end`;
  if (updated >= replicas && (ready > 0 || replicas === 0)) return undefined;
  const refused = conditionOf(status, 'ReplicaFailure');
  return (
    (refused?.status === 'True' ? refused.message : undefined) ??
    (await whatPodsWaitFor(cluster)) ??
    `${ready} of ${replicas} pods are ready`
  );
}

async function whatPodsWaitFor(cluster: ClusterOptions): Promise<string | undefined> {
  const { pods } = await podsOfRuntime(cluster);
  const pod = pods.find(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (pod === undefined) return undefined;
  const { name } = pod.metadata;
  const trouble = podTrouble(pod);
  if (trouble !== undefined) return `pod ${name}: ${trouble.reason}: ${trouble.message}`;
  const ended = containersOf(pod).find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  if (ended === undefined) return `pod ${name} starts`;
  return `pod ${name}: container ${ended.name}: ${howItEnded(ended.state?.terminated)}, ${ended.restartCount ?? 0} restarts`;
}
