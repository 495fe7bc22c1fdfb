import { Cluster } from '../constructs';
import { readFacts } from './cluster-file';

/** The cluster that an option names, as its file tells of it. */
export async function namedCluster(file: string): Promise<Cluster> {
  return Cluster._of(await readFacts(file));
}
