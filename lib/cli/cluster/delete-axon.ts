import { CliError } from '../exit';
import { kubectl, namespaceOf, type ClusterOptions } from '../kubectl';
import type { KubernetesObject } from '../synthesize';
import { unknownAxon } from '../unknown-name';
import { deleteObjects, objectsOf, objectWord } from './applied-objects';
import { ClusterKinds } from './cluster-kinds';

/** The label that the ConfigMap of every axon has. */
const AXONS = 'app.kubernetes.io/part-of=myelin,app.kubernetes.io/component=axon';

/** What is deleted with an axon, and what stays. */
export interface Doomed {
  readonly objects: readonly KubernetesObject[];
  readonly kept: readonly KubernetesObject[];
}

/**
 * What the cluster has of an axon.
 *
 * @param data - its store is deleted too
 * @throws CliError for an axon that there is not
 */
export async function doomedObjects(cluster: ClusterOptions, axon: string, data: boolean): Promise<Doomed> {
  const all = await objectsOf(cluster, await ClusterKinds.of(cluster), axon);
  const isKept = ({ kind }: KubernetesObject) => !data && kind === 'PersistentVolumeClaim';
  const doomed = { objects: all.filter((object) => !isKept(object)), kept: all.filter(isKept) };
  if (doomed.objects.length === 0) {
    throw unknownAxon(axon, await axonsOf(cluster), await namespaceOf(cluster));
  }
  return doomed;
}

/** The ConfigMap first: with it go the loop of the axon, its journal and all that the runtime made. */
export async function deleteAxon(cluster: ClusterOptions, { objects, kept }: Doomed): Promise<void> {
  const first = objects.filter(({ kind }) => kind === 'ConfigMap');
  await deleteObjects(cluster, first);
  await deleteObjects(
    cluster,
    objects.filter((object) => !first.includes(object)),
  );
  for (const object of objects) process.stderr.write(`${objectWord(object)} deleted\n`);
  for (const object of kept)
    process.stderr.write(`${objectWord(object)} stays, with models and data; --data deletes it\n`);
}

async function axonsOf(cluster: ClusterOptions): Promise<readonly string[]> {
  const words = [
    'get',
    'configmaps',
    `--selector=${AXONS}`,
    '-o',
    'jsonpath={.items[*].metadata.labels.myelin\\.io/axon}',
  ];
  const answer = await kubectl(cluster, words);
  if (!answer.ok) throw new CliError(`myelin: the cluster does not say which axons it has: ${answer.why}`);
  return answer.text.split(' ').filter((name) => name !== '');
}
