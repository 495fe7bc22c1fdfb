/** An Istio Gateway, as far as Myelin writes it, as plain data (networking.istio.io/v1). */
export interface IngressGatewayData {
  readonly selector: { [label: string]: string };
  readonly servers: {
    readonly hosts: string[];
    readonly port: { readonly name: string; readonly number: number; readonly protocol: string };
  }[];
}

/**
 * The door through which the world asks for these hosts: plain HTTP on port 80 of Istio's own ingress gateway.
 *
 * @param selector - labels of the pods of that gateway
 */
export function ingressGateway(
  hosts: readonly string[],
  selector: Readonly<Record<string, string>>,
): IngressGatewayData {
  return {
    selector: { ...selector },
    servers: [{ hosts: [...hosts], port: { name: 'http', number: 80, protocol: 'HTTP' } }],
  };
}

/** A Gateway of Gateway API, as far as Myelin writes it, as plain data (gateway.networking.k8s.io/v1). */
export interface GatewaySpecData {
  readonly gatewayClassName: string;
  readonly infrastructure: {
    readonly labels: { readonly [label: string]: string };
    readonly parametersRef?: { readonly group: ''; readonly kind: 'ConfigMap'; readonly name: string };
  };
  readonly listeners: {
    readonly name: string;
    readonly hostname: string;
    readonly port: number;
    readonly protocol: 'HTTP';
    readonly allowedRoutes: { readonly namespaces: { readonly from: 'Same' } };
  }[];
}

/** What the pods are told that an implementation makes for a Gateway. */
export interface GatewayPods {
  /** Theirs alone. */
  readonly labels: Readonly<Record<string, string>>;
  /** ConfigMap with what the class of Gateway lets its users say. @default - nothing is said */
  readonly parameters?: string;
}

/**
 * The same door as a Gateway of its own, with one listener for each host, which only routes of its namespace may use.
 *
 * Its pods are given labels, since Istio would give them those of the Gateway: they would be taken for pods of the axon, to
 * whom nobody may come.
 */
export function gatewayApiGateway(
  gatewayClassName: string,
  hosts: readonly string[],
  { labels, parameters }: GatewayPods,
): GatewaySpecData {
  return {
    gatewayClassName,
    infrastructure: {
      labels: { ...labels },
      ...(parameters === undefined ? {} : { parametersRef: { group: '', kind: 'ConfigMap', name: parameters } }),
    },
    listeners: hosts.map((hostname, index) => ({
      name: `http-${index}`,
      hostname,
      port: 80,
      protocol: 'HTTP',
      allowedRoutes: { namespaces: { from: 'Same' } },
    })),
  };
}

/**
 * What Istio merges into the Deployment that it makes for a Gateway (its parameters are objects in a ConfigMap, by kind).
 *
 * Its own template says no seccomp profile, so that a restricted namespace would refuse the pods.
 */
export function istioGatewayParameters(): Readonly<Record<string, string>> {
  const securityContext = { seccompProfile: { type: 'RuntimeDefault' } };
  return { deployment: JSON.stringify({ spec: { template: { spec: { securityContext } } } }) };
}
