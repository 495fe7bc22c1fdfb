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
