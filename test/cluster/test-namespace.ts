import { kubectl, mustKubectl } from './kubectl';

/** A namespace as a platform team gives it: pods are restricted, and where it is `injected` have sidecars. */
export function createNamespace(name: string, { injected }: { readonly injected: boolean }): void {
  const labels = {
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/warn': 'restricted',
    ...(injected ? { 'istio-injection': 'enabled' } : {}),
  };
  mustKubectl(['create', '-f', '-'], [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]);
}

export function deleteNamespace(name: string): void {
  kubectl(['delete', 'namespace', name, '--wait=false', '--ignore-not-found']);
}
