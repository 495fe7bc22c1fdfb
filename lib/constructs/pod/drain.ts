import type { KubernetesObject } from '../kubernetes-object';

/** Until proxies and Services have heard that a pod is going, in seconds; requests come that long. */
const GOODBYE = 5;

/** The longest request, in seconds: the gateway gives a model no more. */
const LONGEST_REQUEST = 30;

const MARGIN = 10;

/** How a pod that answers requests ends: first nobody new comes, then those who are there are answered. */
export const DRAIN: { readonly graceSeconds: number; readonly lifecycle: KubernetesObject } = {
  graceSeconds: GOODBYE + LONGEST_REQUEST + MARGIN,
  // The kubelet sleeps: no image needs a shell for it.
  lifecycle: { preStop: { sleep: { seconds: GOODBYE } } },
};
