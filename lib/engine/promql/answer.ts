import type { Labels } from './series';

export interface VectorSample {
  readonly labels: Labels;
  readonly value: number;
}

/** What a query gives at one instant. A condition holds when a vector is not empty, or a scalar is not zero. */
export type PromqlAnswer =
  | { readonly kind: 'vector'; readonly samples: readonly VectorSample[] }
  | { readonly kind: 'scalar'; readonly value: number }
  /** Prometheus would answer with an error, too: series that cannot be told apart, most often. */
  | { readonly kind: 'error'; readonly message: string };

/** Ends an evaluation; caught in `evaluate`, never seen outside. */
export class EvaluationFailure extends Error {}
