import type { Axon } from '../axon';
import { namedLikeScore } from '../derive/metric-direction';
import { issue, type Issue } from '../issue';

/** A score for which less is said to be better: by far the most common mistake in published axons. */
export function checkTuning(axon: Axon): readonly Issue[] {
  return [...axon.tasks.values()].flatMap((task): Issue[] => {
    if (task.kind !== 'train' || task.objective === undefined) return [];
    const { metric } = task.objective;
    if (task.spec.lossMetricSelector !== undefined || !namedLikeScore(metric)) return [];
    const message = `${metric} is named like a score, but less of it counts as better`;
    const hint = 'add lossMetricSelector: greater, or less if that is meant';
    return [issue('MYL1401', [...task.path, 'train', 'lossMetric'], message, hint)];
  });
}
