import type { TrialKey } from './trial';

/** Whether a smaller or a greater loss is better; the words of `lossMetricSelector`. */
export type Direction = 'less' | 'greater';

/** A configuration to train up to a budget. */
export interface Evaluation extends TrialKey {
  readonly budget: number;
}

/** What a scheduler decided, with the reason in words, for the journal. */
export type SchedulerDecision =
  | {
      readonly kind: 'promoted';
      readonly bracket: number;
      /** The rung that ended. */
      readonly rung: number;
      readonly budget: number;
      /** The configuration ids that go on to the next rung, the best one first. */
      readonly kept: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: 'bracketEnded'; readonly bracket: number; readonly reason: string };

/**
 * Which configurations run, and how far. Where their values come from is the sampler's affair.
 *
 * - It is a fold of results: no clock, no randomness, and no knowledge of how many workers there are.
 * - Until it is finished, something is ready or in flight; so a study cannot wait for nothing.
 */
export interface Scheduler {
  /** True when there is nothing left to evaluate. */
  readonly finished: boolean;

  /** At most `limit` evaluations that may start now, the most urgent first, without those whose id is in flight. */
  ready(inFlight: ReadonlySet<string>, limit: number): Evaluation[];

  /**
   * The evaluation of that key, and whether its result is still awaited.
   * @returns undefined if it was never ready
   */
  find(key: TrialKey): { readonly evaluation: Evaluation; readonly open: boolean } | undefined;

  /** Takes the finite loss of an awaited evaluation, or undefined if it failed. */
  record(key: TrialKey, loss: number | undefined): readonly SchedulerDecision[];
}
