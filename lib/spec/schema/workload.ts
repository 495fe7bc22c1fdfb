import * as z from 'zod';
import { list, optional } from './absent';
import { boolean, cidr, count, duration, growth, kubernetesList, kubernetesObject, port, text } from './scalars';
import { atMostOne } from './one-of';
import { amounts, image, labels, objectName, repository, variableName } from './names';

/** What every kind of task has: an image, its environment and where it may run. */

const envVarKeys = z.strictObject({
  name: variableName.describe('name of the variable'),
  value: optional(text).describe('its value, as text'),
  valueFrom: optional(kubernetesObject).describe(
    'where its value comes from, as Kubernetes has it (secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef, fileKeyRef)',
  ),
});
export interface EnvVar extends z.output<typeof envVarKeys> {}
export interface EnvVarDocument extends z.input<typeof envVarKeys> {}
export const envVar: z.ZodType<EnvVar, EnvVarDocument> = envVarKeys.superRefine((value, context) =>
  atMostOne(value, ['value', 'valueFrom'], context),
);

const imageBuildKeys = z.strictObject({
  repositoryName: repository.describe('name of the image, below the registry'),
  artifact: optional(z.string()).describe('the artifact that holds the code'),
  buildLocation: optional(z.string()).describe('folder in which to build; begins with the path of the artifact'),
  dockerfile: optional(z.strictObject({ path: z.string().describe('the Dockerfile, from buildLocation') })).describe(
    'build from a Dockerfile',
  ),
  s2i: optional(
    z.strictObject({
      contextDir: optional(z.string()).describe('folder of the code, from buildLocation'),
      builderImage: optional(image).describe('image that builds it'),
    }),
  ).describe('build from a folder by source-to-image'),
  checkImageExists: optional(boolean).describe('build only if the registry does not have the image'),
  volumes: optional(kubernetesList).describe('volumes of the build, as Kubernetes has them'),
  volumeMounts: optional(kubernetesList).describe('mounts of the build, as Kubernetes has them'),
});
export interface ImageBuildSpec extends z.output<typeof imageBuildKeys> {}
export interface ImageBuildDocument extends z.input<typeof imageBuildKeys> {}
const imageBuild: z.ZodType<ImageBuildSpec, ImageBuildDocument> = imageBuildKeys;

const egress = z.union([
  z.enum(['internet', 'none']),
  z.array(
    z.strictObject({
      cidr: cidr.describe('addresses that may be reached'),
      ports: optional(z.array(port)).describe('ports that may be reached; all if left out'),
    }),
  ),
]);
const networkKeys = z.strictObject({
  egress: optional(egress).describe(
    'what may be reached: internet (without private ranges), none, or a list. Default: ports 80 and 443 of the internet for container, train and spark, none for deploy',
  ),
});
export interface NetworkSpec extends z.output<typeof networkKeys> {}
export interface NetworkDocument extends z.input<typeof networkKeys> {}
export const network: z.ZodType<NetworkSpec, NetworkDocument> = networkKeys;

const retryKeys = z.strictObject({
  limit: count.default(0).describe('attempts after the first'),
  policy: z
    .enum(['Always', 'OnFailure', 'OnError'])
    .default('Always')
    .describe('which failures are tried again: all, those of the code (OnFailure), those of the machine (OnError)'),
  backoff: optional(
    z.strictObject({
      duration: duration.default('10s').describe('wait before the second attempt'),
      factor: growth.default(2).describe('each further wait is so many times longer, at least 1'),
      max: optional(duration).describe('longest wait'),
    }),
  ).describe('how long to wait between attempts'),
});
export interface RetrySpec extends z.output<typeof retryKeys> {}
export interface RetryDocument extends z.input<typeof retryKeys> {}
const retry: z.ZodType<RetrySpec, RetryDocument> = retryKeys;

/** The keys of every task; each kind adds its own. */
export const workloadShape = {
  image: optional(image).describe('image to run; or imageBuild'),
  imageBuild: optional(imageBuild).describe('how to build the image; or image'),
  command: optional(z.array(text)).describe('replaces the ENTRYPOINT of the image'),
  args: optional(z.array(text)).describe('replaces the CMD of the image'),
  env: list(envVar).describe('environment; beats every injected variable but those that begin with MYELIN_'),
  envFrom: optional(kubernetesList).describe(
    'environment from ConfigMaps and Secrets, as Kubernetes has it (configMapRef, secretRef)',
  ),
  resources: optional(
    z.strictObject({
      limits: optional(amounts).describe('most it may use'),
      requests: optional(amounts).describe('what it is given'),
      claims: optional(kubernetesList).describe('devices, as Kubernetes has them'),
    }),
  ).describe('what the pod asks for and may use'),
  nodeSelector: optional(labels).describe('labels that the node must have'),
  tolerations: optional(kubernetesList).describe('taints that are tolerated, as Kubernetes has them'),
  affinity: optional(kubernetesObject).describe('where to run, as Kubernetes has it'),
  volumes: optional(kubernetesList).describe('further volumes, as Kubernetes has them'),
  volumeMounts: optional(kubernetesList).describe('where to mount them'),
  retry: optional(retry).describe('what happens after a failure. Default: nothing is tried again'),
  timeout: optional(duration).describe('longest run of one attempt'),
  queueTimeout: optional(duration).describe('longest wait for a place to run'),
  cache: optional(
    z.strictObject({ key: optional(text).describe('counts with the content when results are compared') }),
  ).describe('use the result of an earlier run of equal code and data'),
  queue: optional(objectName).describe('queue of Kueue in which pods wait'),
  network: optional(network).describe('what the task may reach'),
  podPatch: optional(kubernetesObject).describe('strategic merge onto the pod; the last word'),
};

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
export const metricName = z.string().regex(METRIC_NAME, 'expected a Prometheus metric name such as test_accuracy');

const metricKeys = z.strictObject({
  name: metricName.describe('name of the metric, as Prometheus has it'),
  type: z
    .enum(['Gauge', 'Counter'])
    .default('Gauge')
    .describe('Gauge for values that go up and down, Counter for sums'),
});
export interface MetricSpec extends z.output<typeof metricKeys> {}
export interface MetricDocument extends z.input<typeof metricKeys> {}
export const metric: z.ZodType<MetricSpec, MetricDocument> = metricKeys;
