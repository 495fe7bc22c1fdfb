import { App, Chart } from 'cdk8s';
import { AxonRuntime, manifestsOf, type AxonRuntimeProps } from '../../constructs';
import { RUNTIME_NAME } from '../../spec/derive/names';
import type { KubernetesObject } from '../synthesize';

/** The objects of an installation, in the order in which they can be applied. */
export function runtimeObjects(props: AxonRuntimeProps): readonly KubernetesObject[] {
  const app = new App();
  const { namespace } = props;
  new AxonRuntime(new Chart(app, RUNTIME_NAME, namespace === undefined ? {} : { namespace }), 'runtime', props);
  const objects = manifestsOf(app).flatMap((manifest) => manifest.objects as readonly KubernetesObject[]);
  return [...objects].sort((a, b) => order(a) - order(b));
}

/** Rights before what needs them; cdk8s sorts by dependencies alone. */
function order({ kind }: KubernetesObject): number {
  return kind === 'Deployment' ? 1 : 0;
}

/** Kinds that some installations have and others have not, as kubectl takes them. */
const OPTIONAL_KINDS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'authorizationpolicies.security.istio.io',
  PeerAuthentication: 'peerauthentications.security.istio.io',
  PodMonitor: 'podmonitors.monitoring.coreos.com',
};

/** Kinds that every installation has, as kubectl takes them. */
export const RUNTIME_KINDS = [
  'deployments.apps',
  'services',
  'networkpolicies.networking.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'serviceaccounts',
] as const;

/** Kinds of which an earlier installation may have left an object that this one is without. */
export function absentKinds(objects: readonly KubernetesObject[]): readonly string[] {
  const there = new Set(objects.map(({ kind }) => kind));
  return Object.entries(OPTIONAL_KINDS).flatMap(([kind, resource]) => (there.has(kind) ? [] : [resource]));
}
