import type { Labels } from './series';

/** All labels but these. */
export function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

/** Only these labels, as far as they are there. */
export function only(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => names.includes(name) && value !== ''));
}

/** What a calculation gives is no longer the metric that went in. */
export function withoutName(labels: Labels): Labels {
  return without(labels, ['__name__']);
}

/** Equal for equal label sets, whatever their order. */
export function labelsKey(labels: Labels): string {
  const entries = Object.entries(labels).filter(([, value]) => value !== '');
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** As Prometheus writes them: `{axon="a", job="b"}`. */
export function formatLabels(labels: Labels): string {
  const { __name__: name = '', ...rest } = labels;
  const pairs = Object.keys(rest).sort().map((key) => `${key}=${JSON.stringify(rest[key])}`); // prettier-ignore
  return pairs.length === 0 && name !== '' ? name : `${name}{${pairs.join(', ')}}`;
}
