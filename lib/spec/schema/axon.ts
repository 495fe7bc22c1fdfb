import * as z from 'zod';
import { list, optional } from './absent';
import {
  axonName,
  boolean,
  count,
  duration,
  kubernetesList,
  kubernetesObject,
  name,
  positiveInteger,
  text,
} from './scalars';
import { annotations, dataKey, labels, namespaceName, objectName } from './names';
import { sensor } from './sensor';
import { task } from './task';
import { exactlyOne } from './one-of';
import { metricName, network } from './workload';

/**
 * The document. `AxonSpec`, its output, is what both doors (YAML and constructs) produce.
 *
 * Here and beside it: what zod infers of `xKeys` gets two names, `XSpec` for what is read and `XDocument` for what may be
 * written, and whoever is made of it refers to the names. Written out at each use, the declarations would be half a megabyte.
 */

const secretKey = z.strictObject({
  name: objectName.describe('name of the Secret'),
  key: dataKey.describe('key within it'),
});

const artifactKeys = z.strictObject({
  name: name.describe('name of the artifact'),
  path: z.string().describe('folder in which its code is found while building'),
  git: optional(
    z.strictObject({
      repo: z.string().describe('address of the repository'),
      revision: optional(text).describe('branch, tag or commit'),
      sshPrivateKeySecret: optional(secretKey).describe('Secret with an SSH key'),
      usernameSecret: optional(secretKey).describe('Secret with a user name'),
      passwordSecret: optional(secretKey).describe('Secret with a password or token'),
    }),
  ).describe('from a git repository'),
  s3: optional(
    z.strictObject({
      endpoint: z.string().describe('address of the store'),
      bucket: z.string().describe('name of the bucket'),
      key: z.string().describe('name of the object'),
      accessKeySecret: optional(secretKey).describe('Secret with the access key'),
      secretKeySecret: optional(secretKey).describe('Secret with the secret key'),
    }),
  ).describe('from an object store'),
  local: optional(z.strictObject({ path: z.string().describe('the folder, from the file of the axon') })).describe(
    'from a folder beside the axon',
  ),
});
export interface GitSource extends NonNullable<z.output<typeof artifactKeys>['git']> {
  kind: 'git';
}
export interface S3Source extends NonNullable<z.output<typeof artifactKeys>['s3']> {
  kind: 's3';
}
export interface LocalSource extends NonNullable<z.output<typeof artifactKeys>['local']> {
  kind: 'local';
}
export interface ArtifactSpec extends Pick<z.output<typeof artifactKeys>, 'name' | 'path'> {
  source: GitSource | S3Source | LocalSource;
}
export interface ArtifactDocument extends z.input<typeof artifactKeys> {}

const artifact: z.ZodType<ArtifactSpec, ArtifactDocument> = artifactKeys.transform((value, context): ArtifactSpec => {
  exactlyOne(value, ['git', 's3', 'local'], context);
  const { git, s3, local, ...common } = value;
  if (git) return { ...common, source: { kind: 'git', ...git } };
  if (s3) return { ...common, source: { kind: 's3', ...s3 } };
  if (local) return { ...common, source: { kind: 'local', path: local.path } };
  return z.NEVER;
});

const desiredKeys = z.strictObject({
  name: name.describe('name of the deployer, and beginning of the names of the sensors'),
  prepare: list(z.string()).describe('tasks to run before training'),
  train: z.string().describe('train task'),
  deploy: z.string().describe('deploy task'),
  state: z
    .record(metricName, text)
    .default({})
    .describe('what should be true: a metric, latency, availability or freshness, each with a comparison'),
  replicas: positiveInteger.default(1).describe('replicas that serve'),
  cooldown: optional(duration).describe('quiet time between two trainings that one alert starts. Default: 10m'),
});
export interface DesiredSpec extends z.output<typeof desiredKeys> {}
export interface DesiredDocument extends z.input<typeof desiredKeys> {}
const desired: z.ZodType<DesiredSpec, DesiredDocument> = desiredKeys;

const spec = z.strictObject({
  serviceAccountName: optional(objectName).describe('account under which task pods run'),
  parameters: list(
    z.strictObject({ name: z.string().describe('name of the parameter'), value: text.describe('its value') }),
  ).describe('values for {{workflow.parameters.NAME}}'),
  artifacts: list(artifact).describe('code from which images are built'),
  volumeClaimTemplate: optional(kubernetesObject).describe('claim for the store that all tasks share; or volume'),
  volume: optional(kubernetesObject).describe('volume for the store that all tasks share; or volumeClaimTemplate'),
  tasks: list(task).describe('what can be run'),
  sensors: list(sensor).describe('what starts it'),
  desired: list(desired).describe('states that are wanted, from which sensors follow'),
  network: optional(network).describe('what tasks may reach, unless they say otherwise'),
  retention: optional(
    z.strictObject({
      runs: optional(count).describe('ended runs. Default: 50'),
      versions: optional(count).describe('retired versions whose files are kept. Default: 10'),
      trials: optional(count).describe('trials of an ended search whose files are kept. Default: 20'),
    }),
  ).describe('what is kept'),
  keepVersions: optional(count).describe('versions kept ready beyond those that get traffic. Default: 1'),
  podPatch: optional(kubernetesObject).describe('strategic merge onto every pod'),
  imagePullSecrets: optional(kubernetesList).describe('Secrets for pulling images'),
  suspend: optional(boolean).describe('hold the axon: events queue, nothing starts'),
});

export const API_VERSION = 'myelin.io/v1alpha1';

const axonKeys = z.strictObject({
  apiVersion: z.literal(API_VERSION).describe('version of the language'),
  kind: z.literal('Axon').describe('kind of the document'),
  metadata: z
    .looseObject({
      name: axonName.describe('name of the axon'),
      namespace: optional(namespaceName).describe('namespace of its objects'),
      labels: optional(labels).describe('labels of its objects'),
      annotations: optional(annotations).describe('annotations of its objects'),
    })
    .describe('as Kubernetes has it'),
  spec: spec.describe('the axon'),
});

/** A whole axon as plain data: shapes checked, tags set, names not yet references. */
export interface AxonSpec extends z.output<typeof axonKeys> {}

/** The same as a user may write it in YAML or JSON. */
export interface AxonDocument extends z.input<typeof axonKeys> {}

export const axonDocument: z.ZodType<AxonSpec, AxonDocument> = axonKeys;
