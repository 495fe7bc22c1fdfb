import type { Trouble } from '../hand';
import type { KubeObject } from '../kube/kube';
import { conditionOf, containersOf, howItEnded, podTrouble, type StatusCondition } from '../pod-trouble';

/** How far a Deployment of a version is. */
export type Readiness =
  | { readonly state: 'ready' }
  /** @param trouble - what keeps it, where something does */
  | { readonly state: 'waiting'; readonly trouble?: Trouble }
  /** It will not come up: why, as the end of a sentence that begins with its name. */
  | { readonly state: 'failed'; readonly why: string };

/** Starts without an answer before it counts as given up, as on one machine. */
const MOST_STARTS = 3;

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
  const trouble = pods.map(podTrouble).find((one) => one !== undefined) ?? refusal(status);
  const late = conditionOf(status, 'Progressing');
  if (seen && late?.status === 'False' && late.reason === 'ProgressDeadlineExceeded') {
    const { progressDeadlineSeconds = 600 } = deployment['spec'];
    const why = trouble === undefined ? '' : `: ${trouble.reason}: ${trouble.message}`;
    return { state: 'failed', why: `did not come up within ${progressDeadlineSeconds} s${why}` };
  }
  const given = pods.map(givenUp).find((why) => why !== undefined);
  if (given !== undefined) return { state: 'failed', why: given };
  return trouble === undefined ? { state: 'waiting' } : { state: 'waiting', trouble };
}

function givenUp(pod: KubeObject): string | undefined {
  for (const { state, restartCount = 0, lastState } of containersOf(pod)) {
    const { reason, message } = state?.waiting ?? {};
    if (reason === 'InvalidImageName') return `has an image that cannot be: ${message ?? reason}`;
    if (reason === 'CrashLoopBackOff' && restartCount >= MOST_STARTS) {
      return `gave up after ${restartCount + 1} starts: ${howItEnded(lastState?.terminated)}`;
    }
  }
  return undefined;
}

/** Its pods are not even made: a quota, a policy, an account that is missing. */
function refusal(status: { readonly conditions?: readonly StatusCondition[] }): Trouble | undefined {
  const failure = conditionOf(status, 'ReplicaFailure');
  if (failure?.status !== 'True') return undefined;
  return { reason: failure.reason ?? 'FailedCreate', message: failure.message ?? 'its pods are refused' };
}
