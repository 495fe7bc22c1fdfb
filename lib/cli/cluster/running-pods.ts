import { conditionOf, podTrouble } from '../../runtime/pod-trouble';
import { CliError } from '../exit';
import { namespaceOf, type ClusterOptions } from '../kubectl';
import { whereWords } from '../where';
import { expectNamespace } from './expect-namespace';
import { podsOfRuntime, type RuntimePod } from './runtime-pods';
import { installedRuntime, whatItWaitsFor } from './runtime-wait';

export interface RuntimePods {
  readonly namespace: string;
  /** Names of those that run, ready ones first. */
  readonly running: readonly string[];
}

/**
 * The pods of the runtime of a namespace.
 *
 * @throws CliError where there is no such namespace, none is installed there, none runs yet, or the cluster does not say
 */
export async function runtimePods(cluster: ClusterOptions): Promise<RuntimePods> {
  const { pods, ...answer } = await podsOfRuntime(cluster);
  if (!answer.ok) throw new CliError(`myelin: the cluster does not say which runtime it has: ${answer.why}`);
  const [first] = pods;
  if (first === undefined) throw await withoutPods(cluster);
  const { namespace } = first.metadata;
  const running = pods.filter(({ metadata, status }) => status.phase === 'Running' && !metadata.deletionTimestamp);
  if (running.length === 0) {
    const trouble = podTrouble(first);
    throw new CliError(
      `myelin: the runtime of namespace ${namespace} is starting, pod ${first.metadata.name} is ${first.status.phase}` +
        `${trouble === undefined ? '' : `: ${trouble.reason}: ${trouble.message}`}`,
    );
  }
  const names = (ready: boolean) =>
    running.filter((pod) => isReady(pod) === ready).map(({ metadata }) => metadata.name);
  return { namespace, running: [...names(true), ...names(false)] };
}

/** Why a namespace has no pod of a runtime: a quota may refuse them, or nobody has installed it, or there is no such namespace. */
async function withoutPods(cluster: ClusterOptions): Promise<CliError> {
  const namespace = await namespaceOf(cluster);
  const there = { ...cluster, namespace };
  const seen = await installedRuntime(there);
  if (seen.ok) {
    const { replicas = 1 } = seen.deployment.spec ?? {};
    const why = replicas === 0 ? 'it is scaled to 0 pods' : await whatItWaitsFor(there, seen.deployment);
    return new CliError(
      `myelin: the runtime of namespace ${namespace} is installed and not ready: ${why ?? 'its pods have just gone'}`,
    );
  }
  await expectNamespace(there, namespace, 'name another with -n');
  return new CliError(
    `myelin: no runtime is installed in namespace ${namespace}, so no axon moves there; install one: ` +
      `myelin install${whereWords({ kind: 'cluster', ...there })}`,
  );
}

function isReady({ status }: RuntimePod): boolean {
  return conditionOf(status, 'Ready')?.status === 'True';
}
