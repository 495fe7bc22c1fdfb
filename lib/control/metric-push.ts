import { isObject } from '../spec/plain-object';
import type { MetricPush, PushSource } from './ports';

/** A report as it came over HTTP, or everything that is wrong with it. */
export type ReadPush =
  | { readonly ok: true; readonly pushes: readonly MetricPush[]; readonly source: PushSource }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Metrics of one report: what a process has kept while the runner was away comes at once. */
const MOST_METRICS = 5000;

/** Labels of one series. */
const MOST_LABELS = 32;

/** Characters of a name, and of a label's value. */
const LONGEST_NAME = 200;
const LONGEST_VALUE = 1024;

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Names that the process itself exposes. */
const RESERVED_NAME = /^(myelin_|scrape_|up$)/;
const SOURCE_FIELDS = ['task', 'run', 'attempt', 'trial', 'deployer', 'version', 'model', 'backend'] as const;
const NOT_FINITE: Readonly<Record<string, number>> = { NaN, '+Inf': Infinity, '-Inf': -Infinity };

/**
 * Reads `{"metrics": [{name, value, type?, labels?}], "source": {...}}`.
 *
 * - `type` is Gauge or Counter in any letter case; `value` a number, or "NaN", "+Inf", "-Inf", which JSON lacks.
 * - Label values may be any scalar.
 * - What is too long or too much is a fault: series are held in memory, and their labels are copied at each scrape.
 */
export function readPush(body: unknown): ReadPush {
  const faults: string[] = [];
  if (!isObject(body)) return { ok: false, faults: [`the body must be an object, got ${shown(body)}`] };
  const { metrics, source = {} } = body;
  if (!Array.isArray(metrics)) faults.push(`metrics must be a list, got ${shown(metrics)}`);
  else if (metrics.length > MOST_METRICS) {
    return { ok: false, faults: [`metrics must have at most ${MOST_METRICS} entries, got ${metrics.length}`] };
  }
  const pushes = (Array.isArray(metrics) ? metrics : []).flatMap((one, at) => readOne(one, `metrics[${at}]`, faults));
  const who = readSource(source, faults);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, pushes, source: who };
}

/** Characters that a series takes in memory, beside its value. */
export function lengthOf({ name, labels = {} }: Pick<MetricPush, 'name' | 'labels'>): number {
  return Object.entries(labels).reduce((sum, [label, value]) => sum + label.length + value.length, name.length);
}

function readOne(one: unknown, place: string, faults: string[]): MetricPush[] {
  const before = faults.length;
  if (!isObject(one)) {
    faults.push(`${place} must be an object, got ${shown(one)}`);
    return [];
  }
  const { name, type } = one;
  if (typeof name !== 'string' || !METRIC_NAME.test(name)) {
    faults.push(`${place}.name must be letters, digits and underscores, not starting with a digit, got ${shown(name)}`);
  } else if (name.length > LONGEST_NAME) faults.push(tooLong(`${place}.name`, LONGEST_NAME, name));
  else if (RESERVED_NAME.test(name)) faults.push(`${place}.name is taken by the runner itself, got ${shown(name)}`);
  const value = typeof one['value'] === 'string' ? NOT_FINITE[one['value']] : one['value'];
  if (typeof value !== 'number') faults.push(`${place}.value must be a number, got ${shown(one['value'])}`);
  const known = ({ gauge: 'Gauge', counter: 'Counter' } as const)[String(type).toLowerCase() as 'gauge' | 'counter'];
  if (type !== undefined && type !== null && known === undefined) {
    faults.push(`${place}.type must be Gauge or Counter, got ${shown(type)}`);
  }
  const labels = readLabels(one['labels'] ?? {}, `${place}.labels`, faults);
  if (faults.length > before) return [];
  return [{ name: name as string, value: value as number, labels, ...(known === undefined ? {} : { type: known }) }];
}

function readLabels(labels: unknown, place: string, faults: string[]): Record<string, string> {
  if (!isObject(labels)) {
    faults.push(`${place} must be an object, got ${shown(labels)}`);
    return {};
  }
  const count = Object.keys(labels).length;
  if (count > MOST_LABELS) {
    faults.push(`${place} must have at most ${MOST_LABELS} names, got ${count}`);
    return {};
  }
  for (const [name, value] of Object.entries(labels)) {
    if (name.length > LONGEST_NAME) faults.push(tooLong(`a name in ${place}`, LONGEST_NAME, name));
    else if (!LABEL_NAME.test(name)) faults.push(`${place} has a name that is no label name, got ${shown(name)}`);
    if (typeof value === 'object') faults.push(`${place}.${name} must be text, got ${shown(value)}`);
    else if (String(value).length > LONGEST_VALUE) {
      faults.push(tooLong(`${place}.${name}`, LONGEST_VALUE, String(value)));
    }
  }
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}

function readSource(source: unknown, faults: string[]): PushSource {
  if (!isObject(source)) {
    faults.push(`source must be an object, got ${shown(source)}`);
    return {};
  }
  const who: { -readonly [Field in keyof PushSource]: string } = {};
  for (const field of SOURCE_FIELDS) {
    const value = source[field];
    if (value === undefined || value === null) continue;
    if (typeof value === 'string' || typeof value === 'number') {
      who[field] = String(value);
      if (who[field].length > LONGEST_VALUE) faults.push(tooLong(`source.${field}`, LONGEST_VALUE, who[field]));
    } else faults.push(`source.${field} must be text, got ${shown(value)}`);
  }
  return who;
}

function tooLong(place: string, most: number, text: string): string {
  return `${place} must have at most ${most} characters, got ${text.length}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
