import { checkAgainstCluster } from '../spec/check/cluster/axon';
import type { ClusterFacts } from '../spec/cluster-facts';
import type { Issue } from '../spec/issue';
import { placeIssues } from '../spec/load';
import { readFacts } from './cluster-file';
import type { Document } from './documents';
import type { ClusterOptions } from './kubectl';

/** Where facts about a cluster come from. */
export interface ClusterSource extends ClusterOptions {
  /** A file that has them. */
  readonly cluster?: string;
  /** Of axons that name none. */
  readonly namespace?: string;
}

/** Facts about the cluster that the options name, for the axons of some documents; nothing if they name none. */
export async function clusterFactsFor(
  { cluster, namespace, ...live }: ClusterSource,
  documents: readonly Document[],
): Promise<{ readonly facts: ClusterFacts; readonly issues: readonly Issue[] } | undefined> {
  const inNamespace = namespace === undefined ? {} : { defaultNamespace: namespace };
  if (cluster !== undefined) {
    return { facts: { ...(await readFacts(cluster)), ...inNamespace }, issues: [] };
  }
  if (live.context === undefined && live.kubeconfig === undefined) return undefined;
  const { liveFacts } = await import('./live-cluster.js');
  const axons = documents.flatMap(({ axons: all }) => all.flatMap(({ axon }) => axon ?? []));
  const read = await liveFacts(
    live,
    axons.length === 0 ? [namespace] : axons.map((axon) => axon.namespace ?? namespace),
  );
  return { facts: { ...read.facts, ...inNamespace }, issues: read.issues };
}

/** What the axons of a document ask for and the cluster does not have. */
export function clusterIssues({ axons }: Pick<Document, 'axons'>, facts: ClusterFacts): readonly Issue[] {
  return axons.flatMap((loaded) =>
    loaded.axon === undefined ? [] : placeIssues(checkAgainstCluster(loaded.axon, facts), loaded),
  );
}
