import type { Trouble } from '../hand';
import type { KubeObject } from '../kube/kube';
import { containersOf } from '../pod-trouble';

/** What keeps pods from ending whose code has ended. */
export function whoGoesOn(pods: readonly KubeObject[]): Trouble {
  for (const pod of pods) {
    for (const { name, state } of containersOf(pod)) {
      if (state?.running === undefined) continue;
      const message = `its code has ended, and container ${name} of pod ${pod.metadata.name} goes on: it should be a native sidecar, or end by itself`;
      return { reason: 'NotEnded', message };
    }
  }
  const message =
    'its code has ended, and neither its pod nor what made it says so: see that kubelet and controllers run';
  return { reason: 'NotEnded', message };
}
