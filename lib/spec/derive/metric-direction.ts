import type { Axon } from '../axon';

/** Metrics named like scores grow as models improve; every other metric is taken for a loss. */
const SCORE =
  /(^|_)(acc|accuracy|auc|f1|fbeta|score|precision|recall|r2|map|ndcg|bleu|rouge|iou|dice|hit_rate|reward)(_|$|\d)/i;

export function namedLikeScore(metric: string): boolean {
  return SCORE.test(metric);
}

/**
 * Which way a metric improves: as the training that optimizes it says, else as its name says.
 */
export function metricDirection(axon: Pick<Axon, 'tasks'>, metric: string): 'less' | 'greater' {
  for (const task of axon.tasks.values()) {
    if (task.kind === 'train' && task.objective?.metric === metric) return task.objective.direction;
  }
  return namedLikeScore(metric) ? 'greater' : 'less';
}
