import type { AlertTrigger, CalendarTrigger, Condition } from '../axon';
import type { Path } from '../issue';
import { parseCel, type CelExpression } from '../lang/cel';
import { parseCron, timeZoneFault } from '../lang/cron';
import { faulty } from '../lang/fault';
import { bindAlert, parseAlertCondition } from '../lang/promql';
import type { Scope } from './scope';

/** What a `when` may read: facts of the consumed events, and what is deployed. */
const WHEN_VARIABLES = ['metrics', 'deployed', 'deployers', 'event'];

/** What a `filter` may read: the event that arrives; nothing has been consumed yet. */
const FILTER_VARIABLES = ['event', 'metrics'];

export function readWhen(source: string | undefined, path: Path, scope: Scope): CelExpression | undefined {
  if (source === undefined) return undefined;
  return scope.read(parseCel(source, { variables: WHEN_VARIABLES }), 'MYL1501', path);
}

export function readFilter(source: string | undefined, path: Path, scope: Scope): CelExpression | undefined {
  if (source === undefined) return undefined;
  return scope.read(parseCel(source, { variables: FILTER_VARIABLES, improves: false }), 'MYL1501', path);
}

/** @param path of the trigger; its schedule and its time zone are each told at their own place */
export function readCron(
  source: string,
  timezone: string | undefined,
  path: Path,
  scope: Scope,
): CalendarTrigger['cron'] | undefined {
  const zone = timezone === undefined ? undefined : timeZoneFault(timezone);
  const cron = scope.read(parseCron(source, zone === undefined ? timezone : 'UTC'), 'MYL1503', [...path, 'schedule']);
  return zone === undefined ? cron : scope.read(faulty(zone), 'MYL1503', [...path, 'timezone']);
}

type Query = Pick<AlertTrigger, 'query' | 'metrics'>;

/** The condition of an alert: `{{m}}` reads the newest version's m of this axon, unless it says otherwise. */
export function readAlertQuery(source: string, path: Path, scope: Scope): Query | undefined {
  const condition = scope.read(parseAlertCondition(source), 'MYL1502', path);
  if (condition === undefined) return undefined;
  return { query: bindAlert(condition.expr, scope.axonName), metrics: namesOf(condition.metrics) };
}

/** A published gate: a comparison over the metrics of one task run, which has no labels to bind. */
export function readCondition(
  source: string,
  path: Path,
  scope: Scope,
): Pick<Condition, 'query' | 'metrics'> | undefined {
  const condition = scope.read(parseAlertCondition(source), 'MYL1502', path);
  return condition && { query: condition.expr, metrics: namesOf(condition.metrics) };
}

function namesOf(metrics: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(metrics.map(({ name }) => name))];
}
