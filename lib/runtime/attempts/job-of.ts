import type { Task } from '../../spec/axon';
import { MAX_LABEL, objectName } from '../../spec/derive/names';
import { StoreLayout } from '../../spec/derive/store-layout';
import { DRIVER_CONTAINER, STORE_CONTAINER, TASK_CONTAINER, TFJOB_CONTAINER } from '../../spec/derive/task-containers';
import type { KnownAttempt } from '../../engine/attempt-facts';
import type { WantedAttempt } from '../../engine/ports';
import { injectedVariables, loopVariables } from '../../engine/task-environment';
import { trialArguments } from '../../engine/tuning/trial-arguments';
import type { KubeObject, OwnerReference } from '../kube/kube';
import { toldAddresses } from '../told-addresses';
import { copiedLabels } from '../copied-labels';
import { attemptLabels } from './attempt-labels';
import { copiedEnvironment } from './copied-environment';
import { copiedPod, withDirectories, type PodChanges, type PodTemplate } from './copied-pod';
import type { ShapeAtRest } from './shape-at-rest';

/** A SparkApplication, TFJob: their operators and Spark add this to names, and the result is a label or a host name. */
const LONGEST_SUFFIX = { TFJob: '-evaluator-000'.length, SparkApplication: '-driver-svc'.length } as const;

/** How long a Job may wait for a node and its image before its timeout begins to count, where nothing says so. In seconds. */
const WAIT = 24 * 3600;

/** What a copy is made of. */
export interface CopyParts {
  readonly shape: ShapeAtRest;
  readonly object: KubeObject;
  readonly attempt: WantedAttempt;
  readonly known: KnownAttempt;
  readonly owner: OwnerReference;
  /** Of this very Job, and of no other that may be made of the attempt. */
  readonly execution: string;
}

/** The Job, TFJob or SparkApplication of an attempt. */
export function jobOf(parts: CopyParts): KubeObject {
  const { object, known, owner, shape } = parts;
  const costs = known.axon.spec.metadata.labels;
  const made = (apiVersion: string, labels: Record<string, string> | undefined, spec: object): KubeObject => ({
    apiVersion,
    kind: shape.copies,
    metadata: {
      name: attemptObjectName(known.axon.name, known.action.task, parts.attempt),
      labels: { ...copiedLabels(labels, costs), ...attemptLabels(known.facts) },
      ownerReferences: [owner],
    },
    spec,
  });
  switch (shape.kind) {
    case 'CronJob': {
      const { metadata, spec } = object['spec'].jobTemplate;
      return made('batch/v1', metadata?.labels, jobSpec(spec, parts));
    }
    case 'TFJob':
      return made(object.apiVersion, object.metadata.labels, tfJobSpec(object['spec'], parts));
    case 'SparkApplication':
      return made(object.apiVersion, object.metadata.labels, sparkSpec(object['spec'], parts));
  }
}

/** The name follows from the attempt alone, with room for what is added to it for pods that have host names. */
export function attemptObjectName(
  axon: string,
  task: Task,
  { name, copyData }: Pick<WantedAttempt, 'name' | 'copyData'>,
) {
  return objectName([axon, name], MAX_LABEL - suffixLength(task, copyData !== undefined));
}

function suffixLength(task: Task, copies: boolean): number {
  if (copies || task.kind === 'container' || task.kind === 'deploy') return 0;
  if (task.kind === 'spark') return LONGEST_SUFFIX.SparkApplication;
  if (task.spec.tfJobSpec !== undefined) return LONGEST_SUFFIX.TFJob;
  const { workers } = task.spec.distributed ?? {};
  return workers === undefined ? 0 : `-${workers - 1}`.length;
}

interface JobSpec {
  readonly activeDeadlineSeconds?: number;
  readonly template: PodTemplate;
}

/**
 * The loop ends an attempt that ran for too long. The Job's own deadline, which counts from before its pod has a node, is for
 * the case that no runtime is there to do it.
 */
