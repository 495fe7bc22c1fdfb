import type { DagNode, Route } from '../spec/axon';
import type { RequestFacts } from '../engine/serving/match';
import { chooseBackend } from '../engine/serving/router';
import type { Splitters } from '../engine/serving/splitter';
import { runRoute, type NodeAnswer } from './dag';
import { Refusal } from './message';
import type { GatewayMetrics } from './metrics';
import type { Shadows } from './shadow';
import { findBackend, type DeployerState, type RoutedVersion } from './state';
import { UpstreamError, type Upstream, type UpstreamAnswer } from './upstream';
import { encode, type RestType } from './wire';

/** What all calls of a gateway share. */
export interface CallContext {
  readonly upstream: Upstream;
  readonly metrics: GatewayMetrics;
  readonly shadows: Shadows;
  /** For one node, in milliseconds. */
  readonly timeout: number;
  /** Seconds from some moment, for differences. */
  readonly clock: () => number;
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

interface Target {
  readonly url: string;
  readonly type: RestType;
  readonly backend: string;
}

async function askNode(
  node: DagNode,
  payload: string,
  signal: AbortSignal,
  call: VersionCall,
  context: CallContext,
  backends: Map<string, string>,
): Promise<NodeAnswer> {
  if (node.fullPath !== undefined) {
    return send({ url: node.fullPath, type: node.endpointRestType ?? 'Multipart', backend: '' }, node, payload, signal);
  }
  const { backend, shadow } = pick(node, call);
  backends.set(node.model, backend);
  if (shadow !== undefined && call.purpose === 'request') {
    context.shadows.start(labelsOf(call), async () => {
      const { body, contentType } = encode(target(shadow).type, payload);
      const headers = { ...call.headers, 'content-type': contentType };
      ensureOk(
        await context.upstream.send({
          method: 'POST',
          url: target(shadow).url,
          headers,
          body,
          timeout: context.timeout,
        }),
      );
    });
  }
  return send(target(backend), node, payload, signal);

  function target(name: string): Target {
    const served = findBackend(call.version.served, node.model, name);
    if (served?.address === undefined) throw unready(node, call, name);
    return {
      url: join(served.address, node.path),
      type: node.endpointRestType ?? served.endpointRestType,
      backend: name,
    };
  }

  async function send(to: Target, from: DagNode, text: string, stop: AbortSignal): Promise<NodeAnswer> {
    const { contentType, body } = encode(to.type, text);
    const headers = { ...call.headers, 'content-type': contentType };
    const startedAt = context.clock();
    let answer: UpstreamAnswer | undefined;
    try {
      answer = await context.upstream.send({
        method: 'POST',
        url: to.url,
        headers,
        body,
        timeout: context.timeout,
        signal: stop,
      });
    } catch (error) {
      if (error instanceof UpstreamError) throw unanswered(placeOf(from, call, to.backend), error);
      throw error;
    } finally {
      const { axon, deployer, version } = labelsOf(call);
      const labels = { axon, deployer, route: call.route.path, version, model: from.model, backend: to.backend };
      if (call.purpose !== 'copy') context.metrics.node(labels, answer?.status, context.clock() - startedAt);
    }
    if (answer.status < 200 || answer.status > 299) throw failed(from, call, to.backend, answer);
    return answer;
  }
}

function pick(node: DagNode, call: VersionCall): { readonly backend: string; readonly shadow?: string } {
  const pinned = call.pinned?.get(node.model);
  if (pinned !== undefined) return { backend: pinned };
  const model = call.deployer.graph.models.find(({ name }) => name === node.model);
  if (model === undefined) throw new Refusal(500, `the graph has no model ${node.model}`, { node: node.model });
  const choice = chooseBackend(model, call.version, call.facts, call.splitters);
  switch (choice.kind) {
    case 'chosen':
      return { backend: choice.to, ...(choice.shadow === undefined ? {} : { shadow: choice.shadow }) };
    case 'nobody':
      throw unready(node, call);
    case 'noRule':
      throw new Refusal(404, `no routing rule of model ${node.model} is for this request`, { node: node.model });
  }
}

export function labelsOf(call: Pick<VersionCall, 'deployer' | 'version'>) {
  return { axon: call.deployer.axon, deployer: call.deployer.graph.name, version: call.version.name };
}

/** An address of a server and a path below it, with one slash between them. */
export function join(address: string, path: string): string {
  return `${address.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

function ensureOk(answer: UpstreamAnswer): void {
  if (answer.status >= 400) throw new Error(`the copy was answered ${answer.status}`);
}

/** Who was asked, as refusals tell it to programs. */
type AskedPlace = Readonly<Record<'node' | 'version', string> & Partial<Record<'backend' | 'fullPath', string>>>;

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

function unready(node: DagNode, call: VersionCall, backend?: string): Refusal {
  const who = backend === undefined ? `no backend of model ${node.model}` : `backend ${backend} of model ${node.model}`;
  const state = backend === undefined ? 'is ready' : 'has no address';
  return new Refusal(503, `${who} ${state} in version ${call.version.name}`, placeOf(node, call, backend ?? ''));
}

function placeOf(node: DagNode, call: VersionCall, backend: string): AskedPlace {
  return {
    node: node.model,
    version: call.version.name,
    ...(backend === '' ? {} : { backend }),
    ...(node.fullPath === undefined ? {} : { fullPath: node.fullPath }),
  };
}
