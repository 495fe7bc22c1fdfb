import type { Axon, Sensor, Task } from '../axon';
import { declaredMetrics } from '../derive/declared-metrics';
import { issue, type Path } from '../issue';
import type { CelExpression } from '../lang/cel';
import { didYouMean } from '../lang/closest';
import { selectedNames } from '../lang/promql-ast';
import type { SpannedIssue } from '../resolve/scope';

/** Metrics that the hands report themselves. */
const BUILT_IN = /^myelin_/;

/** Metrics that are read and that no task declares, and reads of what may not be deployed yet. */
export function checkMetrics(axon: Axon, complete: boolean): readonly SpannedIssue[] {
  const declared = new Set([...axon.tasks.values()].flatMap(declaredMetrics));
  return [
    ...[...axon.tasks.values()].flatMap(checkObjective),
    ...axon.sensors.flatMap((sensor) => [
      ...(complete ? checkDeclared(sensor, declared) : []),
      ...expressionsOf(sensor).flatMap(({ when, path }) => checkDeployed(when, path)),
    ]),
  ];
}

function checkDeclared(sensor: Sensor, declared: ReadonlySet<string>): SpannedIssue[] {
  const places: { readonly metrics: readonly string[]; readonly path: Path }[] = [
    ...sensor.triggers.flatMap((trigger) =>
      trigger.kind === 'alert' ? [{ metrics: trigger.metrics, path: [...trigger.path, 'condition'] }] : [],
    ),
    // The series of a condition are those of one run, so a bare name is a metric of it as much as one in braces.
    ...sensor.conditions.map(({ query, path }) => ({ metrics: selectedNames(query), path: [...path, 'condition'] })),
    ...expressionsOf(sensor).map(({ when, path }) => ({
      metrics: [...new Set([...when.readsMetrics, ...when.callsImproves])],
      path,
    })),
  ];
  return places.flatMap(({ metrics, path }) =>
    metrics
      .filter((metric) => !declared.has(metric) && !BUILT_IN.test(metric))
      .map((metric) => undeclared(metric, declared, path)),
  );
}

/** Published code reports without declaring, so this may be right; where a declared name is near it hardly is. */
function undeclared(metric: string, declared: Iterable<string>, path: Path): SpannedIssue {
  const near = didYouMean(metric, declared);
  const message = `no task declares the metric ${metric}`;
  if (near !== undefined) return issue('MYL1208', path, message, near);
  return issue('MYL1202', path, message, 'declare it under metrics of the task that reports it');
}

/** A training that is compared by a metric which it does not declare, although it declares one of nearly that name. */
function checkObjective(task: Task): SpannedIssue[] {
  if (task.kind !== 'train' || task.objective === undefined) return [];
  const { metric } = task.objective;
  const names = task.metrics.map(({ name }) => name);
  const near = names.includes(metric) ? undefined : didYouMean(metric, names);
  if (near === undefined) return [];
  return [issue('MYL1208', [...task.path, 'train', 'lossMetric'], `${task.name} declares no metric ${metric}`, near)];
}

function expressionsOf(sensor: Sensor): readonly { readonly when: CelExpression; readonly path: Path }[] {
  return [...sensor.triggers, sensor].flatMap((place) =>
    'when' in place && place.when !== undefined ? [{ when: place.when, path: [...place.path, 'when'] }] : [],
  );
}

function checkDeployed(when: CelExpression, path: Path): SpannedIssue[] {
  return ['deployed', 'deployers'].flatMap((variable) =>
    when.readsWithoutHas(variable).map(({ from, to }) => {
      const read = when.source.slice(from, to);
      const message = `${read} is read without has(), so this is false until something is deployed`;
      return {
        ...issue('MYL1204', path, message, `write !has(${read}) || ..., or use improves(...)`),
        span: [from, to],
      };
    }),
  );
}
