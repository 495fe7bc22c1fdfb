import type { MetricRegistry, MetricSample } from './metric-registry';

/** Series of one metric. */
export interface Family {
  readonly name: string;
  /** One line. */
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'untyped';
  readonly series: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

/** In Prometheus text format 0.0.4: HELP and TYPE once, and the series together, as the format demands. */
export function familyText({ name, help, type, series }: Family): string {
  const lines = series.map(({ labels, value }) => `${name}${labelText(labels)} ${valueText(value)}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

/**
 * A registry in Prometheus text format: families in the order of their names.
 *
 * @param more - labels that every series gets
 */
export function exposition(registry: MetricRegistry, more: Readonly<Record<string, string>> = {}): string {
  const families = new Map<string, MetricSample[]>();
  for (const sample of registry.samples()) {
    const family = families.get(sample.name);
    if (family === undefined) families.set(sample.name, [sample]);
    else family.push(sample);
  }
  return [...families.keys()]
    .sort()
    .map((name) => {
      const samples = families.get(name)!;
      const series = samples.map(({ labels, value }) => ({ labels: { ...labels, ...more }, value }));
      return familyText({ name, help: "reported by an axon's code", type: typeOf(samples), series });
    })
    .join('');
}

/**
 * Several expositions as one. A family that more than one of them has keeps the first one's HELP and TYPE, and all series
 * follow it together: a scraper refuses a family that comes twice.
 */
export function mergeExpositions(texts: readonly string[]): string {
  const families = new Map<string, { readonly head: string[]; readonly series: string[] }>();
  for (const text of texts) {
    const seen = new Set<string>();
    let family: { readonly head: string[]; readonly series: string[] } | undefined;
    for (const line of text.split('\n')) {
      const [, kind, name] = /^# (HELP|TYPE) (\S+)/.exec(line) ?? [];
      if (name !== undefined) {
        const known = families.get(name);
        family = known ?? { head: [], series: [] };
        if (known === undefined) {
          families.set(name, family);
          seen.add(name);
        }
        if (seen.has(name) && !family.head.some((one) => one.startsWith(`# ${kind} `))) family.head.push(line);
      } else if (line !== '' && !line.startsWith('#')) {
        if (family === undefined) {
          family = { head: [], series: [] };
          families.set(`# no family ${families.size}`, family);
        }
        family.series.push(line);
      }
    }
  }
  return [...families.values()].flatMap(({ head, series }) => [...head, ...series].map((line) => `${line}\n`)).join('');
}

/** Where the code of two axons disagrees about a metric, a scraper must not be told either. */
function typeOf(family: readonly MetricSample[]): Family['type'] {
  const types = new Set(family.map(({ type }) => type));
  return types.size === 1 ? family[0]!.type : 'untyped';
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
