import {
  DIRECTORIES_CONTAINER,
  DRIVER_CONTAINER,
  STORE_CONTAINER,
  TASK_CONTAINER,
  TFJOB_CONTAINER,
} from '../../spec/derive/task-containers';
import type { Metrics } from '../../engine/event';
import { parseResult } from '../../engine/task-result';
import type { KubeObject } from '../kube/kube';
import type { ContainerStatus, PodSeen, Terminated } from '../pod-trouble';
import { EXECUTED_BEFORE } from '../store/claim';

/** How a pod, and with it an attempt, ended. */
export interface PodEnd {
  readonly outcome: 'Succeeded' | 'Failed' | 'Lost';
  readonly exitCode?: number;
  /** For a person. */
  readonly message?: string;
  readonly metrics: Metrics;
}

/** The containers in which user code runs. */
const CODE: readonly string[] = [TASK_CONTAINER, TFJOB_CONTAINER, DRIVER_CONTAINER, STORE_CONTAINER];

const LONGEST_LINE = 300;

const DELETED = 'its pod was deleted';

/**
 * How a pod ended, by its status alone.
 *
 * - Failed is what the code did, its exit code says so. Lost is what was done to it: evicted, preempted, refused by its node,
 *   deleted, or its node went or could not start it; it says nothing of the code. Code that was told to end and then ended with 0 has not done its
 *   work either, as far as anybody knows.
 *
 * @returns undefined while it has not ended
 */
export function podEnd(pod: KubeObject): PodEnd | undefined {
  const { phase } = pod['status'] ?? {};
  const code = codeOf(pod);
  if (phase === 'Succeeded') return endedOnRequest(pod, code) ? lost(whyDisrupted(pod) ?? DELETED) : succeeded(code);
  if (phase !== 'Failed') return undefined;
  const refused = initsOf(pod).find(
    ({ name, state }) => name === DIRECTORIES_CONTAINER && state?.terminated?.exitCode === EXECUTED_BEFORE,
  );
  if (refused !== undefined) return lost('another Job of it had been executed before');
  const why = whyDisrupted(pod);
  if (why !== undefined) return lost(why);
  if (endedOnRequest(pod, code)) return lost(DELETED);
  const broken = whyNodeFailed(pod);
  if (broken !== undefined) return lost(broken);
  if (code !== undefined) return failed(code, '');
  const init = initsOf(pod).find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  if (init?.state?.terminated !== undefined) return failed(init.state.terminated, `init container ${init.name}: `);
  return lost(pod['status'].message ?? 'its pod failed before its code ran');
}

/** When the code of a pod ended, to tell the first of several. */
export function endedAt(pod: KubeObject): string {
  return codeOf(pod)?.finishedAt ?? '9999';
}

/** Whether the code of a pod runs. */
export function runs(pod: KubeObject): boolean {
  return codesOf(pod).some(({ state }) => state?.running !== undefined);
}

/** Whether code of a pod runs, or may yet. */
export function mayRun({ status }: KubeObject): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** Whether the code of a pod has ended, which what stands beside it may have yet to do. */
export function hasRun(pod: KubeObject): boolean {
  return codeOf(pod) !== undefined;
}

function whyDisrupted({ status }: KubeObject): string | undefined {
  const conditions = (status.conditions ?? []) as readonly Readonly<Record<string, string>>[];
  const target = conditions.find(({ type, status: holds }) => type === 'DisruptionTarget' && holds === 'True');
  if (target !== undefined) return `${target['reason']}: ${target['message']}`;
  if (status.reason !== undefined && status.reason !== 'DeadlineExceeded') {
    return `${status.reason}: ${status.message ?? 'its node says no more'}`;
  }
  return undefined;
}

/** In the words of a container runtime that was itself ended, or did not answer, while it started a container. */
const NODE_WORDS = /context (canceled|deadline exceeded)|ttrpc: closed|connection (refused|reset)|transport is closing/;

/** A container that its node lost sight of, or had no chance to start. A command that is not there is the code's own fault. */
function whyNodeFailed(pod: KubeObject): string | undefined {
  for (const { name, state } of [...initsOf(pod), ...codesOf(pod)]) {
    const { reason, message = '' } = state?.terminated ?? {};
    if (reason === 'ContainerStatusUnknown' || (reason === 'StartError' && NODE_WORDS.test(message))) {
      return `container ${name}: ${reason}; ${message}`;
    }
  }
  return undefined;
}

/** Whether the code of a pod ended after it had been told to. Times are in whole seconds: in doubt it had. */
function endedOnRequest({ metadata, status }: KubeObject, code: Terminated | undefined): boolean {
  const conditions = (status.conditions ?? []) as readonly Readonly<Record<string, string>>[];
  const target = conditions.find(({ type, status: holds }) => type === 'DisruptionTarget' && holds === 'True');
  const { deletionTimestamp, deletionGracePeriodSeconds: grace = 0 } = metadata as PodMetadata;
  const requests = [
    target === undefined ? NaN : Date.parse(target['lastTransitionTime'] ?? ''),
    deletionTimestamp === undefined ? NaN : Date.parse(deletionTimestamp) - 1000 * grace,
  ].filter((time) => !Number.isNaN(time));
  const ended = Date.parse(code?.finishedAt ?? '');
  return requests.length > 0 && !(ended < Math.min(...requests));
}

/** The time at which a pod is gone at the latest, and how much later than the wish that is. */
interface PodMetadata {
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
}

function succeeded(code: Terminated | undefined): PodEnd {
  const result = parseResult(code?.message ?? '');
  switch (result.kind) {
    case 'metrics':
      return { outcome: 'Succeeded', exitCode: 0, metrics: result.metrics };
    case 'pointer': {
      const message = `its result is in ${result.file}, which only its store holds: metrics that it pushed count`;
      return { outcome: 'Succeeded', exitCode: 0, message, metrics: {} };
    }
    case 'fault':
      return { outcome: 'Failed', exitCode: 0, message: `what it left in MYELIN_RESULT ${result.fault}`, metrics: {} };
  }
}

/** A task may have left metrics before it failed; else the message is the end of its log. */
function failed({ exitCode, signal, reason, message = '' }: Terminated, where: string): PodEnd {
  const result = message.trimStart().startsWith('{') ? parseResult(message) : undefined;
  const line = result?.kind === 'metrics' ? '' : (message.trimEnd().split('\n').at(-1)?.trim() ?? '');
  const why = [
    signal === undefined ? undefined : `ended by signal ${signal}`,
    reason === undefined || reason === 'Error' ? undefined : reason,
    line === '' ? 'its log is empty' : line.slice(0, LONGEST_LINE),
  ];
  return {
    outcome: 'Failed',
    exitCode,
    message: `${where}${why.filter((part) => part !== undefined).join('; ')}`,
    metrics: result?.kind === 'metrics' ? result.metrics : {},
  };
}

export function lost(message: string): PodEnd {
  return { outcome: 'Lost', message, metrics: {} };
}

function codeOf(pod: PodSeen): Terminated | undefined {
  return codesOf(pod)[0]?.state?.terminated;
}

function codesOf({ status }: PodSeen): readonly ContainerStatus[] {
  return (status?.containerStatuses ?? []).filter(({ name }) => CODE.includes(name));
}

function initsOf({ status }: PodSeen): readonly ContainerStatus[] {
  return status?.initContainerStatuses ?? [];
}
