import type { Task } from '../spec/axon';
import { TASK_KINDS } from '../spec/schema/task';
import type { KubernetesObject } from './kubernetes-object';

/** A task as far as it decides which construct there is. */
export interface TaskOutline {
  /** In the axon. */
  readonly name: string;
  readonly kind: Task['kind'];
}

/** What of a document decides which constructs there are besides those of its tasks, sensors and deployers. */
export interface Outline {
  readonly name: string;
  /** @default - none is named */
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** @default - none is named */
  readonly serviceAccountName?: string;
  /** @default - none */
  readonly volume?: KubernetesObject;
  /** @default - none */
  readonly volumeClaimTemplate?: KubernetesObject;
}

/**
 * Reads a document that may still be incomplete or wrong, so that the tree of constructs stands as soon as things are
 * added. What cannot be read is passed over: synthesis reports it.
 *
 * @param document - with parameters replaced
 */
export function outlineOf(document: unknown): Outline {
  const metadata = objectOf(objectOf(document)['metadata']);
  const spec = objectOf(objectOf(document)['spec']);
  const namespace = textOf(metadata['namespace']);
  const serviceAccountName = textOf(spec['serviceAccountName']);
  return {
    name: textOf(metadata['name']) ?? 'axon',
    ...(namespace === undefined ? {} : { namespace }),
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
    ...(present(spec['volume']) ? { volume: objectOf(spec['volume']) } : {}),
    ...(present(spec['volumeClaimTemplate']) ? { volumeClaimTemplate: objectOf(spec['volumeClaimTemplate']) } : {}),
  };
}

/** A task of a document. @returns nothing where it has no name or no kind */
export function taskOutline(task: unknown): TaskOutline | undefined {
  const keys = objectOf(task);
  const name = textOf(keys['name']);
  const kind = TASK_KINDS.find((one) => present(keys[one]));
  return name === undefined || kind === undefined ? undefined : { name, kind };
}

export function objectOf(value: unknown): KubernetesObject {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([key, item]) => [key, String(item)]));
}
