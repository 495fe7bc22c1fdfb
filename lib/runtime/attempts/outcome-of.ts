import { QUEUE_LABEL } from '../../spec/derive/labels';
import type { Trouble } from '../hand';
import type { KubeObject } from '../kube/kube';
import { podTrouble } from '../pod-trouble';
import { endedAt, hasRun, lost, podEnd, runs, type PodEnd } from './pod-end';

/** How it stands with an attempt. */
export type Outcome =
  /** It does not run yet. @param trouble - what keeps it, if it is more than time */
  | { readonly phase: 'waiting'; readonly trouble?: Trouble }
  | { readonly phase: 'running'; readonly trouble?: Trouble }
  /** Its code has ended, and a container beside it has not: how it ended is known when its pod has. */
  | { readonly phase: 'finishing'; readonly since: string }
  | ({ readonly phase: 'ended' } & PodEnd)
  /** It has ended, and how is known only once its pods are looked at again: what is known of them is older. */
  | { readonly phase: 'ending' };

type Verdict = 'Succeeded' | 'Failed' | undefined;

/** How it stands with an attempt, from its Job, TFJob or SparkApplication and that one's pods. */
export function outcomeOf(object: KubeObject, pods: readonly KubeObject[]): Outcome {
  switch (object.kind) {
    case 'TFJob':
      return together(object, pods, chiefOf(pods));
    case 'SparkApplication':
      return spark(object, pods);
    default:
      return (object['spec'].completions ?? 1) > 1 ? together(object, pods, workerZero(pods)) : single(object, pods);
  }
}

/** The pod of a Job says the end sooner than its Job, and means the same. */
function single(job: KubeObject, pods: readonly KubeObject[]): Outcome {
  const verdict = verdictOf(job);
  const ended = pods.map(podEnd).find((end) => end !== undefined);
  const late = overdue(job);
  if (ended !== undefined) return end(late === undefined ? ended : { ...ended, outcome: 'Failed', message: late });
  if (verdict === undefined) return underWay(job, pods);
  if (pods.length > 0) return { phase: 'ending' };
  return verdict === 'Succeeded' ? withoutPod() : end(lost(whyFailed(job, 'its pod is gone')));
}

/** Pods that work together end together: nobody knows before all have ended, and the first that failed says why. */
function together(object: KubeObject, pods: readonly KubeObject[], first: KubeObject | undefined): Outcome {
  const verdict = verdictOf(object);
  if (verdict === undefined) return underWay(object, pods);
  if (verdict === 'Succeeded') {
    const result = first === undefined ? undefined : podEnd(first);
    if (result !== undefined) return end(result);
    return first === undefined ? withoutPod() : { phase: 'ending' };
  }
  const ends = [...pods].sort((a, b) => (endedAt(a) < endedAt(b) ? -1 : 1)).map(podEnd);
  const failure = ends.find((one) => one?.outcome === 'Failed') ?? ends.find((one) => one?.outcome === 'Lost');
  if (failure !== undefined) return end(failure);
  return pods.length > 0 ? { phase: 'ending' } : end(lost(whyFailed(object, 'its pods are gone')));
}

const SPARK_ENDED: Readonly<Record<string, Verdict>> = {
  COMPLETED: 'Succeeded',
  FAILED: 'Failed',
  SUBMISSION_FAILED: 'Failed',
};

function spark(application: KubeObject, pods: readonly KubeObject[]): Outcome {
  const { state = '', errorMessage } = application['status']?.applicationState ?? {};
  const driver = pods.find(({ metadata }) => metadata.labels?.['spark-role'] === 'driver');
  const verdict = SPARK_ENDED[state];
  if (verdict === undefined) return underWay(application, driver === undefined ? [] : [driver]);
  const ended = driver === undefined ? undefined : podEnd(driver);
  if (ended !== undefined && (ended.outcome === 'Lost' || ended.outcome === verdict)) return end(ended);
  if (verdict === 'Succeeded') return withoutPod();
  return end({ outcome: 'Failed', message: errorMessage ?? `its state is ${state}`, metrics: {} });
}

function underWay(object: KubeObject, pods: readonly KubeObject[]): Outcome {
  const trouble = pods.map(podTrouble).find((why) => why !== undefined);
  if (pods.some(runs)) return { phase: 'running', ...(trouble === undefined ? {} : { trouble }) };
  if (trouble !== undefined) return { phase: 'waiting', trouble };
  if (pods.length > 0 && pods.every(hasRun)) return { phase: 'finishing', since: pods.map(endedAt).sort().at(-1)! };
  const { [QUEUE_LABEL]: queue } = object.metadata.labels ?? {};
  if (object['spec'].suspend !== true || queue === undefined) return { phase: 'waiting' };
  return { phase: 'waiting', trouble: { reason: 'Queued', message: `it waits in the queue ${queue}` } };
}

/** By its conditions: a Job says Complete or Failed, a TFJob Succeeded or Failed, once all pods have ended. */
function verdictOf({ status }: KubeObject): Verdict {
  const holds = conditionsOf(status).filter((one) => one['status'] === 'True');
  if (holds.some(({ type }) => type === 'Complete' || type === 'Succeeded')) return 'Succeeded';
  return holds.some(({ type }) => type === 'Failed') ? 'Failed' : undefined;
}

/** Its own deadline has passed, for which its pods were deleted. */
function overdue({ status }: KubeObject): string | undefined {
  const passed = conditionsOf(status).find(
    ({ type, reason }) => (type === 'Failed' || type === 'FailureTarget') && reason === 'DeadlineExceeded',
  );
  return passed === undefined ? undefined : `DeadlineExceeded: ${passed['message']}`;
}

function whyFailed({ status }: KubeObject, otherwise: string): string {
  const failed = conditionsOf(status).find(({ type }) => type === 'Failed');
  return failed?.['message'] === undefined ? otherwise : `${failed['reason']}: ${failed['message']}`;
}

function conditionsOf(status: { conditions?: readonly Readonly<Record<string, string>>[] } | undefined) {
  return status?.conditions ?? [];
}

function withoutPod(): Outcome {
  const message = 'its pod is gone, and with it what it left in MYELIN_RESULT: metrics that it pushed count';
  return end({ outcome: 'Succeeded', exitCode: 0, message, metrics: {} });
}

function end(ended: PodEnd): Outcome {
  return { phase: 'ended', ...ended };
}

function workerZero(pods: readonly KubeObject[]): KubeObject | undefined {
  return pods.find(({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-completion-index'] === '0');
}

/** The replica whose end is that of the TFJob. */
function chiefOf(pods: readonly KubeObject[]): KubeObject | undefined {
  const roles = ['chief', 'master', 'worker'];
  const role = (pod: KubeObject) => roles.indexOf(pod.metadata.labels?.['training.kubeflow.org/replica-type'] ?? '');
  const index = (pod: KubeObject) => pod.metadata.labels?.['training.kubeflow.org/replica-index'];
  return pods.filter((pod) => role(pod) >= 0 && index(pod) === '0').sort((a, b) => role(a) - role(b))[0];
}
