import { setTimeout as delay } from 'node:timers/promises';
import { conditionOf, containersOf, howItEnded, podTrouble, type StatusCondition } from '../../runtime/pod-trouble';
import { RUNTIME_NAME } from '../../spec/derive/names';
import { podsOfRuntime } from '../cluster/runtime-pods';
import { CliError } from '../exit';
import { kubectl, type ClusterOptions } from '../kubectl';

/** How often it is looked at, in milliseconds. */
const GLANCE = 1000;

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
    readonly conditions?: readonly StatusCondition[];
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
