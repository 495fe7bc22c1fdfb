import type { Release } from '../l1/helm';
import { INGRESS, INGRESS_NAMESPACE, ISTIO_NAMESPACE, REVISION_TAG } from '../shared/istio';
import { revisionOf } from '../shared/istio-versions';
import type { Installer } from './installer';

export interface IstioProps {
  readonly version: string;
  readonly dataPlane: 'sidecar' | 'ambient';
  /** A second version beside the first. */
  readonly canary: string | undefined;
  /** Of istiod and of the gateway, at least. */
  readonly replicas: number;
  /** What Istio calls the cloud, where its charts do something else there. @default - nothing that they know */
  readonly platform?: 'gke';
  /** Of the Service of the gateway, by which the cloud makes its load balancer. */
  readonly ingressAnnotations: Readonly<Record<string, string>>;
  /** What has to be installed before. */
  readonly after: readonly Release[];
}

type AnyInstaller = Pick<Installer, 'istio'>;

/**
 * Istio: base, CNI, istiod, where asked for ztunnel, and the gateway, in this order.
 *
 * - The redirection of traffic is set up by the CNI on nodes, so that pods of *restricted* namespaces have sidecars.
 * - Sidecars are native, so that the pod of a Job ends.
 * - istiod is a revision, and namespaces name a tag of it: a second revision runs beside until the tag is moved.
 * - The tag is an object of the release of its revision, and helm lets one release alone own it. So the second revision comes
 *   before the first: where both change places, the tag is given away before it is taken.
 * - The load balancer of the gateway has addresses of the network unless the Internet is asked for.
 */
export function installIstio(installer: AnyInstaller, props: IstioProps): readonly Release[] {
  const { version, dataPlane, canary, after } = props;
  const namespace = ISTIO_NAMESPACE;
  const base = installer.istio('istio-base', 'base', version, {
    namespace,
    values: { defaultRevision: revisionOf(version) },
    after,
  });
  const cni = installer.istio('istio-cni', 'cni', version, { namespace, values: kindOf(props), after: [base] });
  const second = canary === undefined ? [] : [installIstiod(installer, props, canary, [], [cni])];
  const istiod = installIstiod(installer, props, version, [REVISION_TAG], [cni, ...second]);
  const planes = [istiod];
  if (dataPlane === 'ambient') {
    planes.push(
      installer.istio('ztunnel', 'ztunnel', version, {
        namespace,
        values: { revision: revisionOf(version), ...platformOf(props) },
        after: [istiod],
      }),
    );
  }
  return [...planes, installGateway(installer, props, REVISION_TAG, planes)];
}

/** The gateway alone, which the control plane of `revision` makes a proxy of. */
export function installGateway(
  installer: AnyInstaller,
  { version, replicas, ingressAnnotations }: Pick<IstioProps, 'version' | 'replicas' | 'ingressAnnotations'>,
  revision: string,
  after: readonly Release[],
): Release {
  return installer.istio(INGRESS, 'gateway', version, {
    namespace: INGRESS_NAMESPACE,
    values: {
      revision,
      autoscaling: { minReplicas: replicas },
      service: { annotations: ingressAnnotations },
    },
    after,
  });
}

function installIstiod(
  installer: AnyInstaller,
  props: IstioProps,
  version: string,
  revisionTags: readonly string[],
  after: readonly Release[],
): Release {
  const revision = revisionOf(version);
  return installer.istio(`istiod-${revision}`, 'istiod', version, {
    namespace: ISTIO_NAMESPACE,
    values: {
      ...kindOf(props),
      revision,
      revisionTags,
      autoscaleMin: props.replicas,
      pilot: { cni: { enabled: true }, env: { ENABLE_NATIVE_SIDECARS: 'true' } },
    },
    after,
  });
}

function kindOf(props: IstioProps): Readonly<Record<string, unknown>> {
  return { ...(props.dataPlane === 'ambient' ? { profile: 'ambient' } : {}), ...platformOf(props) };
}

/** Where nodes keep plugins of their network, and what a priority class asks of a namespace, differ between clouds. */
function platformOf({ platform }: IstioProps): Readonly<Record<string, unknown>> {
  return platform === undefined ? {} : { global: { platform } };
}
