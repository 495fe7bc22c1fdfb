/** An Istio Gateway, as far as Myelin writes it, as plain data (networking.istio.io/v1). */
export interface IngressGatewayData {
  readonly selector: { [label: string]: string };
  readonly servers: {
    readonly hosts: string[];
    readonly port: { readonly name: string; readonly number: number; readonly protocol: string };
  }[];
}

/** The door through which the world asks for these hosts: plain HTTP on port 80 of Istio's own ingress gateway. */
export function ingressGateway(hosts: readonly string[]): IngressGatewayData {
  return {
    selector: { istio: 'ingressgateway' },
    servers: [{ hosts: [...hosts], port: { name: 'http', number: 80, protocol: 'HTTP' } }],
  };
}

/** A Gateway of Gateway API, as far as Myelin writes it, as plain data (gateway.networking.k8s.io/v1). */
export interface GatewaySpecData {
  readonly gatewayClassName: string;
  readonly listeners: {
    readonly name: string;
    readonly hostname: string;
    readonly port: number;
    readonly protocol: 'HTTP';
    readonly allowedRoutes: { readonly namespaces: { readonly from: 'Same' } };
  }[];
}

/** The same door as a Gateway of its own, with one listener for each host, which only routes of its namespace may use. */
export function gatewayApiGateway(gatewayClassName: string, hosts: readonly string[]): GatewaySpecData {
  return {
    gatewayClassName,
    listeners: hosts.map((hostname, index) => ({
      name: `http-${index}`,
      hostname,
      port: 80,
      protocol: 'HTTP',
      allowedRoutes: { namespaces: { from: 'Same' } },
    })),
  };
}
