import type { Kube } from '../kube/kube';
import type { PodLabels, PodOf } from './process-identity';

/** For how long an answer is kept, in milliseconds: a pod pushes often, and its labels stay as they are. */
const KEPT = 30_000;

/** Answers kept; the oldest go. */
const MOST = 5000;

/** Asks the API server for the labels of pods, once in a while for each. */
export function podLookup(kube: Pick<Kube, 'get'>, now: () => number): PodOf {
  const known = new Map<string, { readonly at: number; readonly labels: Promise<PodLabels | undefined> }>();
  return (name, uid) => {
    const before = known.get(uid);
    if (before !== undefined && now() - before.at < KEPT) return before.labels;
    const labels = kube
      .get('Pod', name)
      .then((pod) => (pod?.metadata.uid === uid ? (pod.metadata.labels ?? {}) : undefined));
    known.delete(uid);
    known.set(uid, { at: now(), labels });
    labels.catch(() => known.delete(uid));
    if (known.size > MOST) known.delete(known.keys().next().value!);
    return labels;
  };
}
