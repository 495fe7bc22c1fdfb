import type { DagNode, Route } from '../spec/axon';
import { BACKEND_HEADER } from '../spec/derive/mesh-headers';
import type { RequestFacts } from '../engine/serving/match';
import type { Splitters } from '../engine/serving/splitter';
import { runRoute, type NodeAnswer } from './dag';
import type { VersionAddress } from './elsewhere';
import { Refusal } from './message';
import type { GatewayMetrics } from './metrics';
import { placeOf, targetOf, type AskedPlace, type Target } from './node-target';
import type { Shadows } from './shadow';
import type { DeployerState, RoutedVersion } from './state';
import { UpstreamError, type Upstream, type UpstreamAnswer } from './upstream';
import { encode } from './wire';

/** What all calls of a gateway share. */
export interface CallContext {
  readonly upstream: Upstream;
  readonly metrics: GatewayMetrics;
  readonly shadows: Shadows;
  /** For one node, in milliseconds. */
  readonly timeout: number;
  /** Seconds from some moment, for differences. */
  readonly clock: () => number;
  /** @default - this gateway serves every version that there is */
  readonly elsewhere?: VersionAddress;
}

/** One request, on its way through the graph of one version. */
export interface VersionCall {
  readonly deployer: DeployerState;
  readonly splitters: Splitters;
  readonly version: RoutedVersion;
  readonly route: Route;
  readonly facts: RequestFacts;
  /** Sent on to every model. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly request: string;
  /** Backends that feedback is for, by model. @default - by weights */
  readonly pinned?: ReadonlyMap<string, string>;
  /** What is asked: a copy is not copied again and not counted as a request, feedback is not copied. */
  readonly purpose: 'request' | 'feedback' | 'copy';
  readonly signal?: AbortSignal;
}

export interface VersionAnswer extends NodeAnswer {
  /** Backend by model. */
  readonly backends: ReadonlyMap<string, string>;
}

/**
 * Has one version answer.
 *
 * @throws Refusal naming the node, version, backend and status: 502 when a node failed, 504 when it took too long, 503 when
 *   no backend of a model is ready
 */
export async function callVersion(call: VersionCall, context: CallContext): Promise<VersionAnswer> {
  const backends = new Map<string, string>();
  const ask = (node: DagNode, payload: string, signal: AbortSignal) =>
    askNode(node, payload, signal, call, context, backends);
  const answer = await runRoute(call.route, call.request, ask, call.signal);
  return { ...answer, backends };
}

async function askNode(
  node: DagNode,
  payload: string,
  signal: AbortSignal,
  call: VersionCall,
  context: CallContext,
  backends: Map<string, string>,
): Promise<NodeAnswer> {
  const { target, shadow } = targetOf(node, call);
  if (shadow !== undefined && call.purpose === 'request') {
    context.shadows.start(labelsOf(call), async () => ensureOk(await post(shadow, payload, call, context)));
  }
  const startedAt = context.clock();
  let answer: UpstreamAnswer | undefined;
  try {
    answer = await post(target, payload, call, context, signal);
  } catch (error) {
    if (error instanceof UpstreamError) throw unanswered(placeOf(node, call, target.backend ?? ''), error);
    throw error;
  } finally {
    const { axon, deployer, version } = labelsOf(call);
    const backend = answeredBy(target, answer);
    const labels = { axon, deployer, route: call.route.path, version, model: node.model, backend };
    if (call.purpose !== 'copy') context.metrics.node(labels, answer?.status, context.clock() - startedAt);
  }
  const backend = answeredBy(target, answer);
  if (node.fullPath === undefined) backends.set(node.model, backend);
  if (answer.status < 200 || answer.status > 299) throw failed(node, call, backend, answer);
  return answer;
}

function post(
  { url, type, headers }: Target,
  payload: string,
  call: VersionCall,
  { upstream, timeout }: CallContext,
  signal?: AbortSignal,
): Promise<UpstreamAnswer> {
  const { contentType, body } = encode(type, payload);
  return upstream.send({
    method: 'POST',
    url,
    headers: { ...call.headers, 'content-type': contentType, ...headers },
    body,
    timeout,
    once: call.purpose === 'feedback',
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Empty where nobody says. */
function answeredBy({ backend }: Target, answer: UpstreamAnswer | undefined): string {
  const told = answer?.headers[BACKEND_HEADER];
  return backend ?? (typeof told === 'string' ? told : '');
}

export function labelsOf(call: Pick<VersionCall, 'deployer' | 'version'>) {
  return { axon: call.deployer.axon, deployer: call.deployer.graph.name, version: call.version.name };
}

function ensureOk(answer: UpstreamAnswer): void {
  if (answer.status >= 400) throw new Error(`the copy was answered ${answer.status}`);
}

const EXCERPT = 500;

function failed(node: DagNode, call: VersionCall, backend: string, answer: UpstreamAnswer): Refusal {
  return new Refusal(502, `model ${node.model} answered ${answer.status}`, {
    ...placeOf(node, call, backend),
    status: answer.status,
    answer: answer.body.toString('utf8').slice(0, EXCERPT),
  });
}

/** The refusal for a model that gave no whole answer. */
export function unanswered(place: AskedPlace, error: UpstreamError): Refusal {
  const status = error.fault === 'timeout' ? 504 : 502;
  return new Refusal(status, `model ${place.node} gave no answer: ${error.message}`, { ...place, status: error.fault });
}
