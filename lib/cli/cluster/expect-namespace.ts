import { CliError } from '../exit';
import { kubectl, type ClusterOptions } from '../kubectl';

/** @param then - what follows where there is none, in words. @throws CliError where there is none, or the cluster does not say */
export async function expectNamespace(cluster: ClusterOptions, namespace: string, then: string): Promise<void> {
  const answer = await kubectl(cluster, ['get', 'namespace', namespace, '-o', 'name'], { patient: true });
  // Who may not read namespaces may still own one.
  if (answer.ok || /Forbidden|forbidden/.test(answer.why)) return;
  if (!answer.why.includes('NotFound')) throw new CliError(`myelin: the cluster does not answer: ${answer.why}`);
  throw new CliError(`myelin: there is no namespace ${namespace}; ${then}`);
}
