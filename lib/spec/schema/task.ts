import { z } from 'zod';
import { hpTuning } from './tuning';
import { exactlyOne } from './one-of';
import { count, duration, kubernetesObject, labels, list, name, optional, positiveInteger, text } from './scalars';
import { metric, metricName, workloadShape } from './workload';

/** `tasks[]`: the units of work. The key that names the kind becomes the tag. */

const container = z.strictObject(workloadShape);

const train = z.strictObject({
  ...workloadShape,
  metrics: list(metric),
  lossMetric: optional(metricName),
  lossMetricSelector: optional(z.enum(['less', 'greater'])),
  hpTuning: optional(hpTuning),
  tfJobSpec: optional(kubernetesObject),
  distributed: optional(z.strictObject({ workers: positiveInteger, port: optional(positiveInteger) })),
});

const deploy = z.strictObject({
  ...workloadShape,
  metrics: list(metric),
  endpointType: z.enum(['REST', 'GRPC']).default('REST'),
  endpointRestType: z.enum(['Multipart', 'Json', 'V2']).default('Multipart'),
  port: positiveInteger.default(5000),
  readiness: optional(z.strictObject({ path: optional(z.string()), timeout: optional(duration) })),
  scaling: optional(
    z.strictObject({ min: optional(count), max: positiveInteger, target: optional(z.union([text, kubernetesObject])) }),
  ),
});

const spark = z.strictObject({
  ...workloadShape,
  sparkSpec: z.strictObject({
    properties: optional(z.union([z.string(), labels])),
    class: optional(z.string()),
    jars: optional(z.array(z.string())),
    applicationFile: z.string(),
    args: optional(z.array(text)),
  }),
});

export const TASK_KINDS = ['container', 'train', 'deploy', 'spark'] as const;

export const task = z
  .strictObject({
    name,
    container: optional(container),
    train: optional(train),
    deploy: optional(deploy),
    spark: optional(spark),
  })
  .transform((value, context) => {
    exactlyOne(value, TASK_KINDS, context);
    if (value.train) return { kind: 'train' as const, name: value.name, ...value.train };
    if (value.deploy) return { kind: 'deploy' as const, name: value.name, ...value.deploy };
    if (value.spark) return { kind: 'spark' as const, name: value.name, ...value.spark };
    if (value.container) return { kind: 'container' as const, name: value.name, ...value.container };
    return z.NEVER;
  });
export type TaskSpec = z.output<typeof task>;
export type TrainSpec = Extract<TaskSpec, { kind: 'train' }>;
export type DeploySpec = Extract<TaskSpec, { kind: 'deploy' }>;
export type SparkSpec = Extract<TaskSpec, { kind: 'spark' }>;
export type ContainerSpec = Extract<TaskSpec, { kind: 'container' }>;
