import type { Axon, Task } from '../../axon';
import type { ClusterFacts } from '../../cluster-facts';
import { issue, type Issue } from '../../issue';
import { isDevice } from '../../lang/device';
import { compareQuantities } from '../../lang/quantity';

type NodePool = NonNullable<ClusterFacts['nodePools']>[number];
type GpuPool = NonNullable<ClusterFacts['gpus']>[number];

/**
 * Tasks whose pods fit no pool of nodes: its labels, its taints, or what one of its nodes has. Affinity is not judged, nor what
 * other pods have taken. Where pools are not known but those with GPUs are, tasks that ask for a GPU are held against these.
 */
export function checkNodes(axon: Axon, { nodePools, gpus }: ClusterFacts): readonly Issue[] {
  const usable = nodePools?.filter(({ max }) => max !== 0);
  return [...axon.tasks.values()].flatMap((task): Issue[] => {
    const refusals = usable?.map((pool) => refusalOf(task, pool, gpus)) ?? gpuRefusals(task, gpus);
    if (refusals === undefined || refusals.includes(undefined)) return [];
    const reasons = [...new Set(refusals.flatMap((reason) => reason ?? []))];
    const message = `no node can run ${task.name}: ${reasons.join('; ') || 'there is none'}`;
    return [
      issue('MYL6008', [...task.path, task.kind], message, 'change what it asks for, or add a pool of such nodes'),
    ];
  });
}

/** Why pools with GPUs do not have the one that a task asks for; undefined where it asks for none, or they are not known. */
function gpuRefusals(
  { spec }: Task,
  gpus: readonly GpuPool[] | undefined,
): readonly (string | undefined)[] | undefined {
  const [wanted] = Object.keys(askedOf(spec)).filter((resource) => resource.endsWith('/gpu'));
  if (gpus === undefined || wanted === undefined) return undefined;
  const having = gpus.filter(({ resource }) => resource === wanted);
  if (having.length === 0) return [`the cluster has no ${wanted}`];
  return having.map(({ nodeLabels = {} }) => {
    // A pool has other labels too, which are not known.
    const wrong = Object.entries(spec.nodeSelector ?? {}).find(
      ([key, value]) => Object.hasOwn(nodeLabels, key) && nodeLabels[key] !== value,
    );
    return wrong && `nodes with ${wanted} are labelled ${wrong[0]}=${nodeLabels[wrong[0]]}, not ${wrong.join('=')}`;
  });
}

/** A limit without a request is a request. */
function askedOf({ resources }: Task['spec']): Readonly<Record<string, string>> {
  return { ...resources?.limits, ...resources?.requests };
}

/** Why a pod of a task is not put on nodes of a pool; nothing if it may be. */
function refusalOf({ spec }: Task, pool: NodePool, gpus: readonly GpuPool[] = []): string | undefined {
  const { nodeSelector = {} } = spec;
  const asked = askedOf(spec);
  const tolerations = [...(spec.tolerations ?? []), ...tolerationsOfDevices(Object.keys(asked), gpus)];
  const labels = pool.labels ?? {};
  const [unlabelled] = Object.entries(nodeSelector).filter(([key, value]) => labels[key] !== value);
  // Pools whose labels are not known may have any.
  if (pool.labels !== undefined && unlabelled !== undefined)
    return `${pool.name} is not labelled ${unlabelled.join('=')}`;
  const taint = (pool.taints ?? []).find(
    (one) => one.effect !== 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, one)),
  );
  if (taint !== undefined) return `the taint ${taint.key} of ${pool.name} is not tolerated`;
  const { allocatable } = pool;
  if (allocatable === undefined) return undefined;
  const [short] = Object.entries(asked).filter(
    ([name, amount]) => (compareQuantities(amount, allocatable[name] ?? '0') ?? 0) > 0,
  );
  if (short === undefined) return undefined;
  return `a node of ${pool.name} has ${allocatable[short[0]] ?? 'no'} ${short[0]}, and it asks for ${short[1]}`;
}

/** Of pods that ask for a device: the taint that nodes with it have by custom, and those that are known of them. */
function tolerationsOfDevices(asked: readonly string[], gpus: readonly GpuPool[]): readonly Toleration[] {
  const devices = asked.filter(isDevice);
  const known = gpus.flatMap(({ resource, taint }) => (devices.includes(resource) && taint ? [taint] : []));
  return [
    ...devices.map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' })),
    ...known.map(({ key, value, effect }) => ({
      key,
      value,
      effect,
      ...(value === undefined ? { operator: 'Exists' } : {}),
    })),
  ];
}

type Toleration = Readonly<Record<string, unknown>>;

function tolerates(
  { key, operator, value, effect }: Toleration,
  taint: NonNullable<NodePool['taints']>[number],
): boolean {
  if (effect !== undefined && effect !== '' && effect !== taint.effect) return false;
  if (key === undefined || key === '') return operator === 'Exists';
  if (key !== taint.key) return false;
  return operator === 'Exists' || (value ?? '') === (taint.value ?? '');
}
