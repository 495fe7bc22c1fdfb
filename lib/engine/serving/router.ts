import type { Model, ModelGraph } from '../../spec/axon';
import {
  backendShares,
  canAnswer,
  isReady,
  rolloutRules,
  rolloutShares,
  routingRules,
  type TrafficVersion,
} from '../../spec/derive/traffic';
import { firstMatch, type RequestFacts } from './match';
import type { Splitters } from './splitter';

/** Where a request goes at one level, and where a copy of it goes. */
export type Choice<Destination> =
  | {
      readonly kind: 'chosen';
      readonly to: Destination;
      /** @default - no copy is sent */
      readonly shadow?: Destination;
      /** Position of the rule that decided. */
      readonly rule: number;
    }
  /** Nobody can answer now. */
  | { readonly kind: 'nobody' }
  /** The graph has rules and none is for this request. */
  | { readonly kind: 'noRule' };

/**
 * Level one: the version that answers a request.
 *
 * - The first rollout rule whose match holds decides.
 * - A version with a model that nobody can answer for is not counted by indices.
 * - The only thing that changes is the splitter's turn, so the same requests in the same order go to the same versions.
 *
 * @param versions - those that indices count, newest first
 */
export function chooseVersion<Version extends TrafficVersion>(
  graph: ModelGraph,
  versions: readonly Version[],
  facts: RequestFacts,
  splitters: Splitters,
): Choice<Version> {
  const answering = versions.filter((version) => canAnswer(graph, version));
  if (answering.length === 0) return { kind: 'nobody' };
  const rules = rolloutRules(graph);
  const rule = firstMatch(rules, facts);
  if (rule === -1) return { kind: 'noRule' };

  const { served, shadow } = rolloutShares(rules[rule]!, answering.length);
  if (served.length === 0) return { kind: 'nobody' };
  const turn = splitters.next(
    versionSplit(rule),
    served.map(({ weight }) => weight),
  );
  const to = answering[served[turn]!.to]!;
  return { kind: 'chosen', to, rule, ...(shadow === undefined ? {} : { shadow: answering[shadow]! }) };
}

/** Level two: the backend that answers for a model of a version. */
export function chooseBackend(
  model: Model,
  version: TrafficVersion,
  facts: RequestFacts,
  splitters: Splitters,
): Choice<string> {
  const rules = routingRules(model);
  const rule = firstMatch(rules, facts);
  if (rule === -1) return { kind: 'noRule' };
  const { served, shadow } = backendShares(model, rules[rule]!, (backend) => isReady(version, model.name, backend));
  if (served.length === 0) return { kind: 'nobody' };
  const turn = splitters.next(
    backendSplit(version.name, model.name, rule),
    served.map(({ weight }) => weight),
  );
  return { kind: 'chosen', to: served[turn]!.to, rule, ...(shadow === undefined ? {} : { shadow }) };
}

/** Forgets the splits of versions that are gone. */
export function keepSplits(splitters: Splitters, versions: readonly { readonly name: string }[]): void {
  const names = new Set(versions.map(({ name }) => name));
  splitters.keep((key) => !key.includes('/') || names.has(key.slice(0, key.indexOf('/'))));
}

/** A version's name has no slash, so the two kinds of key cannot be confused. */
function versionSplit(rule: number): string {
  return `rollout ${rule}`;
}

function backendSplit(version: string, model: string, rule: number): string {
  return `${version}/${model} ${rule}`;
}
