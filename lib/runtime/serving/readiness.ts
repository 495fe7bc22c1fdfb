import type { KubeObject } from '../kube/kube';

/** How far a Deployment of a version is. */
export type Readiness =
  | { readonly state: 'ready' }
  /** @param trouble - what keeps it, where something does */
  | { readonly state: 'waiting'; readonly trouble?: Trouble }
  /** It will not come up: why, as the end of a sentence that begins with its name. */
  | { readonly state: 'failed'; readonly why: string };

export interface Trouble {
  /** As Kubernetes words it. */
  readonly reason: string;
  readonly message: string;
}

/** Starts without an answer before it counts as given up, as on one machine. */
const MOST_STARTS = 3;

/** Waiting reasons that mend themselves or by somebody's hand: the pod tries again until its time is over. */
const TROUBLES = new Set([
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImagePullBackOff',
  'RunContainerError',
]);

const HINTS: Readonly<Record<string, string>> = {
  CreateContainerConfigError: 'a Secret or ConfigMap that its env names may be missing',
  ErrImagePull: 'push the image, or say imagePullSecrets',
  ImagePullBackOff: 'push the image, or say imagePullSecrets',
};

/**
 * Whether a Deployment answers, will answer, or has given up.
 *
 * - Given up has one whose pods have been started three times and never answered, one whose image has a name that cannot be,
 *   and one whose time to come up is over.
 * - One that has been ready before is never failed by its pods: they are started again for ever.
 *
 * @param pods - of this Deployment
 */
export function readinessOf(deployment: KubeObject | undefined, pods: readonly KubeObject[]): Readiness {
  const status = deployment?.['status'] ?? {};
  const seen = (status.observedGeneration ?? 0) >= (deployment?.metadata.generation ?? 0);
  if (seen && (status.availableReplicas ?? 0) > 0) return { state: 'ready' };
  if (deployment === undefined) return { state: 'waiting' };
  const trouble = pods.map(troubleOf).find((one) => one !== undefined) ?? refusal(status);
  const late = condition(status, 'Progressing');
  if (seen && late?.status === 'False' && late.reason === 'ProgressDeadlineExceeded') {
    const { progressDeadlineSeconds = 600 } = deployment['spec'];
    const why = trouble === undefined ? '' : `: ${trouble.reason}: ${trouble.message}`;
    return { state: 'failed', why: `did not come up within ${progressDeadlineSeconds} s${why}` };
  }
  const given = pods.map(givenUp).find((why) => why !== undefined);
  if (given !== undefined) return { state: 'failed', why: given };
  return trouble === undefined ? { state: 'waiting' } : { state: 'waiting', trouble };
}

interface ContainerStatus {
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
  readonly lastState?: { readonly terminated?: Terminated };
}

interface Terminated {
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
}

function statuses(pod: KubeObject): readonly ContainerStatus[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod['status'] ?? {};
  return [...initContainerStatuses, ...containerStatuses];
}

function givenUp(pod: KubeObject): string | undefined {
  for (const { state, restartCount = 0, lastState } of statuses(pod)) {
    const { reason, message } = state?.waiting ?? {};
    if (reason === 'InvalidImageName') return `has an image that cannot be: ${message ?? reason}`;
    if (reason === 'CrashLoopBackOff' && restartCount >= MOST_STARTS) {
      return `gave up after ${restartCount + 1} starts: ${ended(lastState?.terminated)}`;
    }
  }
  return undefined;
}

/** What is wrong with a pod that does not answer. */
function troubleOf(pod: KubeObject): Trouble | undefined {
  for (const { state, lastState } of statuses(pod)) {
    const { reason, message } = state?.waiting ?? {};
    if (reason === undefined || !TROUBLES.has(reason)) continue;
    const text = reason === 'CrashLoopBackOff' ? ended(lastState?.terminated) : (message ?? 'it says no more');
    return { reason, message: withHint(reason, text) };
  }
  const scheduled = condition(pod['status'] ?? {}, 'PodScheduled');
  if (scheduled?.status !== 'False') return undefined;
  return { reason: scheduled.reason ?? 'Unschedulable', message: scheduled.message ?? 'no node takes it' };
}

function withHint(reason: string, text: string): string {
  const hint = HINTS[reason];
  return hint === undefined ? text : `${text}; ${hint}`;
}

/** Its pods are not even made: a quota, a policy, an account that is missing. */
function refusal(status: Status): Trouble | undefined {
  const failure = condition(status, 'ReplicaFailure');
  if (failure?.status !== 'True') return undefined;
  return { reason: failure.reason ?? 'FailedCreate', message: failure.message ?? 'its pods are refused' };
}

function ended({ exitCode, reason, message }: Terminated = {}): string {
  const how =
    reason === 'OOMKilled' ? 'it was killed for its memory' : `it exited with ${exitCode ?? 'an unknown code'}`;
  const last = message?.trimEnd().split('\n').at(-1)?.trim();
  return last === undefined || last === '' ? how : `${how}: ${last}`;
}

interface StatusCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface Status {
  readonly conditions?: readonly StatusCondition[];
}

function condition({ conditions = [] }: Status, type: string): StatusCondition | undefined {
  return conditions.find((one) => one.type === type);
}
