import type { Release } from '../l1/helm';
import type { EksPlan } from './eks-plan';
import type { Installer } from './installer';
import { INGRESS, INGRESS_NAMESPACE, ISTIO_NAMESPACE, REVISION_TAG } from './outputs';
import { revisionOf } from './versions';

/**
 * Istio: base, CNI, istiod, where asked for ztunnel, and the gateway, in this order.
 *
 * - The redirection of traffic is set up by the CNI on nodes, so that pods of *restricted* namespaces have sidecars.
 * - Sidecars are native, so that the pod of a Job ends.
 * - istiod is a revision, and namespaces name a tag of it: a second revision runs beside until the tag is moved.
 * - The load balancer of the gateway has addresses of the network unless the Internet is asked for.
 */
export function installMesh(
  installer: Installer,
  plan: EksPlan,
  canary: string | undefined,
  after: readonly Release[],
): readonly Release[] {
  const { version, dataPlane } = plan.mesh;
  const ambient = dataPlane === 'ambient';
  const profile = ambient ? { profile: 'ambient' } : {};
  const base = installer.istio('istio-base', 'base', version, {
    namespace: ISTIO_NAMESPACE,
    values: { defaultRevision: revisionOf(version) },
    after,
  });
  const cni = installer.istio('istio-cni', 'cni', version, {
    namespace: ISTIO_NAMESPACE,
    values: profile,
    after: [base],
  });
  const istiod = installIstiod(installer, plan, version, [REVISION_TAG], [cni]);
  if (canary !== undefined) installIstiod(installer, plan, canary, [], [istiod]);
  const planes = ambient
    ? [
        istiod,
        installer.istio('ztunnel', 'ztunnel', version, {
          namespace: ISTIO_NAMESPACE,
          values: { revision: revisionOf(version) },
          after: [istiod],
        }),
      ]
    : [istiod];
  const gateway = installer.istio(INGRESS, 'gateway', version, {
    namespace: INGRESS_NAMESPACE,
    values: gatewayValues(plan),
    after: planes,
  });
  return [...planes, gateway];
}

function installIstiod(
  installer: Installer,
  plan: EksPlan,
  version: string,
  revisionTags: readonly string[],
  after: readonly Release[],
): Release {
  const revision = revisionOf(version);
  return installer.istio(`istiod-${revision}`, 'istiod', version, {
    namespace: ISTIO_NAMESPACE,
    values: {
      ...(plan.mesh.dataPlane === 'ambient' ? { profile: 'ambient' } : {}),
      revision,
      revisionTags,
      autoscaleMin: plan.oneNat ? 1 : 2,
      pilot: { cni: { enabled: true }, env: { ENABLE_NATIVE_SIDECARS: 'true' } },
    },
    after,
  });
}

const NLB = 'service.beta.kubernetes.io/aws-load-balancer';

function gatewayValues(plan: EksPlan): Readonly<Record<string, unknown>> {
  return {
    revision: REVISION_TAG,
    autoscaling: { minReplicas: plan.oneNat ? 1 : 2 },
    service: {
      annotations: {
        [`${NLB}-type`]: 'external',
        [`${NLB}-nlb-target-type`]: 'ip',
        [`${NLB}-scheme`]: plan.mesh.publicIngress ? 'internet-facing' : 'internal',
        [`${NLB}-attributes`]: 'load_balancing.cross_zone.enabled=true',
        [`${NLB}-additional-resource-tags`]: Object.entries(plan.tags)
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
      },
    },
  };
}
