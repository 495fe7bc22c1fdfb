import { VERSION_LABEL, type Labels } from '../../spec/derive/labels';
import type { KubernetesObject } from '../kubernetes-object';

/**
 * Keeps the pods of one thing apart: on nodes of their own while there are enough, and evenly over the zones.
 *
 * - It is a wish: with one node, or with a store that one node mounts, everything still runs.
 * - It names no version, so a copy of the shape needs no change: zones are filled by version all the same, nodes by
 *   whatever answers.
 *
 * @param labels - of all pods of the thing, whichever their version
 */
export function apart(labels: Labels): { readonly antiAffinity: KubernetesObject; readonly zones: KubernetesObject } {
  return {
    antiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: { labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' },
        },
      ],
    },
    zones: {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: labels },
      matchLabelKeys: [VERSION_LABEL],
    },
  };
}
