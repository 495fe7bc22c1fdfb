import type { Axon, Condition, Sensor } from '../spec/axon';
import type { CelExpression } from '../spec/lang/cel';
import { metricDirection } from '../spec/derive/metric-direction';
import { formatValue } from './alert';
import type { Metrics } from './event';
import type { Consumed, Facts } from './journal';
import type { LiveMetrics } from './ports';
import { evaluate, instantSeries } from './promql/evaluate';
import { servedMetrics, servingVersion } from './serving/version';
import type { AxonState } from './state';

/** Whether a firing may start its run, why, and the values that this rested on. */
export interface Verdict {
  readonly pass: boolean;
  readonly reason: string;
  readonly facts: Facts;
}

/**
 * Asks the conditions and `when`s of a firing, in the order conditions, triggers, sensor; the first false one decides.
 *
 * - A condition compares metrics of the named task's last run; no such run, or no such metric, is false.
 * - An expression that errs is false, and the error is the reason.
 */
export function ask(
  axon: Axon,
  sensor: Sensor,
  consumed: readonly Consumed[],
  state: AxonState,
  live: LiveMetrics,
  now: number,
): Verdict {
  const facts: Record<string, number | string | boolean> = {};
  const passed: string[] = [];
  for (const condition of sensor.conditions) {
    const answer = askCondition(condition, state, now, facts);
    if (answer !== undefined) return { pass: false, reason: answer, facts };
    passed.push(condition.source);
  }
  const expressions = [
    ...consumed.map(({ trigger }) => sensor.triggers.find(({ name }) => name === trigger)),
    sensor,
  ].flatMap((place) => (place !== undefined && 'when' in place && place.when !== undefined ? [place.when] : []));
  for (const when of expressions) {
    const answer = askExpression(when, { axon, sensor, consumed, state, live }, facts);
    if (answer !== undefined) return { pass: false, reason: answer, facts };
    passed.push(when.source);
  }
  return { pass: true, reason: passed.length === 0 ? 'there is no condition' : `${passed.join(' and ')} holds`, facts };
}

function askCondition(
  condition: Condition,
  state: AxonState,
  now: number,
  facts: Record<string, number | string | boolean>,
): string | undefined {
  const taskRun = state.taskRuns.get(state.lastEnded.get(condition.task.name) ?? '');
  if (taskRun === undefined) return `${condition.source} is false: ${condition.task.name} has not run`;
  for (const metric of condition.metrics) {
    const value = taskRun.metrics[metric];
    if (value === undefined) return `${condition.source} is false: ${condition.task.name} reported no ${metric}`;
    facts[metric] = value;
  }
  const answer = evaluate(condition.query, instantSeries(taskRun.metrics, now), now);
  if (answer.kind === 'error') return `${condition.source} is false: ${answer.message}`;
  const holds = answer.kind === 'vector' ? answer.samples.length > 0 : answer.value !== 0;
  const values = condition.metrics.map((metric) => `${metric} is ${formatValue(taskRun.metrics[metric] ?? NaN)}`);
  return holds ? undefined : `${condition.source} is false: ${values.join(', ')}`;
}

interface Question {
  readonly axon: Axon;
  readonly sensor: Sensor;
  readonly consumed: readonly Consumed[];
  readonly state: AxonState;
  readonly live: LiveMetrics;
}

function askExpression(
  when: CelExpression,
  question: Question,
  facts: Record<string, number | string | boolean>,
): string | undefined {
  const metrics = metricsOf(question.consumed);
  for (const [name, value] of Object.entries(metrics)) facts[`metrics.${name}`] = value;
  const asked: string[] = [];
  const answer = when.evaluate({
    metrics,
    event: celEvent(question.consumed[0]),
    ...deployed(question, facts),
    improves: (metric: string) => {
      const told = improves(metric, metrics, question);
      asked.push(told.reason);
      Object.assign(facts, told.facts);
      return told.holds;
    },
  });
  if (!answer.ok) return `${when.source} is false, it cannot be evaluated: ${answer.error}`;
  if (answer.value) return undefined;
  const values = Object.entries(metrics).map(([name, value]) => `${name} is ${formatValue(value)}`);
  return `${when.source} is false: ${[...values, ...asked].join(', ')}`;
}

/** Metrics of the first task run that the firing consumed, as its triggers are written. */
function metricsOf(consumed: readonly Consumed[]): Metrics {
  return consumed.find(({ event }) => event.data.metrics !== undefined)?.event.data.metrics ?? {};
}

/** An event as expressions see it: `event.data` is a Rest body, else what the event says. */
export function celEvent(consumed: Consumed | undefined): Readonly<Record<string, unknown>> {
  if (consumed === undefined) return {};
  const { id, type, subject, time, data } = consumed.event;
  return { id, type, subject, time, trigger: consumed.trigger, data: type === 'rest' ? (data.body ?? {}) : data };
}

/** `deployed` is the serving version of the deployer that this sensor starts, `deployers.NAME` any other's. */
function deployed(question: Question, facts: Record<string, number | string | boolean>) {
  const deployers: Record<string, unknown> = {};
  for (const name of question.axon.deployers.keys()) deployers[name] = describeServing(name, question);
  const own = question.sensor.deployer === undefined ? {} : (deployers[question.sensor.deployer.name] as object);
  if ('name' in own) facts['deployed'] = String(own.name);
  return { deployers, deployed: own };
}

function describeServing(deployer: string, { state, live }: Question): Readonly<Record<string, unknown>> {
  const version = servingVersion(state.deployers.get(deployer));
  if (version === undefined) return {};
  return { ...servedMetrics(version), ...live(deployer, version.name), version: version.number, name: version.name };
}

/**
 * Whether `metrics[metric]` beats what is deployed: its live value where there is one, else that of its training.
 * True if nothing is deployed, so that the first model can come.
 */
function improves(
  metric: string,
  metrics: Metrics,
  { axon, sensor, state, live }: Question,
): { holds: boolean; reason: string; facts: Facts } {
  const candidate = metrics[metric];
  if (candidate === undefined) return { holds: false, reason: `the training reported no ${metric}`, facts: {} };
  const version = sensor.deployer === undefined ? undefined : servingVersion(state.deployers.get(sensor.deployer.name));
  if (version === undefined) return { holds: true, reason: 'nothing is deployed', facts: {} };

  const measured = live(version.deployer, version.name)[metric];
  const current = measured ?? servedMetrics(version)[metric];
  if (current === undefined) return { holds: true, reason: `${version.name} has no ${metric}`, facts: {} };
  const direction = metricDirection(axon, metric);
  const holds = direction === 'less' ? candidate < current : candidate > current;
  const origin = measured === undefined ? 'in training' : 'live';
  return {
    holds,
    reason: `${metric} ${formatValue(candidate)} ${holds ? 'beats' : 'does not beat'} ${formatValue(current)} of ${version.name} (${origin})`,
    facts: { [`deployed.${metric}`]: current, [`deployed.${metric}.origin`]: origin },
  };
}
