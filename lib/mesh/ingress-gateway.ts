/** An Istio Gateway, as far as Myelin writes it, as plain data (networking.istio.io/v1). */
export interface IngressGatewayData {
  readonly selector: { [label: string]: string };
  readonly servers: {
    readonly hosts: string[];
    readonly port: { readonly name: string; readonly number: number; readonly protocol: string };
    /** @default - what comes is taken as it is */
    readonly tls?: { readonly mode: 'SIMPLE'; readonly credentialName: string } | { readonly httpsRedirect: true };
  }[];
}

/**
 * The door through which the world asks for these hosts, at Istio's own ingress gateway: plain HTTP on port 80; with a
 * certificate HTTPS on port 443, to which port 80 redirects.
 *
 * @param selector - labels of the pods of that gateway
 * @param certificate - the Secret with key and certificate, in the namespace of that gateway
 */
export function ingressGateway(
  hosts: readonly string[],
  selector: Readonly<Record<string, string>>,
  certificate?: string,
): IngressGatewayData {
  return {
    selector: { ...selector },
    servers:
      certificate === undefined
        ? [{ hosts: [...hosts], port: HTTP }]
        : [
            {
              hosts: [...hosts],
              port: { name: 'https', number: 443, protocol: 'HTTPS' },
              tls: { mode: 'SIMPLE', credentialName: certificate },
            },
            { hosts: [...hosts], port: HTTP, tls: { httpsRedirect: true } },
          ],
  };
}

const HTTP = { name: 'http', number: 80, protocol: 'HTTP' };
