import { z } from 'zod';
import {
  axonName,
  boolean,
  count,
  duration,
  kubernetesList,
  kubernetesObject,
  labels,
  list,
  name,
  optional,
  positiveInteger,
  text,
} from './scalars';
import { sensor } from './sensor';
import { task } from './task';
import { exactlyOne } from './one-of';
import { metricName, network } from './workload';

/** The document. `AxonSpec`, its output, is what both doors (YAML and constructs) produce. */

const secretKey = z.strictObject({ name: z.string(), key: z.string() });

const artifact = z
  .strictObject({
    name,
    path: z.string(),
    git: optional(
      z.strictObject({
        repo: z.string(),
        revision: optional(text),
        sshPrivateKeySecret: optional(secretKey),
        usernameSecret: optional(secretKey),
        passwordSecret: optional(secretKey),
      }),
    ),
    s3: optional(
      z.strictObject({
        endpoint: z.string(),
        bucket: z.string(),
        key: z.string(),
        accessKeySecret: optional(secretKey),
        secretKeySecret: optional(secretKey),
      }),
    ),
    local: optional(z.strictObject({ path: z.string() })),
  })
  .transform((value, context) => {
    exactlyOne(value, ['git', 's3', 'local'], context);
    const { git, s3, local, ...common } = value;
    if (git) return { ...common, source: { kind: 'git' as const, ...git } };
    if (s3) return { ...common, source: { kind: 's3' as const, ...s3 } };
    if (local) return { ...common, source: { kind: 'local' as const, path: local.path } };
    return z.NEVER;
  });
export type ArtifactSpec = z.output<typeof artifact>;

const desired = z.strictObject({
  name,
  prepare: list(z.string()),
  train: z.string(),
  deploy: z.string(),
  state: z.record(metricName, text).default({}),
  replicas: positiveInteger.default(1),
  cooldown: optional(duration),
});
export type DesiredSpec = z.output<typeof desired>;

const spec = z.strictObject({
  serviceAccountName: optional(z.string()),
  parameters: list(z.strictObject({ name: z.string(), value: text })),
  artifacts: list(artifact),
  volumeClaimTemplate: optional(kubernetesObject),
  volume: optional(kubernetesObject),
  tasks: list(task),
  sensors: list(sensor),
  desired: list(desired),
  network: optional(network),
  retention: optional(z.strictObject({ runs: optional(count), versions: optional(count), trials: optional(count) })),
  keepVersions: optional(count),
  podPatch: optional(kubernetesObject),
  imagePullSecrets: optional(kubernetesList),
  suspend: optional(boolean),
});

export const API_VERSION = 'myelin.io/v1alpha1';

export const axonDocument = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('Axon'),
  metadata: z.looseObject({
    name: axonName,
    namespace: optional(z.string()),
    labels: optional(labels),
    annotations: optional(labels),
  }),
  spec,
});

/** A whole axon as plain data: shapes checked, tags set, names not yet references. */
export type AxonSpec = z.output<typeof axonDocument>;

/** The same as a user may write it in YAML or JSON. */
export type AxonDocument = z.input<typeof axonDocument>;
