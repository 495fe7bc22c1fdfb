import type { ClusterOutputs, MeshOutputs, ServiceAccountIdentity } from '../shared/cluster-outputs';
import { gpuPools } from '../shared/gpu-nodes';
import type { AksPlan } from './aks-plan';
import type { ControlPlane } from './control-plane';
import type { Network } from './network';
import type { Registry } from './registry';
import type { Bucket, Files } from './storage';
import { MESH_REVISIONS } from './versions';

export interface AksParts {
  readonly network: Network;
  readonly controlPlane: ControlPlane;
  readonly registry: Registry;
  readonly files: Files;
  readonly bucket: Bucket;
  readonly identities: Readonly<Record<string, ServiceAccountIdentity>>;
}

/** What the Kubernetes side must know. */
export function aksOutputs(plan: AksPlan, parts: AksParts): ClusterOutputs {
  const { cluster } = parts.controlPlane;
  const host = plan.endpoint.public ? cluster.fqdn : cluster.privateFqdn;
  return {
    cloud: 'aks',
    name: plan.name,
    region: plan.region,
    apiServer: `https://${host}:443`,
    podCidrs: [plan.podCidr],
    serviceCidrs: [plan.serviceCidr],
    apiServerCidrs: [parts.network.ranges.apiServer],
    registry: parts.registry.prefix,
    bucket: parts.bucket.url,
    storageClass: parts.files.storageClass,
    identities: parts.identities,
    gpus: gpuPools(plan.pools),
    mesh: meshOutputs(plan),
    // That of Azure Monitor wants tokens of Entra; docs/cloud/aks.md says how one for the axons is installed.
    prometheus: null,
  };
}

/**
 * The mesh as the add-on has it. VirtualServices may delegate: its webhooks block ProxyConfig, WorkloadEntry, WorkloadGroup,
 * IstioOperator and WasmPlugin, and nothing of a VirtualService (Microsoft, "Istio-based service mesh add-on", 2026-08).
 */
function meshOutputs({ mesh }: AksPlan): MeshOutputs {
  const side = mesh.publicIngress ? 'external' : 'internal';
  const none = mesh.kind === 'none';
  return {
    kind: none ? 'none' : 'managed',
    namespaceLabels: none ? {} : { 'istio.io/rev': mesh.version },
    delegation: !none,
    // What is newer than the table does as the newest of it.
    cni: !none && (MESH_REVISIONS.find(({ revision }) => revision === mesh.version)?.cni ?? true),
    gatewayClass: 'istio',
    namespace: 'aks-istio-system',
    ingressNamespace: 'aks-istio-ingress',
    ingressAccount: `aks-istio-ingressgateway-${side}`,
    ingressLabels: { istio: `aks-istio-ingressgateway-${side}` },
    ingressHost: mesh.ingressHost ?? null,
  };
}
