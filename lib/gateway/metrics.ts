import { Counter, Histogram, Registry } from 'prom-client';

/** Who a request was for. Label values of what is not known yet are empty. */
export interface RequestLabels {
  readonly axon: string;
  readonly deployer: string;
  readonly route: string;
  readonly version: string;
}

export interface NodeLabels extends RequestLabels {
  readonly model: string;
  readonly backend: string;
}

export type ShadowOutcome = 'sent' | 'dropped' | 'failed';

const REQUEST = ['axon', 'deployer', 'route', 'version', 'code'] as const;
const NODE = ['axon', 'deployer', 'route', 'version', 'model', 'backend', 'code'] as const;
const without = <Name extends string>(names: readonly Name[]) => names.filter((name) => name !== 'code');

/** Upper bounds in seconds: from what a proxied call costs to the default timeout. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * What a gateway counts, as `myelin_gateway_*`, in a registry of its own.
 *
 * - A version that is gone takes its series along, so that the number of series does not grow with the number of
 *   versions ever made.
 */
export class GatewayMetrics {
  private readonly registry = new Registry();
  private readonly requests = new Counter({
    name: 'myelin_gateway_requests_total',
    help: 'Requests answered on a route, by status code',
    labelNames: REQUEST,
    registers: [this.registry],
  });
  private readonly requestSeconds = new Histogram({
    name: 'myelin_gateway_request_duration_seconds',
    help: 'Time from the whole request to the whole answer of a route',
    labelNames: without(REQUEST),
    buckets: BUCKETS,
    registers: [this.registry],
  });
  private readonly nodeRequests = new Counter({
    name: 'myelin_gateway_node_requests_total',
    help: 'Calls of one backend of a model on behalf of a route; the code is empty when there was no answer',
    labelNames: NODE,
    registers: [this.registry],
  });
  private readonly nodeSeconds = new Histogram({
    name: 'myelin_gateway_node_duration_seconds',
    help: 'Time that one backend of a model took to answer',
    labelNames: without(NODE),
    buckets: BUCKETS,
    registers: [this.registry],
  });
  private readonly feedbacks = new Counter({
    name: 'myelin_gateway_feedback_total',
    help: 'Feedback by whether it could be attributed to the prediction it is about',
    labelNames: ['axon', 'deployer', 'version', 'attributed'],
    registers: [this.registry],
  });
  private readonly shadows = new Counter({
    name: 'myelin_gateway_shadow_total',
    help: 'Copies of requests whose answers are thrown away; dropped are those beyond the limit in flight',
    labelNames: ['axon', 'deployer', 'version', 'outcome'],
    registers: [this.registry],
  });

  request(labels: RequestLabels, code: number, seconds: number): void {
    this.requests.inc({ ...labels, code });
    this.requestSeconds.observe({ ...labels }, seconds);
  }

  node(labels: NodeLabels, code: number | undefined, seconds: number): void {
    this.nodeRequests.inc({ ...labels, code: code ?? '' });
    this.nodeSeconds.observe({ ...labels }, seconds);
  }

  feedback(labels: Omit<RequestLabels, 'route'>, attributed: boolean): void {
    const { axon, deployer, version } = labels;
    this.feedbacks.inc({ axon, deployer, version, attributed: String(attributed) });
  }

  shadow(labels: Omit<RequestLabels, 'route'>, outcome: ShadowOutcome): void {
    const { axon, deployer, version } = labels;
    this.shadows.inc({ axon, deployer, version, outcome });
  }

  /** Removes the series of versions that are not (or no longer) wanted. */
  async keep(wanted: (labels: { axon: string; deployer: string; version: string }) => boolean): Promise<void> {
    for (const metric of [
      this.requests,
      this.requestSeconds,
      this.nodeRequests,
      this.nodeSeconds,
      this.feedbacks,
      this.shadows,
    ] as readonly (Counter | Histogram)[]) {
      for (const { labels } of (await metric.get()).values) {
        const { axon, deployer, version } = labels as Record<string, string>;
        if (axon === undefined || deployer === undefined || version === undefined) continue;
        if (version === '' || wanted({ axon, deployer, version })) continue;
        const { le: _, ...series } = labels as Record<string, string>;
        metric.remove(series);
      }
    }
  }

  /** Prometheus text format. */
  exposition(): Promise<string> {
    return this.registry.metrics();
  }
}
