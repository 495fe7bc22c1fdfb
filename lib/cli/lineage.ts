import type { Metrics } from '../engine/event';
import type { Code, Content, Entry, VersionPhase } from '../engine/journal';

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
  /** Of a search: the trial that made the model. */
  readonly trial?: string;
  /** Hashes of the training's build, parameters and data, and the commit of its code. @default - there was no training */
  readonly content?: Content;
  /** What the server runs. @default - unknown */
  readonly server?: Code;
  readonly metrics: Metrics;
  /** Why this training was chosen. */
  readonly reason: string;
}

/** All versions that the journal knows, oldest first, retired ones too. */
export function lineageOf(journal: readonly Entry[]): readonly Lineage[] {
  const phases = new Map<string, VersionPhase>();
  const contents = new Map<string, Content>();
  for (const entry of journal) {
    if (entry.type === 'VersionChanged') phases.set(entry.version, entry.phase);
    if (entry.type === 'TaskRunStarted' && entry.content !== undefined) contents.set(entry.taskRun, entry.content);
  }
  return journal.flatMap((entry) => {
    if (entry.type !== 'VersionCreated') return [];
    const { deployer, version, number, hash: spec, run, data } = entry;
    const models = entry.picks.map((pick): ModelLineage => {
      const { model, backend, taskRun, data: trainedOn, modelPath, metrics, reason, code: server } = pick;
      const content = contents.get(taskRun ?? '');
      const [, trial] = modelPath?.split('/') ?? [];
      return {
        model,
        backend,
        ...(taskRun === undefined ? {} : { training: taskRun }),
        ...(trainedOn === undefined ? {} : { data: trainedOn }),
        ...(trial === undefined ? {} : { trial }),
        ...(content === undefined ? {} : { content }),
        ...(server === undefined ? {} : { server }),
        metrics,
        reason,
      };
    });
    return [{ deployer, version, number, phase: phases.get(version) ?? 'Starting', spec, run, data, models }];
  });
}
