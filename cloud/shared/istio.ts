import type { MeshOutputs } from './cluster-outputs';

/** The tag that namespaces name, so that a new revision of Istio is put under them by moving it. */
export const REVISION_TAG = 'stable';

export const ISTIO_NAMESPACE = 'istio-system';
export const INGRESS_NAMESPACE = 'istio-ingress';
/** Name of the release of the gateway, of its ServiceAccount, and behind `istio-` the label of its pods. */
export const INGRESS = 'istio-ingressgateway';

/** What is asked for of a mesh, with every default in its place. */
export interface PlannedMesh {
  readonly kind: MeshOutputs['kind'];
  readonly dataPlane: 'sidecar' | 'ambient';
  /** Of the charts, or the revision of a mesh that the cloud manages. */
  readonly version: string;
  /** Versions that are there by now, although the table does not say so. */
  readonly offeredVersions: readonly string[];
  readonly publicIngress: boolean;
  readonly ingressHost: string | undefined;
}

/** The gateway as its chart installs it, under whichever control plane. */
export const INGRESS_OUTPUTS = {
  ingressNamespace: INGRESS_NAMESPACE,
  ingressAccount: INGRESS,
  ingressLabels: { istio: INGRESS.replace(/^istio-/, '') },
} as const;

/**
 * Istio by helm has everything that the constructs can use: VirtualServices delegate, and the redirection is set up on nodes,
 * so that *restricted* namespaces have sidecars.
 */
export function istioOutputs(mesh: PlannedMesh): MeshOutputs {
  if (mesh.kind === 'none') return noMesh(mesh);
  const sidecars = mesh.dataPlane === 'sidecar';
  return {
    kind: mesh.kind,
    namespaceLabels: sidecars ? { 'istio.io/rev': REVISION_TAG } : { 'istio.io/dataplane-mode': 'ambient' },
    delegation: sidecars,
    cni: true,
    gatewayClass: 'istio',
    namespace: ISTIO_NAMESPACE,
    ...INGRESS_OUTPUTS,
    ingressHost: mesh.ingressHost ?? null,
  };
}

function noMesh(mesh: PlannedMesh): MeshOutputs {
  return {
    kind: 'none',
    namespaceLabels: {},
    delegation: false,
    cni: false,
    gatewayClass: '',
    namespace: '',
    ingressNamespace: '',
    ingressAccount: '',
    ingressLabels: {},
    ingressHost: mesh.ingressHost ?? null,
  };
}
