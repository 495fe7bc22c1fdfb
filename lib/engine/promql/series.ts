import type { LabelMatcher } from '../../spec/lang/promql';
import { compileMatcher } from '../../spec/lang/promql-regex';

/** Labels by name, the metric's own name under `__name__`; a label with an empty value is an absent label. */
export type Labels = Readonly<Record<string, string>>;

export interface SeriesSample {
  /** Milliseconds since 1970. */
  readonly t: number;
  readonly v: number;
  /** The series ended here: what is older is not its present value. The value means nothing. */
  readonly stale?: true;
}

export interface Series {
  readonly labels: Labels;
  /** In the order of time, no instant twice. */
  readonly samples: readonly SeriesSample[];
}

/** Where samples are kept. */
export interface SeriesSource {
  /** Series whose labels satisfy every matcher, with their samples from `fromMs` to `toMs`, both included. */
  select(matchers: readonly LabelMatcher[], fromMs: number, toMs: number): readonly Series[];
}

/** Marks the end of a series; written when what was scraped is gone. */
export function staleMarker(t: number): SeriesSample {
  return { t, v: NaN, stale: true };
}

/** Whether labels satisfy every matcher. */
export function labelsMatch(matchers: readonly LabelMatcher[]): (labels: Labels) => boolean {
  const compiled = matchers.map((matcher) => ({ name: matcher.name, matches: compileMatcher(matcher).matches }));
  return (labels) => compiled.every(({ name, matches }) => matches(labels[name] ?? ''));
}

/** Series held in memory. */
export function memorySeries(all: readonly Series[]): SeriesSource {
  return {
    select(matchers, fromMs, toMs) {
      const chosen = labelsMatch(matchers);
      return all
        .filter(({ labels }) => chosen(labels))
        .map(({ labels, samples }) => ({ labels, samples: samples.filter(({ t }) => t >= fromMs && t <= toMs) }));
    },
  };
}

/** Metrics that have no other label and no history: each is one series with one sample at `now`. */
export function instantSeries(metrics: Readonly<Record<string, number>>, now: number): SeriesSource {
  return memorySeries(
    Object.entries(metrics).map(([name, v]) => ({ labels: { __name__: name }, samples: [{ t: now, v }] })),
  );
}
