import type { Route } from '../spec/axon';
import { versionDigits } from '../engine/id';
import type { RequestFacts } from '../engine/serving/match';
import { chooseVersion } from '../engine/serving/router';
import type { Splitters } from '../engine/serving/splitter';
import { readJsonBody } from './body';
import { answerElsewhere } from './elsewhere';
import { attribute, isFeedback, retiredAnswer, type Attribution } from './feedback';
import { headerRecord, Refusal, type GatewayRequest, type GatewayResponse } from './message';
import { encodePredictionId, withPredictionId } from './prediction-id';
import type { DeployerState, RoutedVersion } from './state';
import { callVersion, labelsOf, type CallContext, type VersionAnswer, type VersionCall } from './version-call';
import { forwardedHeaders } from './wire';

const PREDICTION_ID_HEADER = 'myelin-prediction-id';
const FEEDBACK_HEADER = 'myelin-feedback';

/** One deployer with what outlives updates. */
export interface Served {
  readonly state: DeployerState;
  /** Those that rollout indices count, newest first. */
  readonly indexed: readonly RoutedVersion[];
  readonly splitters: Splitters;
}

/** A request for one route. */
interface RouteRequest {
  readonly served: Served;
  readonly route: Route;
  /** The version whose own URL was asked. @default - one by match and weights */
  readonly pinned?: RoutedVersion;
}

/**
 * Answers one request on one route: chooses the version, has it answer, and counts.
 *
 * @throws Refusal for whatever keeps it from an answer
 */
export async function serveRoute(
  request: GatewayRequest,
  query: URLSearchParams,
  asked: RouteRequest,
  context: CallContext,
): Promise<GatewayResponse> {
  const startedAt = context.clock();
  const { axon, graph } = asked.served.state;
  let version: string | undefined = asked.pinned?.name ?? '';
  let status = 500;
  const onVersion = (chosen: RoutedVersion) => (version = chosen.name);
  try {
    allowMethod(request.method, query);
    const call = await begin(request, query, asked);
    const about = isFeedback(asked.route) ? aboutOf(call, asked) : undefined;
    if (about !== undefined && about.here === undefined) {
      // Whoever answers counts it.
      version = undefined;
      return await feedbackElsewhere(request, about.version, asked, context);
    }
    const response = isFeedback(asked.route)
      ? await feedback(call, about, asked, context, onVersion, request.signal)
      : await predict(call, asked, context, onVersion, request.signal);
    status = response.status;
    return response;
  } catch (error) {
    if (error instanceof Refusal) status = error.status;
    throw error;
  } finally {
    if (version !== undefined) {
      const labels = { axon, deployer: graph.name, route: asked.route.path, version };
      context.metrics.request(labels, status, context.clock() - startedAt);
    }
  }
}

/** A call without the version, which is not known yet. */
interface Begun extends Omit<VersionCall, 'version' | 'purpose' | 'signal'> {
  readonly body: unknown;
}

async function begin(request: GatewayRequest, query: URLSearchParams, asked: RouteRequest): Promise<Begun> {
  const headers = headerRecord(request.headers);
  const body = await readJsonBody(request.body, headers['content-type'], query);
  // Of several values of a query field the first one counts.
  const facts = { path: asked.route.path, headers, query: Object.fromEntries([...query].reverse()) };
  return {
    deployer: asked.served.state,
    splitters: asked.served.splitters,
    route: asked.route,
    facts,
    headers: forwardedHeaders(headers),
    request: body.text,
    body: body.value,
  };
}

async function predict(
  call: Begun,
  { served, pinned }: RouteRequest,
  context: CallContext,
  onVersion: (version: RoutedVersion) => void,
  signal: AbortSignal | undefined,
): Promise<GatewayResponse> {
  const { version, shadow } = pinned === undefined ? choose(served, call.facts) : { version: pinned };
  onVersion(version);
  if (shadow !== undefined) {
    const copy: VersionCall = { ...call, version: shadow, purpose: 'copy' };
    context.shadows.start(labelsOf(copy), () => callVersion(copy, context));
  }
  const answer = await callVersion({ ...call, version, purpose: 'request', ...bound(signal) }, context);
  const answered = { version: versionDigits(version.name), backends: answer.backends };
  const id = encodePredictionId(served.state.graph, answered);
  return respond(answer, { [PREDICTION_ID_HEADER]: id }, (text) => withPredictionId(text, id));
}

function aboutOf({ facts, body }: Begun, { served: { state } }: RouteRequest): Attribution | undefined {
  return attribute(state, facts.headers[PREDICTION_ID_HEADER], body);
}

/** What another version's gateway answers to feedback about what that version said. */
async function feedbackElsewhere(
  request: GatewayRequest,
  version: string,
  { served: { state } }: RouteRequest,
  context: CallContext,
): Promise<GatewayResponse> {
  const answer = await answerElsewhere(request, state, version, context);
  if (answer === undefined) throw retiredAnswer(state, version);
  return answer;
}

async function feedback(
  call: Begun,
  about: Attribution | undefined,
  { served, pinned }: RouteRequest,
  context: CallContext,
  onVersion: (version: RoutedVersion) => void,
  signal: AbortSignal | undefined,
): Promise<GatewayResponse> {
  const version = about?.here ?? pinned ?? choose(served, call.facts).version;
  onVersion(version);
  context.metrics.feedback(labelsOf({ ...call, version }), about !== undefined);
  const backends = about === undefined ? {} : { pinned: about.backends };
  const answer = await callVersion({ ...call, version, purpose: 'feedback', ...backends, ...bound(signal) }, context);
  return respond(answer, { [FEEDBACK_HEADER]: about === undefined ? 'unattributed' : 'attributed' });
}

function choose(
  served: Served,
  facts: RequestFacts,
): { readonly version: RoutedVersion; readonly shadow?: RoutedVersion } {
  const { graph, versions } = served.state;
  const choice = chooseVersion(graph, served.indexed, facts, served.splitters);
  switch (choice.kind) {
    case 'chosen':
      return { version: choice.to, ...(choice.shadow === undefined ? {} : { shadow: choice.shadow }) };
    case 'noRule':
      throw new Refusal(404, `no rollout rule of ${graph.name} is for this request`);
    case 'nobody': {
      const states = versions.map(({ name, number, state }) => ({ name, number, state }));
      throw new Refusal(
        503,
        `no version of ${graph.name} can answer yet`,
        { versions: states },
        { 'retry-after': '2' },
      );
    }
  }
}

function bound(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function respond(
  answer: VersionAnswer,
  headers: Readonly<Record<string, string>>,
  edit: (text: string) => string = (text) => text,
): GatewayResponse {
  const text = answer.body.toString('utf8');
  const edited = edit(text);
  const contentType = answer.contentType ?? 'application/json';
  return {
    status: 200,
    headers: { 'content-type': contentType, ...headers },
    // What is not edited goes out as the bytes that came, which need not be text.
    body: edited === text ? answer.body : edited,
  };
}

function allowMethod(method: string, query: URLSearchParams): void {
  if (method === 'POST' || (method === 'GET' && query.has('json'))) return;
  const hint = method === 'GET' ? ', or GET with the query field json' : '';
  throw new Refusal(405, `${method} is not answered here: use POST${hint}`, {}, { allow: 'POST, GET' });
}
