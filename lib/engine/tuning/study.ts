import type { BracketPlan } from '../../spec/derive/bracket-plan';
import type { SearchSpace } from '../../spec/derive/search-space';
import { Hyperband } from './hyperband';
import { randomSampler } from './random-sampler';
import { randomStream, type RandomStream } from './rng';
import type { Parameters, Sampler } from './sampler';
import type { Direction, Evaluation, Scheduler, SchedulerDecision } from './scheduler';
import { configIdOf, parseTrialId, trialId, UnknownTrialError, type TrialPlan, type TrialResult } from './trial';

export interface StudySettings {
  readonly plan: BracketPlan;
  readonly space: SearchSpace;
  /** Decides every configuration, together with its place in the plan; the study's name has no part in it. */
  readonly seed: number;
  readonly direction: Direction;
  /**
   * How many trials may fail; one more ends the study.
   * @default - any number
   */
  readonly maxFailures?: number;
}

/** The best trial, and what it reported. */
export interface BestTrial {
  readonly trial: TrialPlan;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export type StudyOutcome =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly best: BestTrial }
  | { readonly state: 'failed'; readonly reason: string };

/** What a study decided on a result, with the reason in words, for the journal. */
export type StudyDecision =
  SchedulerDecision | { readonly kind: 'studyEnded'; readonly state: 'done' | 'failed'; readonly reason: string };

/** A study that Hyperband or random search drives, as the plan says. */
export function startStudy(settings: StudySettings): Study {
  return new Study(settings, new Hyperband(settings.plan, settings.direction), randomSampler(settings.space));
}

/** The study that these results made, in the order in which they came: how a crash is survived. */
export function replayStudy(settings: StudySettings, results: Iterable<TrialResult>): Study {
  const study = startStudy(settings);
  for (const result of results) study.record(result);
  return study;
}

/**
 * The search for the best hyperparameters of one training: a fold of trial results.
 *
 * - A result counts once, by the id of its trial, however often it is told.
 * - A trial fails if it says so, or if its loss is missing or not finite. A failure is a fact about a configuration,
 *   never an exception.
 * - The best trial is the best one at the highest budget at which any succeeded; of equal losses the earlier bracket's,
 *   then the lower configuration's.
 * - The same settings and results give the same study, decisions and reasons included. Which trials are promoted does
 *   not depend on the order of results; only `maxFailures` cuts it off where the failures came.
 */
export class Study {
  private readonly random: RandomStream;
  private readonly params = new Map<string, Parameters>();
  private readonly counted: TrialResult[] = [];
  private leader: BestTrial | undefined;
  private failures = 0;
  private lastFailure = '';
  private ended: Exclude<StudyOutcome, { state: 'running' }> | undefined;

  constructor(
    private readonly settings: StudySettings,
    private readonly scheduler: Scheduler,
    private readonly sampler: Sampler,
  ) {
    this.random = randomStream(settings.seed);
  }

  /**
   * The trials that may start now, the most urgent first, without those in flight.
   *
   * @param inFlight - ids of trials that started and have no result
   * @param limit - how many to return at most; the cost grows with it and with `inFlight`, and with nothing else
   */
  ready(inFlight: ReadonlySet<string>, limit = Infinity): readonly TrialPlan[] {
    if (this.ended !== undefined) return [];
    return this.scheduler.ready(inFlight, limit).map((evaluation) => this.planOf(evaluation));
  }

  /**
   * The plan of a trial that is, or was, ready.
   * @throws UnknownTrialError
   */
  trial(id: string): TrialPlan {
    return this.planOf(this.lookUp(id).evaluation);
  }

  /**
   * Folds one result in; what it decided, if anything, is for the journal.
   * @throws UnknownTrialError
   */
  record(result: TrialResult): readonly StudyDecision[] {
    const { evaluation, open } = this.lookUp(result.id);
    if (!open || this.ended !== undefined) return [];
    this.counted.push(result);

