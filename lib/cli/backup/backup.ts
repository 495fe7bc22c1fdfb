import { AXON_LABEL, INCARNATION_ANNOTATION } from '../../spec/derive/labels';
import { axonConfigName } from '../../spec/derive/names';
import { CliError } from '../exit';
import { kubectl, namespaceOf, type ClusterOptions } from '../kubectl';
import { unknownAxon } from '../unknown-name';
import type { Backup, ConfigMap } from './config-maps';

/** What `kubectl apply` keeps beside an object; a copy of it would be a copy of the whole. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Axons alone, without what their loops have written. */
const AXONS = `${AXON_LABEL},app.kubernetes.io/component=axon`;

/**
 * The state of an axon as text: its ConfigMap and those that it owns, as they were at one moment.
 *
 * - The histories of other axons are not read.
 * - Whatever is no state of the loop is left out: what runs and serves follows from the journal.
 *
 * @throws CliError where there is no such axon
 */
export async function backup(cluster: ClusterOptions, axon: string): Promise<string> {
  const items = await configMaps(cluster, `${AXON_LABEL}=${axon}`);
  const own = items.find(({ metadata }) => metadata.name === axonConfigName(axon));
  if (own === undefined) {
    throw unknownAxon(axon, axonsAmong(await configMaps(cluster, AXONS)), await namespaceOf(cluster));
  }
  const owned = items.filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === own.metadata.uid));
  const all: Backup = { apiVersion: 'v1', kind: 'List', items: [lasting(own), ...owned.map(bare)] };
  return `${JSON.stringify(all, null, 2)}\n`;
}

async function configMaps(cluster: ClusterOptions, selector: string): Promise<readonly ConfigMap[]> {
  const answer = await kubectl(cluster, ['get', 'configmaps', `--selector=${selector}`, '-o', 'json']);
  if (!answer.ok) throw new CliError(`myelin: the ConfigMaps cannot be read: ${answer.why}`);
  return (JSON.parse(answer.text) as { readonly items: readonly ConfigMap[] }).items;
}

function axonsAmong(items: readonly ConfigMap[]): readonly string[] {
  const names = items
    .map(({ metadata }) => [metadata.name, metadata.labels?.[AXON_LABEL] ?? ''] as const)
    .filter(([name, axon]) => name === axonConfigName(axon));
  return names.map(([, axon]) => axon).sort();
}

/** The axon's own, which says which life it had. */
function lasting(own: ConfigMap): ConfigMap {
  const { [LAST_APPLIED]: _, ...annotations } = own.metadata.annotations ?? {};
  const incarnation = annotations[INCARNATION_ANNOTATION] ?? own.metadata.uid ?? '';
  const copy = bare(own);
  return {
    ...copy,
    metadata: { ...copy.metadata, annotations: { ...annotations, [INCARNATION_ANNOTATION]: incarnation } },
  };
}

/** Without what only holds where it was. */
function bare({ metadata, ...rest }: ConfigMap): ConfigMap {
  const { name, labels, annotations } = metadata;
  return {
    ...rest,
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}
