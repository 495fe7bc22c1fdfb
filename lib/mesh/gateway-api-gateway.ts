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
    readonly protocol: 'HTTP' | 'HTTPS';
    /** @default - what comes is taken as it is */
    readonly tls?: {
      readonly mode: 'Terminate';
      readonly certificateRefs: { readonly group: ''; readonly kind: 'Secret'; readonly name: string }[];
    };
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

/** How a Gateway takes requests. */
export interface GatewayDoor extends GatewayPods {
  /**
   * The Secret with key and certificate, in the namespace of the Gateway.
   * @default - plain HTTP on port 80
   */
  readonly certificate?: string;
}

/**
 * The door through which the world asks for these hosts, as a Gateway of the axon's own: one listener for each host, which
 * only routes of its namespace may use.
 *
 * Its pods are given labels, since Istio would give them those of the Gateway: they would be taken for pods of the axon, to
 * whom nobody may come. With a certificate there is HTTPS alone: a redirect would be a route, and those are the runtime's.
 */
export function gatewayApiGateway(
  gatewayClassName: string,
  hosts: readonly string[],
  { labels, parameters, certificate }: GatewayDoor,
): GatewaySpecData {
  return {
    gatewayClassName,
    infrastructure: {
      labels: { ...labels },
      ...(parameters === undefined ? {} : { parametersRef: { group: '', kind: 'ConfigMap', name: parameters } }),
    },
    listeners: hosts.map((hostname, index) => ({
      ...(certificate === undefined
        ? ({ name: `http-${index}`, hostname, port: 80, protocol: 'HTTP' } as const)
        : ({ name: `https-${index}`, hostname, port: 443, protocol: 'HTTPS', tls: terminated(certificate) } as const)),
      allowedRoutes: { namespaces: { from: 'Same' } },
    })),
  };
}

function terminated(name: string) {
  return { mode: 'Terminate' as const, certificateRefs: [{ group: '' as const, kind: 'Secret' as const, name }] };
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
