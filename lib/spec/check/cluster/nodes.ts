import type { Axon, Task } from '../../axon';
import type { ClusterFacts } from '../../cluster-facts';
import { issue, type Issue } from '../../issue';
import { compareQuantities } from '../../lang/quantity';

type NodePool = NonNullable<ClusterFacts['nodePools']>[number];

/**
 * Tasks whose pods fit no pool of nodes: its labels, its taints, or what one of its nodes has. Affinity is not judged, nor what
 * other pods have taken.
 */
export function checkNodes(axon: Axon, { nodePools }: ClusterFacts): readonly Issue[] {
  if (nodePools === undefined) return [];
  const usable = nodePools.filter(({ max }) => max !== 0);
  return [...axon.tasks.values()].flatMap((task): Issue[] => {
    const refusals = usable.map((pool) => refusalOf(task, pool));
    if (refusals.includes(undefined)) return [];
    const reasons = [...new Set(refusals.flatMap((reason) => reason ?? []))];
    const message = `no node can run ${task.name}: ${reasons.join('; ') || 'there is none'}`;
    return [
      issue('MYL6008', [...task.path, task.kind], message, 'change what it asks for, or add a pool of such nodes'),
    ];
  });
}

/** Why a pod of a task is not put on nodes of a pool; nothing if it may be. */
function refusalOf({ spec }: Task, pool: NodePool): string | undefined {
  const { nodeSelector = {}, tolerations = [], resources } = spec;
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
  // A limit without a request is a request.
  const asked = Object.entries({ ...resources?.limits, ...resources?.requests });
  const [short] = asked.filter(([name, amount]) => (compareQuantities(amount, allocatable[name] ?? '0') ?? 0) > 0);
  if (short === undefined) return undefined;
  return `a node of ${pool.name} has ${allocatable[short[0]] ?? 'no'} ${short[0]}, and it asks for ${short[1]}`;
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
