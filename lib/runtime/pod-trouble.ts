import type { Trouble } from './hand';

/** What every pod goes through. */
const ORDINARY = new Set(['ContainerCreating', 'PodInitializing']);

const PULL = 'see that the image exists and that imagePullSecrets let the namespace have it';

/** What would help, by reason. */
const HINTS: Readonly<Record<string, string>> = {
  CreateContainerConfigError: 'a ConfigMap or Secret that its environment names is missing',
  ErrImageNeverPull: 'the node must have the image, or be allowed to pull it',
  ErrImagePull: PULL,
  ImagePullBackOff: PULL,
  InvalidImageName: 'the name of the image is none',
};

/** What a status says of one thing that holds or does not. */
export interface StatusCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** How a container ended. */
export interface Terminated {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason?: string;
  /** The end of its log, or what it left for a person. */
  readonly message?: string;
  readonly finishedAt?: string;
}

/** What a node says of one container of a pod: how it is, and how it ended the last time if it was started again. */
export interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: object;
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

/** As much of a pod as says what keeps it. */
export interface PodSeen {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly conditions?: readonly StatusCondition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/**
 * What keeps a pod from running, as far as its status says: in the same words for an attempt, a version and the runtime
 * itself.
 *
 * @returns undefined where nothing but time does
 */
export function podTrouble(pod: PodSeen): Trouble | undefined {
  const scheduled = conditionOf(pod.status, 'PodScheduled');
  if (scheduled?.status === 'False') {
    return { reason: scheduled.reason ?? 'Unschedulable', message: scheduled.message ?? 'no node takes its pod' };
  }
  for (const { name, state, lastState } of containersOf(pod)) {
    const { reason, message = '' } = state?.waiting ?? {};
    if (reason === undefined || ORDINARY.has(reason)) continue;
    const text = reason === 'CrashLoopBackOff' ? howItEnded(lastState?.terminated) : message || reason;
    const hint = HINTS[reason] === undefined ? '' : `; ${HINTS[reason]}`;
    return { reason, message: `container ${name}: ${text}${hint}` };
  }
  return undefined;
}

/** How a container ended that is started again. */
export function howItEnded({ exitCode, reason, message }: Partial<Terminated> = {}): string {
  const how =
    reason === 'OOMKilled' ? 'it was killed for its memory' : `it exited with ${exitCode ?? 'an unknown code'}`;
  const last = message?.trimEnd().split('\n').at(-1)?.trim();
  return last === undefined || last === '' ? how : `${how}: ${last}`;
}

/** In the order in which they are started. */
export function containersOf({ status = {} }: PodSeen): readonly ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}

export function conditionOf(
  status: { readonly conditions?: readonly StatusCondition[] } | undefined,
  type: string,
): StatusCondition | undefined {
  return status?.conditions?.find((one) => one.type === type);
}
