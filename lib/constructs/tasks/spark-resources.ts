import type { Resources } from '../pod/resources';

const MEBI = 1024 * 1024;

const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: MEBI,
  Gi: 1024 * MEBI,
  Ti: 1024 * 1024 * MEBI,
};

/** Spark asks for so much more memory than it is told, and for at least this many MiB more (`memoryOverheadFactor`). */
const OVERHEAD = 0.1;
const LEAST_OVERHEAD = 384;

/**
 * What a SparkApplication calls the resources of driver or executor; what the author says nothing about is left to Spark
 * and its properties.
 *
 * Memory is that of the whole pod to Kubernetes, and without its overhead to Spark: it is told so much less.
 */
export function sparkResources({ requests = {}, limits = {} }: Resources = {}): Readonly<Record<string, string>> {
  const memory = megabytes(limits['memory'] ?? requests['memory']);
  const { cpu: coreRequest } = requests;
  const { cpu: coreLimit } = limits;
  return {
    ...(coreRequest === undefined && coreLimit === undefined
      ? {}
      : { coreRequest: (coreRequest ?? coreLimit) as string }),
    ...(coreLimit === undefined ? {} : { coreLimit }),
    ...(memory === undefined ? {} : { memory: `${memory}m` }),
  };
}

/** In MiB, without Spark's overhead. @returns undefined for what is no quantity: the API server says so */
function megabytes(quantity: string | undefined): number | undefined {
  const [, amount, suffix = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity ?? '') ?? [];
  const unit = SUFFIXES[suffix];
  if (amount === undefined || unit === undefined) return undefined;
  const whole = (Number(amount) * unit) / MEBI;
  return Math.max(1, Math.floor(Math.min(whole / (1 + OVERHEAD), whole - LEAST_OVERHEAD)));
}
