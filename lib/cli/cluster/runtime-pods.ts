import { conditionOf, podTrouble, type PodSeen } from '../../runtime/pod-trouble';
import { RUNTIME_LABELS } from '../../spec/derive/labels';
import { CliError } from '../exit';
import { kubectl, namespaceOf, type ClusterOptions, type KubectlAnswer } from '../kubectl';
import { whereWords } from '../where';

/** The runtime's pods, by the labels that every installation of it has. */
const SELECTOR = Object.entries(RUNTIME_LABELS)
  .map(([name, value]) => `${name}=${value}`)
  .join(',');

/** All of them, as they are now. */
export async function podsOfRuntime(
  cluster: ClusterOptions,
): Promise<KubectlAnswer & { readonly pods: readonly RuntimePod[] }> {
  const answer = await kubectl(cluster, ['get', 'pods', `--selector=${SELECTOR}`, '-o', 'json']);
  return {
    ...answer,
    pods: answer.ok ? (JSON.parse(answer.text) as { readonly items: readonly RuntimePod[] }).items : [],
  };
}

export interface RuntimePods {
  readonly namespace: string;
  /** Names of those that run, ready ones first. */
  readonly running: readonly string[];
}

/**
 * The pods of the runtime of a namespace.
 *
 * @throws CliError where none is installed, none runs yet, or the cluster does not say
 */
export async function runtimePods(cluster: ClusterOptions): Promise<RuntimePods> {
  const { pods, ...answer } = await podsOfRuntime(cluster);
  if (!answer.ok) throw new CliError(`myelin: the cluster does not say which runtime it has: ${answer.why}`);
  const [first] = pods;
  if (first === undefined) {
    const namespace = await namespaceOf(cluster);
    const words = whereWords({ kind: 'cluster', ...cluster, namespace });
    throw new CliError(
      `myelin: no runtime is installed in namespace ${namespace}, so no axon moves there; install one: ` +
        `myelin install${words}`,
    );
  }
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

export interface RuntimePod extends PodSeen {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
  readonly status: NonNullable<PodSeen['status']> & { readonly phase: string };
}

function isReady({ status }: RuntimePod): boolean {
  return conditionOf(status, 'Ready')?.status === 'True';
}
