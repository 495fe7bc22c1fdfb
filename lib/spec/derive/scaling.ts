import { fault, faulty, parsed, type Parsed } from '../lang/fault';
import type { DeploySpec } from '../schema/task';
import { parseWanted } from './wanted-state';

type ScalingSpec = NonNullable<DeploySpec['scaling']>;

/** What decides how many replicas there are. */
export type ScalingTarget =
  /** `cpu <= 80%`: the part of what a pod requested that it uses, in percent. */
  | { readonly kind: 'utilization'; readonly resource: 'cpu' | 'memory'; readonly percent: number }
  /** `p99 <= 50ms`: the quantile of the time an answer takes, in milliseconds. */
  | { readonly kind: 'latency'; readonly quantile: number; readonly milliseconds: number }
  /** A metric as a HorizontalPodAutoscaler has it. */
  | { readonly kind: 'metric'; readonly metric: Readonly<Record<string, unknown>> };

/** How the replicas of a model server follow the load. */
export interface Scaling {
  readonly min: number;
  readonly max: number;
  readonly target: ScalingTarget;
}

/** Of an axon that scales and does not say by what. */
const DEFAULT_TARGET: ScalingTarget = { kind: 'utilization', resource: 'cpu', percent: 80 };

/** Two, so that the loss of a node is no outage. */
const DEFAULT_MIN = 2;

/** Reads what is wanted of replicas; `min` is two (or `max`, if that is one), the target is the CPU. */
export function parseScaling({ min, max, target }: ScalingSpec): Parsed<Scaling> {
  const least = min ?? Math.min(DEFAULT_MIN, max);
  if (least > max) return faulty(fault(`min must not exceed max, got ${least} and ${max}`, 0, 0));
  if (least === 0) return faulty(fault('min must be at least 1, got 0', 0, 0, 'what serves has a replica'));
  const read = parseTarget(target);
  return read.ok ? parsed({ min: least, max, target: read.value }) : read;
}

function parseTarget(target: ScalingSpec['target']): Parsed<ScalingTarget> {
  if (target === undefined) return parsed(DEFAULT_TARGET);
  if (typeof target === 'object') return parsed({ kind: 'metric', metric: target });
  const [, resource, amount] = /^\s*(cpu|memory)\s*<?=?\s*(\d+(?:\.\d+)?)\s*%\s*$/i.exec(target) ?? [];
  if (resource !== undefined) {
    const percent = Math.round(Number(amount));
    if (percent < 1) return faulty(fault(`a utilization is at least 1%, got "${target}"`, 0, target.length));
    return parsed({ kind: 'utilization', resource: resource.toLowerCase() as 'cpu' | 'memory', percent });
  }
  const wanted = parseWanted('latency', target);
  if (!wanted.ok || wanted.value.kind !== 'latency') {
    const hint = 'for example "cpu <= 80%", "p99 <= 50ms", or a metric as a HorizontalPodAutoscaler has it';
    return faulty(fault(`"${target}" is no target of scaling`, 0, target.length, hint));
  }
  const { quantile, milliseconds } = wanted.value;
  return parsed({ kind: 'latency', quantile, milliseconds });
}
