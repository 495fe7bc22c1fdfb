import type { Parameters } from './sampler';

/** Which evaluation of a study: configuration `configuration` of bracket `bracket`, on rung `rung`. All count from 0. */
export interface TrialKey {
  readonly bracket: number;
  readonly rung: number;
  readonly configuration: number;
}

/** One training to run. */
export interface TrialPlan extends TrialKey {
  /** `<bracket>_<rung>_<configuration>`, of this trial alone. */
  readonly id: string;
  /** HpBandSter's triple (bracket, rung it was sampled on, index): the same for all rungs of a configuration. */
  readonly configId: string;
  /** Up to which budget to train, in the unit of the training code; what it resumes from counts. */
  readonly budget: number;
  readonly params: Parameters;
  /**
   * The trial of the rung below, whose checkpoint this one continues.
   * @default - it starts from scratch
   */
  readonly resumesFrom?: string;
}

/** How a trial ended. */
export interface TrialResult {
  readonly id: string;
  /** @default - it reported none, so it failed */
  readonly loss?: number;
  readonly metrics: Readonly<Record<string, number>>;
  /**
   * Why it failed; the loss is not read then.
   * @default - it did not fail
   */
  readonly failed?: string;
}

/** A result came for a trial that the study never planned. */
export class UnknownTrialError extends RangeError {
  override readonly name = 'UnknownTrialError';
  constructor(readonly id: string) {
    super(`this study has planned no trial ${JSON.stringify(id)}; its ids are <bracket>_<rung>_<configuration>`);
  }
}

export function trialId({ bracket, rung, configuration }: TrialKey): string {
  return `${bracket}_${rung}_${configuration}`;
}

/** A configuration is always sampled on the lowest rung of its bracket. */
export function configIdOf({ bracket, configuration }: Pick<TrialKey, 'bracket' | 'configuration'>): string {
  return trialId({ bracket, rung: 0, configuration });
}

const TRIAL_ID = /^(0|[1-9]\d{0,8})_(0|[1-9]\d{0,8})_(0|[1-9]\d{0,8})$/;

/** @throws UnknownTrialError if `id` is not one that `trialId` could have made */
export function parseTrialId(id: string): TrialKey {
  const found = TRIAL_ID.exec(id);
  if (found === null) throw new UnknownTrialError(id);
  return { bracket: Number(found[1]), rung: Number(found[2]), configuration: Number(found[3]) };
}
