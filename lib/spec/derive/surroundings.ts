/**
 * Who may call the deployers of an axon, beside its own tasks and the world: a namespace, or an account of a namespace; of
 * the axon's own where none is named.
 *
 * A mesh tells accounts apart; a NetworkPolicy admits every pod of the namespace.
 */
export type Caller =
  | { readonly namespace: string; readonly account?: string }
  | { readonly namespace?: undefined; readonly account: string };

/** Addresses, and TCP ports there. */
export interface AddressRange {
  /** Such as `10.0.0.0/8`. */
  readonly cidr: string;
  /** @default - every port */
  readonly ports?: readonly number[];
}

/** How what lies around an axon is called in its cluster. */
export interface SurroundingsProps {
  /**
   * Account of the runtime, which serves all axons of a namespace.
   * @default 'myelin-runtime'
   */
  readonly runtimeAccount?: string;
  /**
   * Who else may call the deployers.
   * @default - the tasks of the axon, and the world where deployers have a domain
   */
  readonly callers?: readonly Caller[];
  /**
   * Namespace of the Prometheus that scrapes.
   * @default 'monitoring'
   */
  readonly monitoringNamespace?: string;
  /**
   * Namespace of the mesh's control plane.
   * @default 'istio-system'
   */
  readonly meshNamespace?: string;
  /**
   * Namespace of the ingress gateway.
   * @default 'istio-system'
   */
  readonly ingressNamespace?: string;
  /**
   * Account of the ingress gateway.
   * @default 'istio-ingressgateway-service-account'
   */
  readonly ingressAccount?: string;
  /**
   * Labels of the pods of the ingress gateway.
   * @default { istio: 'ingressgateway' }
   */
  readonly ingressLabels?: Readonly<Record<string, string>>;
  /**
   * What pods of an account of the axon's namespace must reach to be who they are in a cloud, and to use what they may there:
   * a metadata service, private endpoints.
   * @default - nothing
   */
  readonly accountEgress?: Readonly<Record<string, readonly AddressRange[]>>;
  /**
   * Addresses of pods and Services. They are no part of the internet that tasks may reach, as private ranges never are.
   * @default - they are in private ranges
   */
  readonly clusterCidrs?: readonly string[];
  /**
   * Where the API server answers. Only Spark drivers ask it.
   * @default - any address, at 443 and 6443: a NetworkPolicy cannot name the API server
   */
  readonly apiServer?: readonly AddressRange[];
}

/** The surroundings with nothing left open. */
export interface Surroundings extends Required<SurroundingsProps> {
  readonly mesh: 'istio' | 'gateway-api' | 'none';
  /** Whether Istio carries the traffic, by its own routes or by those of Gateway API: it knows who asks. */
  readonly knowsCallers: boolean;
  /** Whether metrics are scraped. */
  readonly scraped: boolean;
  /** Whether the world comes in through the ingress gateway. */
  readonly open: boolean;
}

/** The class of Gateway that Istio brings. */
export const ISTIO_GATEWAY_CLASS = 'istio';

/** What an axon's options say of its traffic. */
interface Traffic extends Pick<Surroundings, 'open' | 'scraped'> {
  /** @default 'istio' */
  readonly mesh?: Surroundings['mesh'];
  /** With Gateway API. @default 'istio' */
  readonly gatewayClass?: string;
}

export function surroundingsOf(
  { mesh = 'istio', gatewayClass = ISTIO_GATEWAY_CLASS, ...where }: Traffic,
  props: SurroundingsProps = {},
): Surroundings {
  return {
    mesh,
    ...where,
    knowsCallers: mesh === 'istio' || (mesh === 'gateway-api' && gatewayClass === ISTIO_GATEWAY_CLASS),
    runtimeAccount: props.runtimeAccount ?? 'myelin-runtime',
    callers: props.callers ?? [],
    monitoringNamespace: props.monitoringNamespace ?? 'monitoring',
    meshNamespace: props.meshNamespace ?? 'istio-system',
    ingressNamespace: props.ingressNamespace ?? 'istio-system',
    ingressAccount: props.ingressAccount ?? 'istio-ingressgateway-service-account',
    ingressLabels: props.ingressLabels ?? INGRESS_LABELS,
    accountEgress: props.accountEgress ?? {},
    clusterCidrs: props.clusterCidrs ?? [],
    apiServer: props.apiServer ?? ANY_API_SERVER,
  };
}

/** Of the gateway that Istio's own installation brings. */
const INGRESS_LABELS: Readonly<Record<string, string>> = { istio: 'ingressgateway' };

const ANY_API_SERVER: readonly AddressRange[] = [
  { cidr: '0.0.0.0/0', ports: [443, 6443] },
  { cidr: '::/0', ports: [443, 6443] },
];
