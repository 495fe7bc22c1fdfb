import { DEFAULT_USER } from '../../spec/derive/image-user';
import type { EnvVar } from '../../spec/schema/workload';
import { RUNTIME_LABELS, sharedLabels } from '../../spec/derive/labels';
import type { Address } from '../../spec/derive/runtime-access';
import { RUNTIME_NAME } from '../../spec/derive/names';
import { RUNTIME_METRICS_PORT, RUNTIME_PORT } from '../../spec/derive/ports';
import type { KubernetesObject } from '../kubernetes-object';
import { podTemplate } from '../pod/pod-template';
import { resourcesOf, RUNTIME_RESOURCES, type Resources } from '../pod/resources';
import { METRICS_PORT_NAME, scrapeAnnotations } from '../pod/scrape';
import type { RuntimePlan } from './runtime-plan';
import type { AxonRuntimeProps } from './runtime-props';

/** What Kubernetes takes for no deadline at all. */
const NO_DEADLINE = 2_147_483_647;

/** Where Secrets of triggers are found: a folder for each, a file for each key. */
const SECRETS_FOLDER = '/var/run/secrets/myelin-triggers';

/**
 * The Deployment of the runtime.
 *
 * - Only the pod that leads is ready, and the Service leads to it. So pods end before their successors start: a new one
 *   would not be ready while an old one leads, and the old one would not be told to end before.
 * - For the same reason a Deployment of several is never complete, and must not be told as failed.
 */
export function runtimeDeployment(plan: RuntimePlan): KubernetesObject {
  const { replicas } = plan;
  return {
    replicas,
    revisionHistoryLimit: 2,
    ...(replicas > 1 ? { progressDeadlineSeconds: NO_DEADLINE } : {}),
    strategy: { type: 'Recreate' },
    selector: { matchLabels: RUNTIME_LABELS },
    template: runtimePod(plan),
  };
}

function runtimePod({ image, labels, props, replicas, secrets, surroundings }: RuntimePlan): KubernetesObject {
  const { imagePullSecrets } = props;
  return podTemplate({
    labels: { ...labels, ...sharedLabels(RUNTIME_NAME, 'runtime') },
    annotations: scrapeAnnotations(props.monitoring, RUNTIME_METRICS_PORT),
    ...(replicas > 1 ? { spread: RUNTIME_LABELS } : {}),
    container: 'runtime',
    image,
    args: ['runtime'],
    env: environment(secrets, surroundings),
    resources: resourcesOf(quantities(props.resources), RUNTIME_RESOURCES),
    ports: [
      { name: 'http', containerPort: RUNTIME_PORT },
      { name: METRICS_PORT_NAME, containerPort: RUNTIME_METRICS_PORT },
    ],
    probes: PROBES,
    volumes: secrets.map((name) => ({ name: volumeOf(name), secret: { secretName: name, optional: true } })),
    volumeMounts: secrets.map((name) => ({
      name: volumeOf(name),
      mountPath: `${SECRETS_FOLDER}/${name}`,
      readOnly: true,
    })),
    readOnlyRoot: true,
    user: props.user ?? DEFAULT_USER,
    ...(props.group === undefined ? {} : { group: props.group }),
    account: surroundings.runtimeAccount,
    asksApi: true,
    ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
    patches: [props.podPatch],
  });
}

/** As Kubernetes writes them: `1` is `'1'`. */
function quantities({ limits = {}, requests = {} }: NonNullable<AxonRuntimeProps['resources']> = {}): Resources {
  const texts = (given: Readonly<Record<string, string | number>>) =>
    Object.fromEntries(Object.entries(given).map(([name, quantity]) => [name, String(quantity)]));
  return { limits: texts(limits), requests: texts(requests) };
}

/** Names of Secrets may have dots, names of volumes not. */
function volumeOf(secret: string): string {
  return `trigger-${secret.replaceAll('.', '-')}`;
}

/**
 * What the process is told. Everything else it finds in the cluster.
 *
 * The operators' port is not among it: that one is for the pod's own loopback, whatever the installation says.
 */
function environment(
  secrets: readonly string[],
  { prometheus, webhook }: RuntimePlan['surroundings'],
): readonly EnvVar[] {
  const field = (fieldPath: string) => ({ fieldRef: { fieldPath } });
  const addressed = (name: string, address: Address): EnvVar =>
    typeof address === 'string'
      ? { name, value: address }
      : { name, valueFrom: { secretKeyRef: { name: address.secret, key: address.key } } };
  return [
    { name: 'HOME', value: '/tmp' },
    { name: 'PORT', value: String(RUNTIME_PORT) },
    { name: 'MYELIN_METRICS_PORT', value: String(RUNTIME_METRICS_PORT) },
    { name: 'MYELIN_NAMESPACE', valueFrom: field('metadata.namespace') },
    { name: 'MYELIN_POD', valueFrom: field('metadata.name') },
    addressed('MYELIN_PROMETHEUS', prometheus),
    ...(secrets.length === 0 ? [] : [{ name: 'MYELIN_SECRETS_DIR', value: SECRETS_FOLDER }]),
    ...(webhook === undefined ? [] : [addressed('MYELIN_WEBHOOK', webhook)]),
  ];
}

/** It is started again if it does not answer at all; what it cannot answer yet is not asked of it. */
const PROBES: Readonly<Record<string, KubernetesObject>> = {
  startupProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 2, failureThreshold: 60 },
  readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 2, timeoutSeconds: 5 },
  livenessProbe: {
    httpGet: { path: '/health', port: 'http' },
    periodSeconds: 20,
    timeoutSeconds: 5,
    failureThreshold: 6,
  },
};
