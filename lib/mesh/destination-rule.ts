/** An Istio DestinationRule, as far as Myelin writes it, as plain data (networking.istio.io/v1). */
export interface DestinationRuleData {
  readonly host: string;
  readonly trafficPolicy: {
    readonly tls: { readonly mode: 'ISTIO_MUTUAL' };
    readonly loadBalancer: { readonly simple: 'LEAST_REQUEST' };
    readonly connectionPool: {
      readonly tcp: { readonly connectTimeout: string };
      readonly http: { readonly http1MaxPendingRequests: number; readonly idleTimeout: string };
    };
    readonly outlierDetection: {
      readonly consecutiveGatewayErrors: number;
      readonly consecutive5xxErrors: number;
      readonly interval: string;
      readonly baseEjectionTime: string;
      readonly maxEjectionPercent: number;
    };
  };
}

/**
 * How a Service of an axon is called. The rule of what is at rest is the shape of those of the versions, which differ from
 * it by the host alone.
 *
 * - Only over mutual TLS.
 * - Predictions take unequal time, so the least busy pod is asked.
 * - A pod that fails again and again is left alone for a while, but never more than half of them; an answer of 500 is the
 *   model's own (a bad request may cause it) and counts for nothing.
 * - Who waits in line beyond the bound is refused, before the memory of the sidecar is.
 * - A connection on which nothing was asked for a while is closed by who asks, before the server closes it: a request that
 *   meets a close is lost. The server's own sidecar asks it by the same rule.
 *
 * @param server - a gateway keeps connections for longer than five minutes, servers of models as their framework does: two
 *   seconds and more
 */
export function destinationRule(host: string, server: 'gateway' | 'model'): DestinationRuleData {
  return {
    host,
    trafficPolicy: {
      tls: { mode: 'ISTIO_MUTUAL' },
      loadBalancer: { simple: 'LEAST_REQUEST' },
      connectionPool: {
        tcp: { connectTimeout: '5s' },
        http: { http1MaxPendingRequests: 1024, idleTimeout: server === 'gateway' ? '300s' : '1s' },
      },
      outlierDetection: {
        consecutiveGatewayErrors: 5,
        consecutive5xxErrors: 0,
        interval: '10s',
        baseEjectionTime: '30s',
        maxEjectionPercent: 50,
      },
    },
  };
}
