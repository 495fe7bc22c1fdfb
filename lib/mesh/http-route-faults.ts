import type { ModelGraph } from '../spec/axon';
import type { MatchSpec } from '../spec/schema/deployer';
import { requestMatch, type HttpRouteMatchData, type ValueMatchData } from './http-route';
import { stringMatch } from './text-match';

/** Of an HTTPRoute. */
const MAX_RULES = 16;

/** A rollout that Gateway API would not follow as the axon means it. */
export interface HttpRouteFault {
  /** Position of the rule. @default - all of them together */
  readonly rule?: number;
  readonly message: string;
}

/**
 * Where the precedence of Gateway API departs from the axon's, in which the first rule that is for a request decides.
 *
 * Precedence there: an exact path, then the number of headers, then of query parameters; only then the order
 * (HTTPRouteRule, "matches"). So a later rule may be more exact than an earlier one only if no request is meant by both.
 * Which of two paths by prefix or expression wins is left to the implementation: neither is written.
 */
export function httpRouteFaults(graph: Pick<ModelGraph, 'rollout'>, keepVersions = 1): readonly HttpRouteFault[] {
  return [...orderFaults(graph), ...countFaults(graph, keepVersions)];
}

/** Each version has a rule of its own, those that are gone have one together. */
function countFaults({ rollout }: Pick<ModelGraph, 'rollout'>, keepVersions: number): readonly HttpRouteFault[] {
  const indices = rollout.flatMap(({ destinations, shadow }) => [
    ...destinations.map(({ index }) => index),
    ...(shadow === undefined ? [] : [shadow.index]),
  ]);
  const needed = rollout.length + Math.max(0, ...indices) + 1 + keepVersions + 1;
  if (needed <= MAX_RULES) return [];
  return [{ message: `a route of Gateway API has at most ${MAX_RULES} rules, this deployer needs up to ${needed}` }];
}

function orderFaults(graph: Pick<ModelGraph, 'rollout'>): readonly HttpRouteFault[] {
  const matches = graph.rollout.map(({ match }) => (match === undefined ? {} : requestMatch(match)));
  return graph.rollout.flatMap(({ match }, rule): HttpRouteFault[] => {
    if (hasOpenPath(match)) {
      return [{ rule, message: 'Gateway API does not say which of two paths by prefix or regex comes first' }];
    }
    const earlier = matches
      .slice(0, rule)
      .findIndex((one) => wins(matches[rule]!, one) && overlap(matches[rule]!, one));
    if (earlier === -1) return [];
    return [{ rule, message: `Gateway API takes this rule before rule ${earlier}, since it is more exact` }];
  });
}

function hasOpenPath(match: MatchSpec | undefined): boolean {
  return match?.path !== undefined && !('exact' in stringMatch(match.path));
}

function wins(one: HttpRouteMatchData, other: HttpRouteMatchData): boolean {
  const [a, b] = [rank(one), rank(other)];
  const differs = a.findIndex((count, level) => count !== b[level]);
  return differs !== -1 && a[differs]! > b[differs]!;
}

function rank({ path, headers = [], queryParams = [] }: HttpRouteMatchData): readonly number[] {
  return [path === undefined ? 0 : 1, headers.length, queryParams.length];
}

/** Whether one request could be meant by both, as far as exact values tell. */
function overlap(one: HttpRouteMatchData, other: HttpRouteMatchData): boolean {
  if (one.path !== undefined && other.path !== undefined && one.path.value !== other.path.value) return false;
  return !differ(one.headers, other.headers) && !differ(one.queryParams, other.queryParams);
}

function differ(some: readonly ValueMatchData[] = [], others: readonly ValueMatchData[] = []): boolean {
  return some.some((a) =>
    others.some((b) => a.name === b.name && a.type === 'Exact' && b.type === 'Exact' && a.value !== b.value),
  );
}
