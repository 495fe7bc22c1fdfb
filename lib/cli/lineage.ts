import type { Metrics } from '../engine/event';
import type { Entry, VersionPhase } from '../engine/journal';

/** Where a version comes from: what an auditor asks. */
export interface Lineage {
  readonly deployer: string;
  readonly version: string;
  readonly number: number;
  readonly phase: VersionPhase;
  /** Hash of the spec under which it was made. */
  readonly spec: string;
  /** The run that made it, and the run whose data directory it used. */
  readonly run: string;
  readonly data: string;
  readonly models: readonly ModelLineage[];
}

export interface ModelLineage {
  readonly model: string;
  readonly backend: string;
  /** The task run that trained it. @default - the backend has no trainer */
  readonly training?: string;
  /** The run whose data it was trained on. */
  readonly data?: string;
  /** Hash of what the training executed and read. @default - the task has no cache, so nobody computed it */
  readonly cacheKey?: string;
  readonly metrics: Metrics;
  /** Why this training was chosen. */
  readonly reason: string;
}

/** All versions that the journal knows, oldest first, retired ones too. */
export function lineageOf(journal: readonly Entry[]): readonly Lineage[] {
  const phases = new Map<string, VersionPhase>();
  const cacheKeys = new Map<string, string>();
  for (const entry of journal) {
    if (entry.type === 'VersionChanged') phases.set(entry.version, entry.phase);
    if (entry.type === 'TaskRunStarted' && entry.cacheKey !== undefined) cacheKeys.set(entry.taskRun, entry.cacheKey);
  }
  return journal.flatMap((entry) => {
    if (entry.type !== 'VersionCreated') return [];
    const { deployer, version, number, hash: spec, run, data } = entry;
    const models = entry.picks.map(({ model, backend, taskRun, data: trainedOn, metrics, reason }): ModelLineage => {
      const cacheKey = taskRun === undefined ? undefined : cacheKeys.get(taskRun);
      return {
        model,
        backend,
        ...(taskRun === undefined ? {} : { training: taskRun }),
        ...(trainedOn === undefined ? {} : { data: trainedOn }),
        ...(cacheKey === undefined ? {} : { cacheKey }),
        metrics,
        reason,
      };
    });
    return [{ deployer, version, number, phase: phases.get(version) ?? 'Starting', spec, run, data, models }];
  });
}
