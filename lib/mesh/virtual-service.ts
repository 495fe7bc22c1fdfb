/** An Istio VirtualService, as far as Myelin writes it, as plain data (networking.istio.io/v1). */
export interface VirtualServiceData {
  readonly hosts?: string[];
  readonly gateways?: string[];
  readonly http: HttpRouteData[];
}

export interface HttpRouteData {
  readonly name: string;
  readonly delegate?: { readonly name: string };
  readonly directResponse?: { readonly status: number; readonly body: { readonly string: string } };
}

/** What the root of a deployer says. */
export interface RootRoute {
  /** Names by which callers ask for the deployer. */
  readonly hosts: readonly string[];
  /** Istio Gateways, beside the mesh itself, through which they come. */
  readonly gateways: readonly string[];
  /** The VirtualService that the runtime owns. */
  readonly delegate: string;
}

/**
 * The part of a deployer's routes that never moves and may live in git.
 *
 * It matches everything: Istio drops, with only a log line, what a delegate matches outside of its root's match.
 */
export function rootVirtualService({ hosts, gateways, delegate }: RootRoute): VirtualServiceData {
  return {
    hosts: [...hosts],
    gateways: ['mesh', ...gateways],
    http: [{ name: 'versions', delegate: { name: delegate } }],
  };
}

/**
 * The delegate before there is a version. The runtime creates it with this and writes every later one; it is not
 * synthesized, since each `apply` from git would take the traffic from what serves.
 *
 * A delegate has no hosts and no gateways.
 */
export function waitingVirtualService(): VirtualServiceData {
  return {
    http: [{ name: 'no-version', directResponse: { status: 503, body: { string: 'no version yet' } } }],
  };
}
