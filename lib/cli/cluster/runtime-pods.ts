import { CliError } from '../exit';
import { kubectl, namespaceOf, type ClusterOptions } from '../kubectl';
import { whereWords } from '../where';

/** The runtime's pods, by the labels that every installation of it has. */
const SELECTOR = 'app.kubernetes.io/part-of=myelin,app.kubernetes.io/component=runtime';

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
  const answer = await kubectl(cluster, ['get', 'pods', `--selector=${SELECTOR}`, '-o', 'json']);
  if (!answer.ok) throw new CliError(`myelin: the cluster does not say which runtime it has: ${answer.why}`);
  const pods = (JSON.parse(answer.text) as { readonly items: readonly Pod[] }).items;
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
    const why = whyNot(first);
    throw new CliError(
      `myelin: the runtime of namespace ${namespace} is starting, pod ${first.metadata.name} is ${first.status.phase}` +
        `${why === '' ? '' : `: ${why}`}`,
    );
  }
  const names = (ready: boolean) =>
    running.filter((pod) => isReady(pod) === ready).map(({ metadata }) => metadata.name);
  return { namespace, running: [...names(true), ...names(false)] };
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly containerStatuses?: readonly {
      readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
    }[];
  };
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true;
}

/** As the cluster words it: an image that cannot be pulled, no node that has room. */
function whyNot({ status }: Pod): string {
  const [waiting] = (status.containerStatuses ?? []).flatMap(({ state }) => state?.waiting ?? []);
  if (waiting?.reason !== undefined) {
    return `${waiting.reason}${waiting.message === undefined ? '' : `, ${waiting.message}`}`;
  }
  return status.conditions?.find((one) => one.type === 'PodScheduled' && one.status === 'False')?.message ?? '';
}
