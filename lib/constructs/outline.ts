import type { Task } from '../spec/axon';
import { substituteParameters, type ParameterValues } from '../spec/parameters';
import { TASK_KINDS } from '../spec/schema/task';

/** A part of an object of Kubernetes, as plain data. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

/** A task as far as it decides which construct there is. */
export interface TaskOutline {
  readonly name: string;
  readonly kind: Task['kind'];
  /** Whether a Kubeflow TFJob runs it. */
  readonly tfJob: boolean;
}

/** What of a document decides which constructs there are. */
export interface Outline {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccountName?: string;
  readonly volume?: KubernetesObject;
  readonly volumeClaimTemplate?: KubernetesObject;
  readonly tasks: readonly TaskOutline[];
  readonly deployers: readonly string[];
}

/**
 * Reads a document that may still be incomplete or wrong, so that the tree of constructs stands as soon as things are
 * added. What cannot be read is passed over: synthesis reports it.
 */
export function outlineOf(document: unknown, parameters: ParameterValues = {}): Outline {
  const data = substituteParameters(document, parameters).data;
  const metadata = object(object(data)['metadata']);
  const spec = object(object(data)['spec']);
  const sensors = list(spec['sensors']).flatMap((sensor) => list(object(sensor)['tasks']));
  const deployers = [...sensors.map((action) => object(action)['deployer']), ...list(spec['desired'])];
  const namespace = text(metadata['namespace']);
  const serviceAccountName = text(spec['serviceAccountName']);
  return {
    name: text(metadata['name']) ?? 'axon',
    ...(namespace === undefined ? {} : { namespace }),
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
    ...(present(spec['volume']) ? { volume: object(spec['volume']) } : {}),
    ...(present(spec['volumeClaimTemplate']) ? { volumeClaimTemplate: object(spec['volumeClaimTemplate']) } : {}),
    tasks: distinct(list(spec['tasks']).flatMap(taskOutline), ({ name }) => name),
    deployers: distinct(
      deployers.flatMap((deployer) => text(object(deployer)['name']) ?? []),
      (name) => name,
    ),
  };
}

function taskOutline(task: unknown): TaskOutline[] {
  const keys = object(task);
  const name = text(keys['name']);
  const kind = TASK_KINDS.find((one) => present(keys[one]));
  if (name === undefined || kind === undefined) return [];
  return [{ name, kind, tfJob: present(object(keys['train'])['tfJobSpec']) }];
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function object(value: unknown): KubernetesObject {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(object(value)).map(([key, item]) => [key, String(item)]));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function distinct<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}
