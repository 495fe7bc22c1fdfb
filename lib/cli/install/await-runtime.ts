import { setTimeout as delay } from 'node:timers/promises';
import { RUNTIME_LABELS } from '../../spec/derive/labels';
import { RUNTIME_NAME } from '../../spec/derive/names';
import { CliError } from '../exit';
import { kubectl, type ClusterOptions } from '../kubectl';

/** How often it is looked at, in milliseconds. */
const GLANCE = 1000;

const SELECTOR = Object.entries(RUNTIME_LABELS)
  .map(([name, value]) => `${name}=${value}`)
  .join(',');

/**
 * Until the pods of the applied Deployment have replaced all others, and at least one of them is ready; says what it waits
 * for whenever that changes.
 *
 * @throws CliError with the last reason when the time is over
 */
export async function awaitRuntime(cluster: ClusterOptions, replicas: number, patience: number): Promise<void> {
  const end = Date.now() + patience;
  let said = '';
  for (;;) {
    const waiting = await whatItWaitsFor(cluster, replicas);
    if (waiting === undefined) return;
    if (waiting !== said) process.stderr.write(`waiting: ${waiting}\n`);
    said = waiting;
    if (Date.now() >= end) {
      throw new CliError(`myelin: the runtime is not ready after ${patience / 1000} s: ${waiting}`);
    }
    await delay(GLANCE);
  }
}

interface Deployment {
  readonly metadata: { readonly generation: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** @returns undefined once it waits for nothing */
async function whatItWaitsFor(cluster: ClusterOptions, replicas: number): Promise<string | undefined> {
  const answer = await kubectl(cluster, ['get', 'deployment', RUNTIME_NAME, '-o', 'json']);
  if (!answer.ok) return answer.why;
  const { metadata, status } = JSON.parse(answer.text) as Deployment;
  if ((status.observedGeneration ?? 0) < metadata.generation) return 'the cluster has not looked at it yet';
  const { replicas: all = 0, updatedReplicas: updated = 0, readyReplicas: ready = 0 } = status;
  if (all > updated) return `${all - updated} of the old pods have to end`;
  if (updated >= replicas && (ready > 0 || replicas === 0)) return undefined;
  const refused = status.conditions?.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  return refused?.message ?? (await whatPodsWaitFor(cluster)) ?? `${ready} of ${replicas} pods are ready`;
}

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode: number };
  };
}

async function whatPodsWaitFor(cluster: ClusterOptions): Promise<string | undefined> {
  const answer = await kubectl(cluster, ['get', 'pods', `--selector=${SELECTOR}`, '-o', 'json']);
  if (!answer.ok) return undefined;
  const { items } = JSON.parse(answer.text) as { items: readonly Pod[] };
  const pod = items.find(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (pod === undefined) return undefined;
  const unscheduled = pod.status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled?.message !== undefined) return `pod ${pod.metadata.name}: ${unscheduled.message}`;
  const containers = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  for (const { name, state, restartCount } of containers) {
    const { waiting, terminated } = state;
    if (waiting !== undefined && waiting.reason !== 'PodInitializing') {
      const { reason = 'waiting', message } = waiting;
      return `pod ${pod.metadata.name}, ${name}: ${reason}${message === undefined ? '' : `, ${message}`}`;
    }
    if (terminated !== undefined && terminated.exitCode !== 0) {
      return `pod ${pod.metadata.name}, ${name}: ended with ${terminated.exitCode}, ${restartCount} restarts`;
    }
  }
  return `pod ${pod.metadata.name} starts`;
}
