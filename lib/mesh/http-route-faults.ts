import type { ModelGraph } from '../spec/axon';
import { requestMatch, type NamedMatch, type RequestMatch } from './request-match';

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
  const matches = graph.rollout.map(({ match = {} }) => requestMatch(match));
  return matches.flatMap((match, rule): HttpRouteFault[] => {
    if (match.path !== undefined && exactPath(match) === undefined) {
      return [{ rule, message: 'Gateway API does not say which of two paths by prefix or regex comes first' }];
    }
    const earlier = matches.slice(0, rule).findIndex((one) => wins(match, one) && overlap(match, one));
    if (earlier === -1) return [];
    return [{ rule, message: `Gateway API takes this rule before rule ${earlier}, since it is more exact` }];
  });
}

function exactPath({ path }: RequestMatch): string | undefined {
  return path !== undefined && 'exact' in path ? path.exact : undefined;
}

function wins(one: RequestMatch, other: RequestMatch): boolean {
  const [a, b] = [rank(one), rank(other)];
  const differs = a.findIndex((count, level) => count !== b[level]);
  return differs !== -1 && a[differs]! > b[differs]!;
}

function rank(match: RequestMatch): readonly number[] {
  return [exactPath(match) === undefined ? 0 : 1, match.headers.length, match.query.length];
}

/** Whether one request could be meant by both, as far as exact values tell. */
function overlap(one: RequestMatch, other: RequestMatch): boolean {
  const [path, otherPath] = [exactPath(one), exactPath(other)];
  if (path !== undefined && otherPath !== undefined && path !== otherPath) return false;
  return !differ(one.headers, other.headers) && !differ(one.query, other.query);
}

function differ(some: readonly NamedMatch[], others: readonly NamedMatch[]): boolean {
  return some.some(({ name, value: a }) =>
    others.some(({ name: other, value: b }) => name === other && 'exact' in a && 'exact' in b && a.exact !== b.exact),
  );
}
