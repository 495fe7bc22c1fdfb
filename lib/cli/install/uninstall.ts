import { PART_OF_MYELIN } from '../../spec/derive/labels';
import { RUNTIME_LEASE, RUNTIME_NAME, runtimeAdmissionName } from '../../spec/derive/names';
import { confirmDeletion } from '../confirm-deletion';
import { CliError } from '../exit';
import { apiResources } from '../cluster/cluster-kinds';
import { kubectl, namespaceOf, type ClusterOptions } from '../kubectl';
import { expectNamespace } from '../cluster/expect-namespace';
import { absentKinds, RUNTIME_KINDS } from './runtime-objects';

export interface UninstallOptions extends ClusterOptions {
  readonly data?: boolean;
  readonly yes?: boolean;
}

/** What goes, for who is asked. */
const WITHOUT = 'its runtime, without which no axon moves';
const WITH_DATA = 'its runtime and its axons, their journals, models and data';

/**
 * Takes the runtime of a namespace away.
 *
 * - What it started is owned by the axons: models go on serving, Jobs go on to their end, journals and stores stay. Installed
 *   again, the runtime goes on from there.
 * - With `--data` every axon of the namespace goes too.
 */
export async function uninstall(options: UninstallOptions): Promise<void> {
  const namespace = await namespaceOf(options);
  const cluster = { ...options, namespace };
  await expectNamespace(cluster, namespace, 'there is nothing to take away');
  if (options.yes !== true) await confirmDeletion(namespace, options.data === true ? WITH_DATA : WITHOUT);
  const kinds = [...RUNTIME_KINDS, ...absentKinds([])];
  for (const kind of kinds) await remove(cluster, [kind, RUNTIME_NAME]);
  await remove(cluster, ['leases.coordination.k8s.io', RUNTIME_LEASE]);
  await removeAdmission(cluster, namespace);
  if (options.data === true) await removeAxons(cluster);
  const left = options.data === true ? 'its axons are deleted' : 'what serves goes on, journals and stores stay';
  process.stderr.write(`${namespace}: the runtime is gone; ${left}\n`);
}

/** What `install --admission` made cluster-wide. Who may not take it away need not: it is about an account that is gone. */
async function removeAdmission(cluster: ClusterOptions, namespace: string): Promise<void> {
  const kinds = 'validatingadmissionpolicybindings,validatingadmissionpolicies';
  const answer = await kubectl(cluster, ['delete', kinds, runtimeAdmissionName(namespace), '--ignore-not-found']);
  if (answer.ok) process.stdout.write(answer.text);
}

/** Kinds whose objects others make from ours, with our labels upon them. */
const FOLLOWERS = /^(?:endpoints|endpointslices|events|pods|replicasets|controllerrevisions)(?:\.|$)/;

/** Of every kind that this cluster knows; an operator's may be among them. */
async function removeAxons(cluster: ClusterOptions): Promise<void> {
  const words = ['--namespaced', '--verbs=delete,list', '-o', 'name'];
  const text = await apiResources(cluster, words, 'the cluster does not say which kinds it has');
  const kinds = text.split('\n').filter((kind) => kind !== '' && !FOLLOWERS.test(kind));
  const selector = Object.entries(PART_OF_MYELIN)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
  await remove(cluster, [kinds.join(','), `--selector=${selector}`]);
}

async function remove(cluster: ClusterOptions, words: readonly string[]): Promise<void> {
  const answer = await kubectl(cluster, ['delete', ...words, '--ignore-not-found', '--wait=false']);
  if (answer.ok) process.stdout.write(answer.text.replace(/^No resources found.*\n/m, ''));
  else if (!answer.why.includes("doesn't have a resource type")) throw new CliError(`myelin: ${answer.why}`);
}
