/** Something that an alert watches for, as PromQL in which `{{name}}` is a metric that the axon's code reports. */
export interface AlertCondition {
  /** Such as `{{accuracy}}{source="serving"} < 0.9`. */
  readonly promql: string;
}

/** A metric of the axon's code in PromQL, by what it is labelled with. */
export function metricSelector(name: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return matchers.length === 0 ? `{{${name}}}` : `{{${name}}}{${matchers.join(',')}}`;
}
