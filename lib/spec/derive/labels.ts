import { labelValue } from './names';

/** What an object is for: `app.kubernetes.io/component`. */
export type Component = 'axon' | 'store' | 'container' | 'train' | 'deploy' | 'spark' | 'gateway';

export const AXON_LABEL = 'myelin.io/axon';
const TASK_LABEL = 'myelin.io/task';
const DEPLOYER_LABEL = 'myelin.io/deployer';
export const VERSION_LABEL = 'myelin.io/version';

/**
 * The label of a pod that says one thing of who it is, as the environment of its process does; values are `labelValue`s.
 * The runtime believes the labels.
 */
export function whoLabel(
  field: 'task' | 'run' | 'task-run' | 'attempt' | 'trial' | 'deployer' | 'version' | 'model' | 'backend',
) {
  return `myelin.io/${field}` as const;
}

/** Of Kueue: the queue in which a workload waits. */
export const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name';
export const SPEC_HASH_LABEL = 'myelin.io/spec-hash';

/** On the Service of a deployer: the names by which the world asks for it. */
export const HOSTS_ANNOTATION = 'myelin.io/hosts';

/** How the world asks for them, where it is not plain HTTP. */
export const SCHEME_ANNOTATION = 'myelin.io/scheme';

/** On the ConfigMap of an axon that was restored: the life that it goes on with, where it is not that of the object. */
export const INCARNATION_ANNOTATION = 'myelin.io/incarnation';

/** Version of what serves nothing: no pod of a live version is selected by an object at rest. */
export const AT_REST = 'at-rest';

export interface LabelledThing {
  readonly component: Component;
  readonly task?: string;
  readonly deployer?: string;
  /** For what serves. */
  readonly version?: string;
}

export type Labels = Readonly<Record<string, string>>;

/** Labels by which the runtime and selectors find things. */
export function identityLabels(axon: string, { task, deployer, version }: LabelledThing): Labels {
  return {
    [AXON_LABEL]: axon,
    ...(task === undefined ? {} : { [TASK_LABEL]: labelValue(task) }),
    ...(deployer === undefined ? {} : { [DEPLOYER_LABEL]: labelValue(deployer) }),
    ...(version === undefined ? {} : { [VERSION_LABEL]: version }),
  };
}

export function queueLabels(queue: string | undefined): Labels {
  return queue === undefined ? {} : { [QUEUE_LABEL]: queue };
}

/** What every object and pod of Myelin is part of. */
export const PART_OF_MYELIN: Labels = { 'app.kubernetes.io/part-of': 'myelin' };

/** Labels of the pods of the runtime, which stands beside the axons of its namespace. */
export const RUNTIME_LABELS: Labels = { ...PART_OF_MYELIN, 'app.kubernetes.io/component': 'runtime' };

/** The labels that Kubernetes recommends. There is no `instance`: tools claim objects by it. */
export function sharedLabels(axon: string, component: string): Labels {
  return {
    'app.kubernetes.io/name': axon,
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/part-of': 'myelin',
    'app.kubernetes.io/managed-by': 'myelin',
  };
}

/** Those, and the ones by which things are found. */
export function allLabels(axon: string, thing: LabelledThing): Labels {
  return { ...sharedLabels(axon, thing.component), ...identityLabels(axon, thing) };
}
