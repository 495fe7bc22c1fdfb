/** On which a gateway answers requests. */
export const GATEWAY_PORT = 8080;

/** On which a gateway shows its metrics, without TLS: a Prometheus is rarely part of the mesh. */
export const GATEWAY_METRICS_PORT = 9090;

/** Where a gateway and the runtime show them. */
export const METRICS_PATH = '/metrics';

/** On which the runtime takes triggers and metrics, and answers what tasks ask. */
export const RUNTIME_PORT = 8080;

/** On which the runtime answers operators; the pod's own loopback, so that only `kubectl port-forward` reaches it. */
export const RUNTIME_OPERATOR_PORT = 8081;

/** On which the runtime shows its metrics and those that code pushed, without TLS. */
export const RUNTIME_METRICS_PORT = 9090;

/** On which the Services of gateways and of models are asked, whatever port their pods listen on. */
export const SERVICE_PORT = 80;
