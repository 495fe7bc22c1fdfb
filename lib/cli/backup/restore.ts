import { AXON_LABEL, INCARNATION_ANNOTATION } from '../../spec/derive/labels';
import { applyWords, FIELD_MANAGER, listOf } from '../cluster/applied-objects';
import { CliError } from '../exit';
import { kubectl, type ClusterOptions } from '../kubectl';
import { nameOf, readText } from '../read-text';
import { refuseIssues } from '../documents';
import type { Backup, ConfigMap, OwnerReference } from './config-maps';

/** By which the runtime hears of an axon. */
const COMPONENT = 'app.kubernetes.io/component';

/**
 * Makes the ConfigMaps of a backup anew.
 *
 * - The runtime hears of the axon when all of it is there, and not before: it would begin another journal.
 * - An axon that is there is left alone.
 * - An edit of the axon meets nobody else's fields: those of its own ConfigMap are as `submit` applies them, but for which life it
 *   had, which no file says.
 * - What fails half-way is taken away again, so that it can be tried anew.
 */
export async function restore(cluster: ClusterOptions, file: string): Promise<void> {
  const { items } = await readBackup(file);
  const [own, ...owned] = items;
  const { name, labels = {}, annotations = {} } = own.metadata;
  const axon = labels[AXON_LABEL] ?? name;
  const { [COMPONENT]: component, ...unheard } = labels;
  const { [INCARNATION_ANNOTATION]: incarnation, ...others } = annotations;
  const owner = await create(cluster, {
    ...{ apiVersion: 'v1', kind: 'ConfigMap' },
    metadata: {
      name,
      labels: { [AXON_LABEL]: axon },
      ...(incarnation === undefined ? {} : { annotations: { [INCARNATION_ANNOTATION]: incarnation } }),
    },
  });
  try {
    const applied = { ...own, metadata: { ...own.metadata, labels: unheard, annotations: others } };
    await must(cluster, [...applyWords(FIELD_MANAGER, false), '-f', '-'], JSON.stringify(applied));
    await createAll(
      cluster,
      owned.map((one) => ownedBy(one, owner)),
    );
    await must(cluster, ['label', 'configmap', name, `${COMPONENT}=${component ?? 'axon'}`]);
  } catch (fault) {
    await kubectl(cluster, ['delete', 'configmap', name, '--ignore-not-found']);
    throw fault;
  }
  process.stderr.write(
    `${axon} is restored, ${owned.length + 1} ConfigMaps; now apply its files, which have what it starts\n`,
  );
}

async function readBackup(file: string): Promise<Backup> {
  const read = await readText(file);
  if (!read.ok) {
    refuseIssues([read.issue]);
    throw new CliError('');
  }
  let data: Partial<Backup>;
  try {
    data = JSON.parse(read.text) as Partial<Backup>;
  } catch (fault) {
    throw new CliError(`myelin: ${nameOf(file)} is no backup: ${(fault as Error).message}`);
  }
  const items: readonly Partial<ConfigMap>[] = Array.isArray(data.items) ? data.items : [];
  const named = items.every(({ kind, metadata }) => kind === 'ConfigMap' && typeof metadata?.name === 'string');
  if (named && items[0]?.metadata?.labels?.[AXON_LABEL] !== undefined) return data as Backup;
  throw new CliError(
    `myelin: ${nameOf(file)} is no backup: it is not a list of the ConfigMaps of an axon, as myelin backup writes it`,
  );
}

/** @returns the object, as what it owns names it */
async function create(cluster: ClusterOptions, own: ConfigMap): Promise<OwnerReference> {
  const { name } = own.metadata;
  const answer = await kubectl(cluster, ['create', '-o', 'json', '-f', '-'], { input: JSON.stringify(own) });
  if (!answer.ok) {
    const hint = answer.why.includes('AlreadyExists') ? `; delete it first, or restore into another namespace` : '';
    throw new CliError(`myelin: ${name} cannot be made: ${answer.why}${hint}`);
  }
  const { uid = '' } = (JSON.parse(answer.text) as ConfigMap).metadata;
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid };
}

function ownedBy(one: ConfigMap, owner: OwnerReference): ConfigMap {
  return { ...one, metadata: { ...one.metadata, ownerReferences: [owner] } };
}

async function createAll(cluster: ClusterOptions, items: readonly ConfigMap[]): Promise<void> {
  if (items.length === 0) return;
  await must(cluster, ['create', '-f', '-'], listOf(items));
}

async function must(cluster: ClusterOptions, words: readonly string[], input = ''): Promise<void> {
  const answer = await kubectl(cluster, words, { input });
  if (!answer.ok) throw new CliError(`myelin: the backup was not restored: ${answer.why}`);
}
