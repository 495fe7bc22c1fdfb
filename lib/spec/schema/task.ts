import * as z from 'zod';
import { hpTuning } from './tuning';
import { atMostOne, exactlyOne } from './one-of';
import { list, optional } from './absent';
import { count, duration, kubernetesObject, name, port, positiveInteger, text, texts } from './scalars';
import { metric, metricName, workloadShape } from './workload';

/** `tasks[]`: the units of work. The key that names the kind becomes the tag. */

const containerKeys = z.strictObject(workloadShape);
export interface ContainerKeys extends z.output<typeof containerKeys> {}
export interface ContainerDocument extends z.input<typeof containerKeys> {}
const container: z.ZodType<ContainerKeys, ContainerDocument> = containerKeys;

const trainKeys = z.strictObject({
  ...workloadShape,
  metrics: list(metric).describe('what the code reports'),
  lossMetric: optional(metricName).describe('metric by which trainings are compared'),
  lossMetricSelector: optional(z.enum(['less', 'greater'])).describe(
    'whether less or greater is better. Default: less',
  ),
  hpTuning: optional(hpTuning).describe('search of hyperparameters'),
  tfJobSpec: optional(kubernetesObject).describe('TFJob of Kubeflow whose replicas train'),
  distributed: optional(
    z.strictObject({
      workers: positiveInteger.describe('how many'),
      port: optional(port).describe('port on which they meet'),
    }),
  ).describe('one training on several workers'),
});
export interface TrainKeys extends z.output<typeof trainKeys> {}
export interface TrainDocument extends z.input<typeof trainKeys> {}
const train: z.ZodType<TrainKeys, TrainDocument> = trainKeys.superRefine((value, context) =>
  atMostOne(value, ['tfJobSpec', 'distributed'], context),
);

const deployKeys = z.strictObject({
  ...workloadShape,
  metrics: list(metric).describe('what the code reports while it serves'),
  endpointType: z.enum(['REST', 'GRPC']).default('REST').describe('kind of endpoint'),
  endpointRestType: z
    .enum(['Multipart', 'Json', 'V2'])
    .default('Multipart')
    .describe('how requests are sent: form field json (Multipart), JSON body (Json), Open Inference Protocol (V2)'),
  port: port.default(5000).describe('port on which the code listens'),
  readiness: optional(
    z.strictObject({
      path: optional(z.string()).describe('path that answers 200 once ready'),
      timeout: optional(duration).describe('longest wait for it'),
    }),
  ).describe('when it counts as ready'),
  scaling: optional(
    z.strictObject({
      min: optional(count).describe('fewest replicas'),
      max: positiveInteger.describe('most replicas'),
      target: optional(z.union([text, kubernetesObject])).describe('what decides, such as p99 <= 50ms'),
    }),
  ).describe('how replicas follow the load'),
});
export interface DeployKeys extends z.output<typeof deployKeys> {}
export interface DeployDocument extends z.input<typeof deployKeys> {}
const deploy: z.ZodType<DeployKeys, DeployDocument> = deployKeys;

const sparkKeys = z.strictObject({
  ...workloadShape,
  sparkSpec: z
    .strictObject({
      properties: optional(z.union([z.string(), texts])).describe(
        'Spark properties: lines of key and value, or keys and values',
      ),
      class: optional(z.string()).describe('main class'),
      jars: optional(z.array(z.string())).describe('further jars'),
      applicationFile: z.string().describe('jar or script that runs'),
      args: optional(z.array(text)).describe('its arguments'),
    })
    .describe('the Spark application'),
});
export interface SparkKeys extends z.output<typeof sparkKeys> {}
export interface SparkDocument extends z.input<typeof sparkKeys> {}
const spark: z.ZodType<SparkKeys, SparkDocument> = sparkKeys;

export const TASK_KINDS = ['container', 'train', 'deploy', 'spark'] as const;

const taskKeys = z.strictObject({
  name: name.describe('name of the task'),
  container: optional(container).describe('runs to completion'),
  train: optional(train).describe('runs to completion and reports metrics'),
  deploy: optional(deploy).describe('serves a trained model'),
  spark: optional(spark).describe('runs to completion on Spark'),
});

interface Tagged<Kind> {
  kind: Kind;
  name: string;
}
export interface ContainerSpec extends Tagged<'container'>, ContainerKeys {}
export interface TrainSpec extends Tagged<'train'>, TrainKeys {}
export interface DeploySpec extends Tagged<'deploy'>, DeployKeys {}
export interface SparkSpec extends Tagged<'spark'>, SparkKeys {}
export type TaskSpec = ContainerSpec | TrainSpec | DeploySpec | SparkSpec;
export interface TaskDocument extends z.input<typeof taskKeys> {}

export const task: z.ZodType<TaskSpec, TaskDocument> = taskKeys.transform((value, context): TaskSpec => {
  exactlyOne(value, TASK_KINDS, context);
  if (value.train) return { kind: 'train', name: value.name, ...value.train };
  if (value.deploy) return { kind: 'deploy', name: value.name, ...value.deploy };
  if (value.spark) return { kind: 'spark', name: value.name, ...value.spark };
  if (value.container) return { kind: 'container', name: value.name, ...value.container };
  return z.NEVER;
});