function jobSpec(atRest: JobSpec, parts: CopyParts): object {
  const { activeDeadlineSeconds: deadline, template, ...spec } = atRest;
  const { queueTimeout } = parts.known.action.task;
  const wait = queueTimeout === undefined ? WAIT : Math.ceil(queueTimeout / 1000);
  const copy = parts.attempt.copyData;
  return {
    ...spec,
    ...(deadline === undefined ? {} : { activeDeadlineSeconds: deadline + wait }),
    template:
      copy === undefined ? copiedPod(template, podChanges(TASK_CONTAINER, parts)) : copyingPod(template, copy, parts),
  };
}

function copyingPod(template: PodTemplate, { from, to }: NonNullable<WantedAttempt['copyData']>, parts: CopyParts) {
  const layout = new StoreLayout();
  const variables = { MYELIN_COPY_FROM: layout.data(from), MYELIN_COPY_TO: layout.data(to) };
  const { containers, ...spec } = template.spec;
  return {
    ...template,
    metadata: {
      ...template.metadata,
      labels: { ...template.metadata?.labels, ...attemptLabels(parts.known.facts) },
    },
    spec: {
      ...spec,
      containers: containers.map((one) =>
        one.name === STORE_CONTAINER
          ? {
              ...one,
              args: ['copy-data'],
              env: copiedEnvironment(one.env ?? [], {
                own: new Set(),
                action: [],
                injected: {},
                loop: variables,
                consumed: [],
              }),
            }
          : one,
      ),
    },
  };
}

interface TfJobSpec {
  readonly runPolicy?: object;
  readonly tfReplicaSpecs: Readonly<Record<string, { readonly template: PodTemplate }>>;
}

function tfJobSpec({ runPolicy, tfReplicaSpecs, ...spec }: TfJobSpec, parts: CopyParts): object {
  const changes = podChanges(TFJOB_CONTAINER, parts);
  const roles = Object.entries(tfReplicaSpecs).map(([role, { template, ...keys }]) => [
    role,
    { ...keys, template: copiedPod(template, changes) },
  ]);
  return { ...spec, runPolicy: { ...runPolicy, suspend: false }, tfReplicaSpecs: Object.fromEntries(roles) };
}

/** The pods of a SparkApplication, as it has them: labels, containers and environment side by side. */
interface SparkPod {
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: PodTemplate['spec']['containers'][number]['env'];
  readonly initContainers?: PodTemplate['spec']['containers'];
}

function sparkSpec({ driver, executor, ...spec }: { driver: SparkPod; executor: SparkPod }, parts: CopyParts): object {
  const changes = podChanges(DRIVER_CONTAINER, parts);
  const pod = (atRest: SparkPod) => ({
    ...atRest,
    labels: { ...atRest.labels, ...changes.labels },
    env: copiedEnvironment(atRest.env ?? [], changes.environment),
    ...(atRest.initContainers === undefined ? {} : { initContainers: withDirectories(atRest.initContainers, changes) }),
  });
  return { ...spec, suspend: false, driver: pod(driver), executor: pod(executor) };
}

function podChanges(container: string, { attempt, known, execution }: CopyParts): PodChanges {
  const { axon, action, run, facts } = known;
  const layout = new StoreLayout();
  const injected = injectedVariables(facts, layout);
  const loop = { ...loopVariables(facts, layout), ...toldAddresses(axon) };
  const { DATA_PATH = '', MODEL_PATH = '', CHECKPOINT_PATH } = injected;
  return {
    container,
    labels: attemptLabels(facts),
    args: attempt.trial === undefined ? [] : trialArguments(attempt.trial),
    environment: {
      own: new Set(action.task.env.map(({ name }) => name)),
      action: action.env,
      injected,
      loop,
      consumed: run.consumed,
    },
    directories: {
      DATA_PATH,
      MODEL_PATH,
      ...(CHECKPOINT_PATH === undefined ? {} : { CHECKPOINT_PATH }),
      MYELIN_STORE: layout.store,
      MYELIN_ATTEMPT: attempt.name,
      MYELIN_CLAIM: layout.attempt(attempt.name),
      MYELIN_EXECUTION: execution,
    },
  };
}
