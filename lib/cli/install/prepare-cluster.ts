import { applyWords, listOf } from '../cluster/applied-objects';
import { kubectl, type ClusterOptions } from '../kubectl';
import type { KubernetesObject } from '../synthesize';

/** Kinds without which an axon has no place, and that the owner of a namespace may not make. */
const KINDS = ['StorageClass', 'Namespace'];

export function isOfCluster({ kind }: KubernetesObject): boolean {
  return KINDS.includes(kind);
}

/**
 * Makes what a new cluster lacks: the class of storage, and the namespace with the labels of its mesh. Whoever may not do so
 * is told, and goes on: an admin may have done it before, or does it later.
 */
export async function prepareCluster(
  cluster: ClusterOptions,
  objects: readonly KubernetesObject[],
  force: boolean,
): Promise<void> {
  for (const object of objects) {
    const { kind, metadata } = object;
    const answer = await kubectl(cluster, [...applyWords('myelin-install', force), '-f', '-'], {
      input: listOf([object]),
    });
    if (answer.ok) process.stdout.write(answer.text.replaceAll(' serverside-applied', ' applied'));
    else process.stderr.write(`${kind} ${metadata.name} is left to an admin of the cluster: ${answer.why}\n`);
  }
}
