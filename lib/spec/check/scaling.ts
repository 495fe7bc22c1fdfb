import type { Axon } from '../axon';
import { parseScaling } from '../derive/scaling';
import { issue, type Issue } from '../issue';

/** What is wanted of replicas and cannot be. */
export function checkScaling(axon: Axon): readonly Issue[] {
  return [...axon.tasks.values()].flatMap((task) => {
    if (task.kind !== 'deploy' || task.spec.scaling === undefined) return [];
    const scaling = parseScaling(task.spec.scaling);
    if (scaling.ok) return [];
    return scaling.faults.map(({ message, hint }) =>
      issue('MYL1506', [...task.path, 'deploy', 'scaling'], message, hint),
    );
  });
}