    const failure = whyFailed(result);
    const loss = failure === undefined ? result.loss : undefined;
    if (loss !== undefined) this.challenge(evaluation, loss, result.metrics);
    else {
      this.failures += 1;
      this.lastFailure = `the last, ${result.id}, because ${failure}`;
    }
    return [...this.scheduler.record(evaluation, loss), ...this.endIfOver()];
  }

  /** The results that counted, in the order in which they came: what `replayStudy` takes. */
  get results(): readonly TrialResult[] {
    return this.counted;
  }

  outcome(): StudyOutcome {
    return this.ended ?? { state: 'running' };
  }

  /** The best trial so far; undefined while none has succeeded. */
  best(): BestTrial | undefined {
    return this.leader;
  }

  /** Ids of these trials, the best first, in the order in which `best` chooses; those without a loss have no place. */
  rank(trials: Iterable<{ readonly id: string; readonly loss?: number }>): readonly string[] {
    const placed: Placed[] = [];
    for (const { id, loss } of trials) {
      if (loss !== undefined) placed.push({ evaluation: this.lookUp(id).evaluation, loss });
    }
    return placed.sort((a, b) => this.order(a, b)).map(({ evaluation }) => trialId(evaluation));
  }

  private lookUp(id: string): { evaluation: Evaluation; open: boolean } {
    const found = this.scheduler.find(parseTrialId(id));
    if (found === undefined) throw new UnknownTrialError(id);
    return found;
  }

  private planOf(evaluation: Evaluation): TrialPlan {
    const { bracket, rung, configuration, budget } = evaluation;
    const configId = configIdOf(evaluation);
    let params = this.params.get(configId);
    if (params === undefined) {
      params = this.sampler.sample(this.random.split('bracket', bracket, 'configuration', configuration));
      this.params.set(configId, params);
    }
    const plan = { id: trialId(evaluation), configId, bracket, rung, configuration, budget, params };
    return rung === 0 ? plan : { ...plan, resumesFrom: trialId({ bracket, rung: rung - 1, configuration }) };
  }

  private challenge(evaluation: Evaluation, loss: number, metrics: TrialResult['metrics']): void {
    const { leader } = this;
    if (leader !== undefined && this.order({ evaluation, loss }, { evaluation: leader.trial, loss: leader.loss }) >= 0)
      return;
    this.leader = { trial: this.planOf(evaluation), loss, metrics };
  }

  /** Negative when `a` is better. */
  private order(a: Placed, b: Placed): number {
    const sign = this.settings.direction === 'less' ? 1 : -1;
    return (
      b.evaluation.budget - a.evaluation.budget ||
      sign * (a.loss - b.loss) ||
      a.evaluation.bracket - b.evaluation.bracket ||
      a.evaluation.configuration - b.evaluation.configuration
    );
  }

  private endIfOver(): readonly StudyDecision[] {
    const { maxFailures = Infinity } = this.settings;
    if (this.failures > maxFailures) {
      return this.fail(`${this.failures} failed, more than maxFailures ${maxFailures}; ${this.lastFailure}`);
    }
    if (!this.scheduler.finished) return [];
    if (this.leader === undefined) return this.fail(`no trial succeeded, ${this.failures} failed; ${this.lastFailure}`);
    const { trial, loss } = this.leader;
    this.ended = { state: 'done', best: this.leader };
    const reason = `all brackets ended; the best loss at the highest budget reached, ${trial.budget}, is ${loss} (${trial.configId})`;
    return [{ kind: 'studyEnded', state: 'done', reason }];
  }

  private fail(reason: string): readonly StudyDecision[] {
    this.ended = { state: 'failed', reason };
    return [{ kind: 'studyEnded', state: 'failed', reason }];
  }
}

interface Placed {
  readonly evaluation: Evaluation;
  readonly loss: number;
}

function whyFailed({ failed, loss }: TrialResult): string | undefined {
  if (failed !== undefined) return failed;
  if (loss === undefined) return 'it reported no loss';
  return Number.isFinite(loss) ? undefined : `its loss is ${loss}, not a finite number`;
}
