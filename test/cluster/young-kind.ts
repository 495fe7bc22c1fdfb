import type { Kind } from '../../lib/runtime/kube/kube';
import { kubectl, mustKubectl } from './kubectl';

const KIND = 'SparkApplication' satisfies Kind;
const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'sparkapplications.sparkoperator.k8s.io',
    // Groups of k8s.io are refused without a word on who approved them.
    annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
  },
  spec: {
    ...{ group: 'sparkoperator.k8s.io', scope: 'Namespaced' },
    names: { kind: KIND, listKind: `${KIND}List`, plural: 'sparkapplications', singular: 'sparkapplication' },
    versions: [
      {
        ...{ name: 'v1beta2', served: true, storage: true },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/**
 * A kind that is younger than its cluster. An API server remembers the changes of a kind from when it began to serve it: of
 * ConfigMaps a cluster that has just started still remembers all, and of this kind never the first version.
 */
export function youngKind(): { readonly kind: Kind; end(): void } {
  const name = DEFINITION.metadata.name;
  if (kubectl(['get', 'crd', name]).code === 0) return { kind: KIND, end: () => undefined };
  mustKubectl(['create', '-f', '-'], [DEFINITION]);
  mustKubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', name]);
  awaitWatches();
  return {
    kind: KIND,
    end: () => void mustKubectl(['delete', 'crd', name, '--ignore-not-found', '--timeout=90s']),
  };
}

/** A kind that has just been made is watched a little later than it is listed: 429 "storage is (re)initializing" until then. */
function awaitWatches(): void {
  const { group, versions, names } = DEFINITION.spec;
  const watch = `/apis/${group}/${versions[0]?.name}/${names.plural}?watch=1&timeoutSeconds=1`;
  for (let tries = 0; kubectl(['get', '--raw', watch]).code !== 0; tries += 1)
    if (tries > 100) throw new Error(`${names.plural} are not watched`);
}
