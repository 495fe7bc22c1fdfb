/** What a kind is to somebody who applies what `synth` wrote. */
export interface SynthesizedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Of an operator that a cluster may lack; what is of it is then left out. @default false */
  readonly optional?: boolean;
  /** Cluster-wide: for an admin, and never applied or deleted here. @default false */
  readonly admin?: boolean;
}

/** Every kind of object that the constructs of an axon write. */
export const SYNTHESIZED_KINDS: readonly SynthesizedKind[] = [
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  { apiVersion: 'v1', kind: 'PersistentVolume', admin: true },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
  { apiVersion: 'networking.istio.io/v1', kind: 'Gateway' },
  { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService' },
  { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' },
  { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' },
  { apiVersion: 'kubeflow.org/v1', kind: 'TFJob', optional: true },
  { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', optional: true },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', optional: true },
];

export function synthesizedKind(object: { readonly apiVersion: string; readonly kind: string }): SynthesizedKind {
  const found = SYNTHESIZED_KINDS.find(
    ({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind,
  );
  return found ?? object;
}
