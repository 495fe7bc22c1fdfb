import { z } from 'zod';
import {
  boolean,
  count,
  duration,
  kubernetesList,
  kubernetesObject,
  labels,
  list,
  number,
  optional,
  text,
} from './scalars';

/** What every kind of task has: an image, its environment and where it may run. */

export const envVar = z.strictObject({
  name: z.string().min(1),
  value: optional(text),
  valueFrom: optional(kubernetesObject),
});
export type EnvVar = z.output<typeof envVar>;

const imageBuild = z.strictObject({
  repositoryName: z.string(),
  artifact: optional(z.string()),
  buildLocation: optional(z.string()),
  dockerfile: optional(z.strictObject({ path: z.string() })),
  s2i: optional(z.strictObject({ contextDir: optional(z.string()), builderImage: optional(z.string()) })),
  checkImageExists: optional(boolean),
  volumes: optional(kubernetesList),
  volumeMounts: optional(kubernetesList),
});
export type ImageBuildSpec = z.output<typeof imageBuild>;

const egress = z.union([
  z.enum(['internet', 'none']),
  z.array(z.strictObject({ cidr: z.string(), ports: optional(z.array(count)) })),
]);
export const network = z.strictObject({ egress: optional(egress) });
export type NetworkSpec = z.output<typeof network>;

const retry = z.strictObject({
  limit: count.default(0),
  policy: z.enum(['Always', 'OnFailure', 'OnError']).default('Always'),
  backoff: optional(
    z.strictObject({ duration: duration.default('10s'), factor: number.default(2), max: optional(duration) }),
  ),
});
export type RetrySpec = z.output<typeof retry>;

/** The keys of every task; each kind adds its own. */
export const workloadShape = {
  image: optional(z.string().min(1)),
  imageBuild: optional(imageBuild),
  command: optional(z.array(text)),
  args: optional(z.array(text)),
  env: list(envVar),
  envFrom: optional(kubernetesList),
  resources: optional(
    z.strictObject({ limits: optional(labels), requests: optional(labels), claims: optional(kubernetesList) }),
  ),
  nodeSelector: optional(labels),
  tolerations: optional(kubernetesList),
  affinity: optional(kubernetesObject),
  volumes: optional(kubernetesList),
  volumeMounts: optional(kubernetesList),
  retry: optional(retry),
  timeout: optional(duration),
  queueTimeout: optional(duration),
  cache: optional(z.strictObject({ key: optional(text) })),
  queue: optional(z.string()),
  network: optional(network),
  podPatch: optional(kubernetesObject),
};

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
export const metricName = z.string().regex(METRIC_NAME, 'expected a Prometheus metric name such as test_accuracy');

export const metric = z.strictObject({ name: metricName, type: z.enum(['Gauge', 'Counter']).default('Gauge') });
export type MetricSpec = z.output<typeof metric>;
