import { readClusterFacts, type ClusterFacts } from '../spec/cluster-facts';
import { refuseIssues } from './documents';
import { CliError } from './exit';
import { needText } from './read-text';

/** @throws CliError after telling what is wrong with the file */
export async function readFacts(file: string): Promise<ClusterFacts> {
  const { facts, issues } = readClusterFacts(await needText(file), file);
  refuseIssues(issues);
  if (facts === undefined) throw new CliError('');
  return facts;
}
